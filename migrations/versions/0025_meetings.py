"""Meetings of the committee: agendas, notes, what was decided, and who was there."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATES = ("planned", "running", "closed", "called_off")


def _refers(table: str, column: str, to: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), **options)


def _meetings() -> None:
    state = sa.Enum(*STATES, name="meetingstate", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "meetings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("planned_by_id", BIG, nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("leader_id", BIG, nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("current_number", BIG, nullable=True),
        sa.Column("current_since", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('planned', 'called_off')) = (started_at IS NULL)",
            name=op.f("ck_meetings_started_when_it_began"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_meetings_closed_when_it_ended")
        ),
        _refers("meetings", "planned_by_id", "people"),
        _refers("meetings", "leader_id", "people"),
        _refers("meetings", "current_number", "initiatives"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_state_held_on_id"), "meetings", ["state", "held_on", "id"])


def _items() -> None:
    op.create_table(
        "meeting_items",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("spent_seconds", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("notes_version", sa.Integer(), nullable=False),
        sa.Column("transition_id", BIG, nullable=True),
        sa.CheckConstraint("minutes BETWEEN 1 AND 240", name=op.f("ck_meeting_items_has_its_time")),
        _refers("meeting_items", "meeting_id", "meetings", ondelete="CASCADE"),
        _refers("meeting_items", "initiative_id", "initiatives"),
        _refers("meeting_items", "transition_id", "transitions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_items")),
        sa.UniqueConstraint("meeting_id", "initiative_id", name=op.f("uq_meeting_items_meeting_id_initiative_id")),
    )
    op.create_index(op.f("ix_meeting_items_initiative_id"), "meeting_items", ["initiative_id"])


def upgrade() -> None:
    _meetings()
    _items()
    op.create_table(
        "meeting_members",
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        _refers("meeting_members", "meeting_id", "meetings", ondelete="CASCADE"),
        _refers("meeting_members", "person_id", "people"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_meeting_members")),
    )


def downgrade() -> None:
    for table in ("meeting_members", "meeting_items", "meetings"):
        op.drop_table(table)
