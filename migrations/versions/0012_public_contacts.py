"""The company's public contacts, which the personal-data guard lets stand."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
IN_USE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "public_contacts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_public_contacts_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_contacts")),
    )
    op.create_index(
        "uq_public_contacts_in_use",
        "public_contacts",
        ["key"],
        unique=True,
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )


def downgrade() -> None:
    op.drop_table("public_contacts")
