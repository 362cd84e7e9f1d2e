"""Links that say the same beside each other: merged items bring them together, and one of them is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SAYING = ["kind", "from_kind", "from_id", "to_kind", "to_id"]
UNIQUE = "uq_links_kind_from_kind_from_id_to_kind_to_id"


def upgrade() -> None:
    shown = sa.text("NOT waits")
    with op.batch_alter_table("links", table_kwargs={"sqlite_autoincrement": True}) as links:
        links.add_column(sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false()))
        links.drop_constraint(UNIQUE, type_="unique")
    with op.batch_alter_table("links", table_kwargs={"sqlite_autoincrement": True}) as links:
        links.alter_column("waits", server_default=None)
    op.create_index("uq_links_shown", "links", SAYING, unique=True, sqlite_where=shown, postgresql_where=shown)


def downgrade() -> None:
    op.drop_index("uq_links_shown", "links")
    op.execute("DELETE FROM links WHERE waits")
    with op.batch_alter_table("links", table_kwargs={"sqlite_autoincrement": True}) as links:
        links.drop_column("waits")
        links.create_unique_constraint(UNIQUE, SAYING)
