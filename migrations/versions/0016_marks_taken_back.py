"""A green mark that was taken back can be had back for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("green_marks", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("green_marks", sa.Column("taken_back_by_id", BIG, nullable=True))
    op.create_index(op.f("ix_green_marks_taken_back_at"), "green_marks", ["taken_back_at"])


def downgrade() -> None:
    op.execute("DELETE FROM green_marks WHERE taken_back_at IS NOT NULL")
    op.drop_index(op.f("ix_green_marks_taken_back_at"), "green_marks")
    op.drop_column("green_marks", "taken_back_by_id")
    op.drop_column("green_marks", "taken_back_at")
