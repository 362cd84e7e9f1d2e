"""How learners get on is kept with their enrolments; versions of dialogues say whether they change what people do."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BEGAN = "(SELECT max(coalesce(p.done_at, p.began_at)) FROM step_progress AS p WHERE p.enrolment_id = enrolments.id)"
ANSWERED = "(SELECT max(a.at) FROM step_answers AS a WHERE a.enrolment_id = enrolments.id)"
NEEDED = "FROM track_steps AS s WHERE s.version_id = enrolments.version_id AND s.required"
LEFT = (
    f"{NEEDED} AND NOT EXISTS (SELECT 1 FROM step_progress AS p WHERE p.enrolment_id = enrolments.id"  # noqa: S608 - our own words
    " AND p.step_key = s.key AND p.state IN ('done', 'waiting'))"
)


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("moved_at", MOMENT, nullable=True))
    op.add_column("enrolments", sa.Column("owes_day", sa.Integer(), nullable=True))
    op.add_column("enrolments", sa.Column("owes_undated", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE enrolments SET"  # noqa: S608 - our own words
        f" moved_at = CASE WHEN {ANSWERED} > {BEGAN} THEN {ANSWERED} ELSE coalesce({BEGAN}, {ANSWERED}) END,"
        f" owes_day = (SELECT min(s.due_day) {LEFT}),"
        f" owes_undated = (EXISTS (SELECT 1 {LEFT}) AND NOT EXISTS (SELECT 1 {NEEDED} AND s.due_day IS NOT NULL))"
    )
    # What was published until now came back to whoever had played it: it did change what people do.
    op.add_column("dialogue_versions", sa.Column("major", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("dialogue_versions", "major")
    for name in ("owes_undated", "owes_day", "moved_at"):
        op.drop_column("enrolments", name)
