"""The committee's clocks, their pauses, and what is promised."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "clock_settings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("decision_days", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("week", sa.String(7), nullable=False),
        sa.Column("days_off", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "answer_days > 0 AND decision_days >= answer_days", name=op.f("ck_clock_settings_promises_something")
        ),
        sa.CheckConstraint("length(week) > 0", name=op.f("ck_clock_settings_works_some_day")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_clock_settings_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_settings")),
    )
    op.create_table(
        "committee_clocks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("answer_missed_at", MOMENT, nullable=True),
        sa.Column("decision_missed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_committee_clocks_ends_with_an_outcome")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR paused_at IS NULL", name=op.f("ck_committee_clocks_what_ended_is_not_paused")
        ),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_committee_clocks_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_clocks")),
    )
    op.create_index(op.f("ix_committee_clocks_initiative_id_id"), "committee_clocks", ["initiative_id", "id"])
    op.create_index(op.f("ix_committee_clocks_started_at"), "committee_clocks", ["started_at"])
    running = {"sqlite_where": RUNNING, "postgresql_where": RUNNING}
    op.create_index("uq_committee_clocks_running", "committee_clocks", ["initiative_id"], unique=True, **running)
    op.create_index("ix_committee_clocks_due", "committee_clocks", ["decide_by", "id"], **running)
    op.create_table(
        "committee_clock_pauses",
        sa.Column("id", BIG, nullable=False),
        sa.Column("clock_id", BIG, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["committee_clocks.id"], name=op.f("fk_committee_clock_pauses_clock_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_clock_pauses")),
    )
    op.create_index(op.f("ix_committee_clock_pauses_clock_id_id"), "committee_clock_pauses", ["clock_id", "id"])


def downgrade() -> None:
    for table in ("committee_clock_pauses", "committee_clocks", "clock_settings"):
        op.drop_table(table)
