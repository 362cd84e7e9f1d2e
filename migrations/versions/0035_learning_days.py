"""When a learner was reminded last, and the secret addresses under which calendars find due days."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.create_table(
        "calendar_addresses",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_addresses_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_addresses")),
    )


def downgrade() -> None:
    op.drop_table("calendar_addresses")
    op.drop_column("enrolments", "reminded_on")
