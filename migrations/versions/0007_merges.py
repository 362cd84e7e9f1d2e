"""Merging twins and parting them again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("id", BIG, nullable=False),
        sa.Column("twin_id", BIG, nullable=False),
        sa.Column("survivor_id", BIG, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("transition_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("unmerged_at", MOMENT, nullable=True),
        sa.Column("unmerged_by_id", BIG, nullable=True),
        sa.CheckConstraint("twin_id <> survivor_id", name=op.f("ck_merges_two_initiatives")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_merges_by_id")),
        sa.ForeignKeyConstraint(["survivor_id"], ["initiatives.id"], name=op.f("fk_merges_survivor_id")),
        sa.ForeignKeyConstraint(["transition_id"], ["transitions.id"], name=op.f("fk_merges_transition_id")),
        sa.ForeignKeyConstraint(["twin_id"], ["initiatives.id"], name=op.f("fk_merges_twin_id")),
        sa.ForeignKeyConstraint(["unmerged_by_id"], ["people.id"], name=op.f("fk_merges_unmerged_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index(op.f("ix_merges_survivor_id"), "merges", ["survivor_id"], unique=False)
    op.create_index(
        "uq_merges_standing",
        "merges",
        ["twin_id"],
        unique=True,
        sqlite_where=sa.text("unmerged_at IS NULL"),
        postgresql_where=sa.text("unmerged_at IS NULL"),
    )
    op.create_table(
        "merged_rows",
        sa.Column("id", BIG, nullable=False),
        sa.Column("merge_id", BIG, nullable=False),
        sa.Column("belongings", sa.String(length=40), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["merges.id"], name=op.f("fk_merged_rows_merge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_rows")),
    )
    op.create_index(op.f("ix_merged_rows_merge_id_id"), "merged_rows", ["merge_id", "id"], unique=False)
    op.create_table(
        "co_authors",
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("merge_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_co_authors_initiative_id")),
        sa.ForeignKeyConstraint(["merge_id"], ["merges.id"], name=op.f("fk_co_authors_merge_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_co_authors_person_id")),
        sa.PrimaryKeyConstraint("initiative_id", "person_id", "merge_id", name=op.f("pk_co_authors")),
    )
    op.create_index(
        op.f("ix_co_authors_person_id_initiative_id"), "co_authors", ["person_id", "initiative_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("co_authors")
    op.drop_table("merged_rows")
    op.drop_table("merges")
