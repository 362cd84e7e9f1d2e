"""Which words of the committee are a question to the author: only these let the clock of an initiative stand still."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLES = ("comments", "anonymous_messages")
#: What let a clock stand still until now was taken for a question, and stays one.
PAUSED_BY_IT = """
UPDATE {table} SET asks = {true} WHERE item_kind = 'initiative' AND EXISTS (
    SELECT 1 FROM committee_clock_pauses AS pauses JOIN committee_clocks AS clocks ON clocks.id = pauses.clock_id
    WHERE clocks.initiative_id = {table}.item_id AND pauses.began_at = {table}.at
)
"""


def upgrade() -> None:
    true = "true" if op.get_bind().dialect.name == "postgresql" else "1"
    for table in TABLES:
        op.add_column(table, sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.execute(PAUSED_BY_IT.format(table=table, true=true))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "asks")
