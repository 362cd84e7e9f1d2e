"""Dialogues in which a customer is played, their versions, and what somebody has played."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
UNFINISHED = sa.text("finished_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "dialogues",
        sa.Column("id", BIG, nullable=False),
        sa.Column("origin_key", sa.String(200), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("algorithm_id", BIG, nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("keeper_id", BIG, nullable=True),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "published_number IS NOT NULL OR closed_at IS NULL", name=op.f("ck_dialogues_what_was_played_is_closed")
        ),
        sa.ForeignKeyConstraint(["algorithm_id"], ["knowledge_items.id"], name=op.f("fk_dialogues_algorithm_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_dialogues_keeper_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_dialogues_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogues")),
        sa.UniqueConstraint("origin_key", name=op.f("uq_dialogues_origin_key")),
    )
    op.create_index(op.f("ix_dialogues_title_id"), "dialogues", ["title", "id"])
    op.create_index(op.f("ix_dialogues_algorithm_id"), "dialogues", ["algorithm_id"])
    op.create_index(op.f("ix_dialogues_keeper_id"), "dialogues", ["keeper_id"])
    op.create_table(
        "dialogue_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("dialogue_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("algorithm_id", BIG, nullable=False),
        sa.Column("algorithm_revision", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("play", JSON, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogues.id"], name=op.f("fk_dialogue_versions_dialogue_id")),
        sa.ForeignKeyConstraint(
            ["algorithm_id"], ["knowledge_items.id"], name=op.f("fk_dialogue_versions_algorithm_id")
        ),
        sa.ForeignKeyConstraint(["published_by_id"], ["people.id"], name=op.f("fk_dialogue_versions_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_versions")),
        sa.UniqueConstraint("dialogue_id", "number", name=op.f("uq_dialogue_versions_dialogue_id_number")),
    )
    op.create_table(
        "practices",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("dialogue_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("path", JSON, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_practices_person_id")),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogues.id"], name=op.f("fk_practices_dialogue_id")),
        sa.ForeignKeyConstraint(["version_id"], ["dialogue_versions.id"], name=op.f("fk_practices_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
    )
    op.create_index(op.f("ix_practices_person_id_dialogue_id_id"), "practices", ["person_id", "dialogue_id", "id"])
    op.create_index(
        "uq_practices_going_on", "practices", ["person_id", "dialogue_id"], unique=True, sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("practices")
    op.drop_table("dialogue_versions")
    op.drop_table("dialogues")
