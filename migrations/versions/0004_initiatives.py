"""Initiatives: statuses, texts, supports, moves, counts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
UNDECIDED = sa.text(
    "status_type NOT IN"
    " ('draft', 'accepted', 'in_progress', 'implemented', 'measured', 'declined', 'deferred', 'merged')"
)
INCOMPLETE = sa.text("(length(problem) < 20 OR length(solution) < 20 OR length(outcome) < 20)")


def _protect() -> None:
    """Refuse every change and removal of a row, on both databases."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION transitions_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'transitions is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER transitions_append_only BEFORE UPDATE OR DELETE ON transitions "
            "FOR EACH ROW EXECUTE FUNCTION transitions_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER transitions_append_only_{verb.lower()} BEFORE {verb} ON transitions "
            "BEGIN SELECT RAISE(ABORT, 'transitions is append-only'); END"
        )


def _unprotect() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER transitions_append_only ON transitions")
        op.execute("DROP FUNCTION transitions_is_append_only()")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER transitions_append_only_{verb}")


#: key, type, Ukrainian, Russian, English. All are the defaults of their types.
STATUSES = (
    ("draft", "Забрана автором", "Отозвана автором", "Withdrawn"),
    ("new", "Нова", "Новая", "New"),
    ("in_review", "На розгляді", "На рассмотрении", "In review"),
    ("accepted", "Прийнята", "Принята", "Accepted"),
    ("in_progress", "У роботі", "В работе", "In progress"),
    ("implemented", "Впроваджена", "Внедрена", "Implemented"),
    ("measured", "Результат виміряно", "Результат измерен", "Outcome measured"),
    ("declined", "Відхилена", "Отклонена", "Declined"),
    ("deferred", "Відкладена", "Отложена", "Deferred"),
    ("merged", "Об’єднана", "Объединена", "Merged"),
)


def _seed(statuses: sa.Table) -> None:
    op.bulk_insert(
        statuses,
        [
            {
                "key": key,
                "type": key,
                "names": {"uk": uk, "ru": ru, "en": en},
                "position": place * 10,
                "is_default": True,
            }
            for place, (key, uk, ru, en) in enumerate(STATUSES, 1)
        ],
    )


def upgrade() -> None:
    statuses = op.create_table(
        "statuses",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "draft",
                "new",
                "in_review",
                "accepted",
                "in_progress",
                "implemented",
                "measured",
                "declined",
                "deferred",
                "merged",
                name="statustype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("names", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statuses")),
        sa.UniqueConstraint("key", name=op.f("uq_statuses_key")),
    )
    op.create_index(op.f("ix_statuses_type"), "statuses", ["type"], unique=False)
    op.create_table(
        "tags",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("name", name=op.f("uq_tags_name")),
    )
    op.create_table(
        "initiative_counts",
        sa.Column("status_id", BIG, nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["status_id"], ["statuses.id"], name=op.f("fk_initiative_counts_status_id")),
        sa.PrimaryKeyConstraint("status_id", "area_id", name=op.f("pk_initiative_counts")),
    )
    op.create_table(
        "initiatives",
        sa.Column("id", BIG, nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("problem", "opportunity", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("problem_html", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("solution_html", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("outcome_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("metric_name", sa.String(length=120), nullable=False),
        sa.Column("metric_unit", sa.String(length=20), nullable=False),
        sa.Column("metric_baseline", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("metric_target", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("metric_due_on", sa.Date(), nullable=True),
        sa.Column("status_id", BIG, nullable=False),
        sa.Column(
            "status_type",
            sa.Enum(
                "draft",
                "new",
                "in_review",
                "accepted",
                "in_progress",
                "implemented",
                "measured",
                "declined",
                "deferred",
                "merged",
                name="statustype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("status_changed_at", MOMENT, nullable=False),
        sa.Column("defer_until", sa.Date(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "everyone",
                "teams",
                "author",
                "nobody",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("visibility_before", sa.String(length=32), nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("first_answered_at", MOMENT, nullable=True),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("implemented_at", MOMENT, nullable=True),
        sa.Column("last_activity_at", MOMENT, nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("solution_count", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", BIG, nullable=True),
        sa.Column("twin_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status_type <> 'deferred' OR defer_until IS NOT NULL",
            name=op.f("ck_initiatives_deferred_to_a_day"),
        ),
        sa.CheckConstraint(
            "status_type NOT IN ('accepted', 'in_progress', 'implemented', 'measured') OR (length(problem) >= 20 AND length(solution) >= 20 AND length(outcome) >= 20)",
            name=op.f("ck_initiatives_three_parts_from_acceptance_on"),
        ),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_initiatives_has_a_title")),
        sa.CheckConstraint(
            "support_count >= 0 AND comment_count >= 0", name=op.f("ck_initiatives_counts_are_not_negative")
        ),
        sa.CheckConstraint(
            "(status_type = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_initiatives_merged_into_something")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_initiatives_area_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_initiatives_author_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["initiatives.id"], name=op.f("fk_initiatives_merged_into_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_initiatives_owner_id")),
        sa.ForeignKeyConstraint(["status_id"], ["statuses.id"], name=op.f("fk_initiatives_status_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_initiatives_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
        sa.UniqueConstraint("external_id", name=op.f("uq_initiatives_external_id")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_initiatives_submission_key")),
        # A new row's id is above every earlier one's, whatever negative ids there are.
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_initiatives_implemented_at"), "initiatives", ["implemented_at"], unique=False)
    op.create_index(op.f("ix_initiatives_merged_into_id"), "initiatives", ["merged_into_id"], unique=False)
    op.create_index(
        op.f("ix_initiatives_area_id_last_activity_at_id"),
        "initiatives",
        ["area_id", "last_activity_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_initiatives_area_id_submitted_at_id"),
        "initiatives",
        ["area_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_initiatives_area_id_support_count_id"),
        "initiatives",
        ["area_id", "support_count", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_initiatives_author_id_submitted_at_id"),
        "initiatives",
        ["author_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_initiatives_last_activity_at_id"), "initiatives", ["last_activity_at", "id"], unique=False)
    op.create_index(
        op.f("ix_initiatives_owner_id_status_type"), "initiatives", ["owner_id", "status_type"], unique=False
    )
    op.create_index(
        op.f("ix_initiatives_status_id_last_activity_at_id"),
        "initiatives",
        ["status_id", "last_activity_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_initiatives_status_id_submitted_at_id"),
        "initiatives",
        ["status_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_initiatives_status_id_support_count_id"),
        "initiatives",
        ["status_id", "support_count", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_initiatives_status_type_defer_until"),
        "initiatives",
        ["status_type", "defer_until"],
        unique=False,
    )
    op.create_index(
        op.f("ix_initiatives_status_type_status_changed_at_id"),
        "initiatives",
        ["status_type", "status_changed_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_initiatives_submitted_at_id"), "initiatives", ["submitted_at", "id"], unique=False)
    op.create_index(op.f("ix_initiatives_support_count_id"), "initiatives", ["support_count", "id"], unique=False)
    op.create_index(
        op.f("ix_initiatives_team_id_submitted_at_id"),
        "initiatives",
        ["team_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_initiatives_restricted",
        "initiatives",
        ["status_id", "area_id"],
        unique=False,
        sqlite_where=sa.text("visibility = 'teams'"),
        postgresql_where=sa.text("visibility = 'teams'"),
    )
    op.create_index(
        op.f("ix_initiatives_status_type_due_on_status_changed_at_id"),
        "initiatives",
        ["status_type", "due_on", "status_changed_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_initiatives_undecided",
        "initiatives",
        ["submitted_at", "id"],
        unique=False,
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )
    op.create_index(
        "ix_initiatives_incomplete",
        "initiatives",
        ["submitted_at", "id"],
        unique=False,
        sqlite_where=INCOMPLETE,
        postgresql_where=INCOMPLETE,
    )
    op.create_table(
        "initiative_revisions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_initiative_revisions_by_id")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_revisions_initiative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_revisions")),
    )
    op.create_index(
        op.f("ix_initiative_revisions_initiative_id_id"),
        "initiative_revisions",
        ["initiative_id", "id"],
        unique=False,
    )
    op.create_table(
        "initiative_tags",
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("tag_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_tags_initiative_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_initiative_tags_tag_id")),
        sa.PrimaryKeyConstraint("initiative_id", "tag_id", name=op.f("pk_initiative_tags")),
    )
    op.create_index(
        op.f("ix_initiative_tags_tag_id_initiative_id"),
        "initiative_tags",
        ["tag_id", "initiative_id"],
        unique=False,
    )
    op.create_table(
        "initiative_teams",
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("team_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_teams_initiative_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_initiative_teams_team_id")),
        sa.PrimaryKeyConstraint("initiative_id", "team_id", name=op.f("pk_initiative_teams")),
    )
    op.create_index(
        op.f("ix_initiative_teams_team_id_initiative_id"),
        "initiative_teams",
        ["team_id", "initiative_id"],
        unique=False,
    )
    op.create_table(
        "supports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "daily",
                "weekly",
                "monthly",
                "rarely",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "reach",
            sa.Enum(
                "one",
                "several",
                "dozens",
                "hundreds",
                name="reach",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_supports_initiative_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_supports_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supports")),
        sa.UniqueConstraint("initiative_id", "person_id", name=op.f("uq_supports_initiative_id_person_id")),
    )
    op.create_index(op.f("ix_supports_person_id_at"), "supports", ["person_id", "at"], unique=False)
    op.create_table(
        "transitions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("from_status_id", BIG, nullable=True),
        sa.Column("to_status_id", BIG, nullable=False),
        sa.Column("actor_id", BIG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_html", sa.Text(), nullable=False),
        sa.Column("defer_until", sa.Date(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_transitions_actor_id")),
        sa.ForeignKeyConstraint(["from_status_id"], ["statuses.id"], name=op.f("fk_transitions_from_status_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_transitions_initiative_id")),
        sa.ForeignKeyConstraint(["to_status_id"], ["statuses.id"], name=op.f("fk_transitions_to_status_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transitions")),
    )
    op.create_index(op.f("ix_transitions_at"), "transitions", ["at"], unique=False)
    op.create_index(op.f("ix_transitions_initiative_id_id"), "transitions", ["initiative_id", "id"], unique=False)
    _seed(statuses)
    _protect()


def downgrade() -> None:
    _unprotect()
    op.drop_index(op.f("ix_transitions_initiative_id_id"), table_name="transitions")
    op.drop_index(op.f("ix_transitions_at"), table_name="transitions")
    op.drop_table("transitions")
    op.drop_index(op.f("ix_supports_person_id_at"), table_name="supports")
    op.drop_table("supports")
    op.drop_index(op.f("ix_initiative_teams_team_id_initiative_id"), table_name="initiative_teams")
    op.drop_table("initiative_teams")
    op.drop_index(op.f("ix_initiative_tags_tag_id_initiative_id"), table_name="initiative_tags")
    op.drop_table("initiative_tags")
    op.drop_index(op.f("ix_initiative_revisions_initiative_id_id"), table_name="initiative_revisions")
    op.drop_table("initiative_revisions")
    op.drop_index("ix_initiatives_incomplete", table_name="initiatives")
    op.drop_index("ix_initiatives_undecided", table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_status_type_due_on_status_changed_at_id"), table_name="initiatives")
    op.drop_index("ix_initiatives_restricted", table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_team_id_submitted_at_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_support_count_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_submitted_at_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_status_type_status_changed_at_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_status_type_defer_until"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_status_id_support_count_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_status_id_submitted_at_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_status_id_last_activity_at_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_owner_id_status_type"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_last_activity_at_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_author_id_submitted_at_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_area_id_support_count_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_area_id_submitted_at_id"), table_name="initiatives")
    op.drop_index(op.f("ix_initiatives_area_id_last_activity_at_id"), table_name="initiatives")
    op.drop_table("initiatives")
    op.drop_table("initiative_counts")
    op.drop_table("tags")
    op.drop_index(op.f("ix_statuses_type"), table_name="statuses")
    op.drop_table("statuses")
