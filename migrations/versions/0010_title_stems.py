"""The beginnings of the words of titles."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "title_stems",
        sa.Column("stem", sa.String(length=8), nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_title_stems_initiative_id")),
        sa.PrimaryKeyConstraint("stem", "initiative_id", name=op.f("pk_title_stems")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_title_stems_initiative_id"), "title_stems", ["initiative_id"], unique=False)


def downgrade() -> None:
    op.drop_table("title_stems")
