"""How the committee values initiatives: models with their versions, rounds, and the sheets of members."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("rice", "ice", "impact_effort", "weighted")


def upgrade() -> None:
    _make_rules()
    _make_rounds()
    _protect()
    _fill()


def _make_rules() -> None:
    op.create_table(
        "scoring_models",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=32), nullable=False
        ),
        sa.Column("names", JSON, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_models")),
        sa.UniqueConstraint("key", name=op.f("uq_scoring_models_key")),
    )
    op.create_table(
        "scoring_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("model_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", JSON, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_scoring_versions_counted_from_one")),
        sa.ForeignKeyConstraint(["model_id"], ["scoring_models.id"], name=op.f("fk_scoring_versions_model_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_scoring_versions_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_versions")),
        sa.UniqueConstraint("model_id", "number", name=op.f("uq_scoring_versions_model_id_number")),
    )
    op.create_table(
        "scoring_settings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("for_waiting", sa.Boolean(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("quorum > 0", name=op.f("ck_scoring_settings_somebody_scores")),
        sa.ForeignKeyConstraint(["version_id"], ["scoring_versions.id"], name=op.f("fk_scoring_settings_version_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_scoring_settings_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_settings")),
    )


def _make_rounds() -> None:
    op.create_table(
        "scoring_rounds",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("called_at", MOMENT, nullable=True),
        sa.Column("called_by_id", BIG, nullable=True),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("agreed_by_id", BIG, nullable=True),
        sa.Column("agreed_values", JSON, nullable=False),
        sa.Column("agreed_result", sa.Numeric(14, 2), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_result IS NULL)", name=op.f("ck_scoring_rounds_agreed_on_something")
        ),
        sa.CheckConstraint("agreed_at IS NULL OR replaced_at IS NULL", name=op.f("ck_scoring_rounds_ends_one_way")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_scoring_rounds_initiative_id")),
        sa.ForeignKeyConstraint(["version_id"], ["scoring_versions.id"], name=op.f("fk_scoring_rounds_version_id")),
        sa.ForeignKeyConstraint(["called_by_id"], ["people.id"], name=op.f("fk_scoring_rounds_called_by_id")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["people.id"], name=op.f("fk_scoring_rounds_agreed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_rounds")),
    )
    still_open = sa.text("agreed_at IS NULL AND replaced_at IS NULL")
    agreed = sa.text("agreed_at IS NOT NULL")
    op.create_index(op.f("ix_scoring_rounds_initiative_id_id"), "scoring_rounds", ["initiative_id", "id"])
    op.create_index(
        "uq_scoring_rounds_open", "scoring_rounds", ["initiative_id"], unique=True,
        sqlite_where=still_open, postgresql_where=still_open,
    )  # fmt: skip
    op.create_index(
        "ix_scoring_rounds_agreed", "scoring_rounds", ["initiative_id", "id"],
        sqlite_where=agreed, postgresql_where=agreed,
    )  # fmt: skip
    op.create_table(
        "scoring_sheets",
        sa.Column("id", BIG, nullable=False),
        sa.Column("round_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("result", sa.Numeric(14, 2), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["scoring_rounds.id"], name=op.f("fk_scoring_sheets_round_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_scoring_sheets_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_sheets")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_scoring_sheets_round_id_person_id")),
    )
    op.create_index(op.f("ix_scoring_sheets_person_id_round_id"), "scoring_sheets", ["person_id", "round_id"])


def _protect() -> None:
    """Refuse every change and removal of a version, on both databases."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION scoring_versions_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'scoring_versions is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER scoring_versions_append_only BEFORE UPDATE OR DELETE ON scoring_versions "
            "FOR EACH ROW EXECUTE FUNCTION scoring_versions_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER scoring_versions_append_only_{verb.lower()} BEFORE {verb} ON scoring_versions "
            "BEGIN SELECT RAISE(ABORT, 'scoring_versions is append-only'); END"
        )


def _fill() -> None:
    """The models that come with the portal."""
    models = sa.table("scoring_models", sa.column("key"), sa.column("kind"), sa.column("names", JSON))
    ours = ("rice", "ice", "impact_effort")
    op.bulk_insert(models, [{"key": kind, "kind": kind, "names": {}} for kind in ours])
    made = sa.table("scoring_models", sa.column("id"), sa.column("key"))
    ids = {row.key: row.id for row in op.get_bind().execute(sa.select(made.c.key, made.c.id))}
    versions = sa.table(
        "scoring_versions", sa.column("model_id"), sa.column("number"), sa.column("definition", JSON),
        sa.column("at", MOMENT),
    )  # fmt: skip
    at = datetime(2026, 1, 1, tzinfo=UTC)
    op.bulk_insert(versions, [{"model_id": ids[kind], "number": 1, "definition": {}, "at": at} for kind in ours])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER scoring_versions_append_only ON scoring_versions")
        op.execute("DROP FUNCTION scoring_versions_is_append_only()")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER scoring_versions_append_only_{verb}")
    for table in ("scoring_sheets", "scoring_rounds", "scoring_settings", "scoring_versions", "scoring_models"):
        op.drop_table(table)
