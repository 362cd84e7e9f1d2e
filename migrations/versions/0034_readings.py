"""Documents taken apart, kept in the index that PostgreSQL is."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_entries", sa.Column("reading", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("search_entries") as entries:
        entries.drop_column("reading")
