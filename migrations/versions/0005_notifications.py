"""The inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("item_kind", sa.String(length=40), nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("kept_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["journal.id"], name=op.f("fk_notifications_entry_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notifications_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("person_id", "entry_id", name=op.f("uq_notifications_person_id_entry_id")),
    )
    op.create_index(op.f("ix_notifications_person_id_at_id"), "notifications", ["person_id", "at", "id"], unique=False)
    op.create_index(
        op.f("ix_notifications_person_id_item_kind_item_id"),
        "notifications",
        ["person_id", "item_kind", "item_id"],
        unique=False,
    )
    op.create_index(op.f("ix_notifications_person_id_read_at"), "notifications", ["person_id", "read_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notifications_person_id_read_at"), table_name="notifications")
    op.drop_index(op.f("ix_notifications_person_id_item_kind_item_id"), table_name="notifications")
    op.drop_index(op.f("ix_notifications_person_id_at_id"), table_name="notifications")
    op.drop_table("notifications")
