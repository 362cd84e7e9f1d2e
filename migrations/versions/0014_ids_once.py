"""No id of a draft, a link or a support is given to another row when its own is gone.

A merge notes them for the way back. PostgreSQL counts on by itself; SQLite gives the id of a deleted last row away.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("drafts", "links", "supports")


def upgrade() -> None:
    _rebuild(ids_once=True)


def downgrade() -> None:
    _rebuild(ids_once=False)


def _rebuild(*, ids_once: bool) -> None:
    if op.get_context().dialect.name != "sqlite":
        return
    for table in TABLES:
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": ids_once}):
            pass
