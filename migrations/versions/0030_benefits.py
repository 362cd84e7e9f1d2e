"""Whom or what the outcome of an initiative serves."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

CHECK = "benefit IN ('customers', 'time', 'money', 'quality', 'safety')"


def upgrade() -> None:
    with op.batch_alter_table("outcome_plans") as plans:
        plans.add_column(sa.Column("benefit", sa.String(32), nullable=True))
        plans.create_check_constraint(op.f("ck_outcome_plans_benefit"), CHECK)


def downgrade() -> None:
    with op.batch_alter_table("outcome_plans") as plans:
        plans.drop_constraint(op.f("ck_outcome_plans_benefit"), type_="check")
        plans.drop_column("benefit")
