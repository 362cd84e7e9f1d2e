"""The inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

INDEXES = (
    (["person_id", "at", "id"], "folded_into_id IS NULL"),
    (["person_id", "read_at", "at", "id"], "folded_into_id IS NULL"),
    (["person_id", "kept_at"], "folded_into_id IS NULL AND kept_at IS NOT NULL"),
    (["person_id", "fold_key", "at"], "folded_into_id IS NULL AND fold_key IS NOT NULL"),
    (["folded_into_id"], None),
    (["entry_id"], None),
    (["read_at"], None),
)


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
        sa.Column("fold_key", sa.String(length=60), nullable=True),
        sa.Column("folded_into_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["journal.id"], name=op.f("fk_notifications_entry_id")),
        sa.ForeignKeyConstraint(["folded_into_id"], ["notifications.id"], name=op.f("fk_notifications_folded_into_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notifications_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("person_id", "entry_id", name=op.f("uq_notifications_person_id_entry_id")),
    )
    for columns, where in INDEXES:
        name = op.f("ix_notifications_" + "_".join(columns))
        condition = sa.text(where) if where else None
        op.create_index(name, "notifications", columns, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    for columns, _where in reversed(INDEXES):
        op.drop_index(op.f("ix_notifications_" + "_".join(columns)), table_name="notifications")
    op.drop_table("notifications")
