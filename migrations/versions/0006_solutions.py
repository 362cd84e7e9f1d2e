"""Several solutions under one problem."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "solutions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("original_of_id", BIG, nullable=True),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=True),
        sa.Column("chosen_by_id", BIG, nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("support_count >= 0", name=op.f("ck_solutions_count_is_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_solutions_author_id")),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["people.id"], name=op.f("fk_solutions_chosen_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_solutions_initiative_id")),
        sa.ForeignKeyConstraint(["original_of_id"], ["initiatives.id"], name=op.f("fk_solutions_original_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solutions")),
        sa.UniqueConstraint("original_of_id", name=op.f("uq_solutions_original_of_id")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_solutions_submission_key")),
    )
    op.create_index(op.f("ix_solutions_initiative_id_id"), "solutions", ["initiative_id", "id"], unique=False)
    op.create_index(
        "uq_solutions_chosen",
        "solutions",
        ["initiative_id"],
        unique=True,
        sqlite_where=sa.text("chosen_at IS NOT NULL"),
        postgresql_where=sa.text("chosen_at IS NOT NULL"),
    )
    op.create_table(
        "solution_mentions",
        sa.Column("solution_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_solution_mentions_person_id")),
        sa.ForeignKeyConstraint(["solution_id"], ["solutions.id"], name=op.f("fk_solution_mentions_solution_id")),
        sa.PrimaryKeyConstraint("solution_id", "person_id", name=op.f("pk_solution_mentions")),
    )
    op.create_index(op.f("ix_solution_mentions_person_id"), "solution_mentions", ["person_id"], unique=False)
    op.create_table(
        "solution_supports",
        sa.Column("solution_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_solution_supports_person_id")),
        sa.ForeignKeyConstraint(["solution_id"], ["solutions.id"], name=op.f("fk_solution_supports_solution_id")),
        sa.PrimaryKeyConstraint("solution_id", "person_id", name=op.f("pk_solution_supports")),
    )
    op.create_index(op.f("ix_solution_supports_person_id"), "solution_supports", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("solution_supports")
    op.drop_table("solution_mentions")
    op.drop_table("solutions")
