"""What has to be read and confirmed is found by an index of its own: the count stands on every page."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OLD, NEW = "ix_knowledge_items_must_acknowledge_state", "ix_knowledge_items_to_acknowledge"


def upgrade() -> None:
    op.drop_index(OLD, "knowledge_items")
    op.create_index(
        NEW,
        "knowledge_items",
        ["state", "id"],
        sqlite_where=sa.text("must_acknowledge = 1"),
        postgresql_where=sa.text("must_acknowledge"),
    )


def downgrade() -> None:
    op.drop_index(NEW, "knowledge_items")
    op.create_index(OLD, "knowledge_items", ["must_acknowledge", "state"])
