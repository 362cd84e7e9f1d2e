"""Milestones, tasks and PDCA cards of the work on initiatives."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("done_at IS NULL AND removed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "milestones",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reached_at", MOMENT, nullable=True),
        sa.Column("first_reached_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("submission_key", sa.String(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_milestones_has_a_title")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_milestones_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_milestones_submission_key")),
    )
    op.create_index(op.f("ix_milestones_initiative_id_position_id"), "milestones", ["initiative_id", "position", "id"])
    _tasks()
    _cards()


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("milestone_id", BIG, nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by_id", BIG, nullable=True),
        sa.Column("first_done_at", MOMENT, nullable=True),
        sa.Column("blocked_at", MOMENT, nullable=True),
        sa.Column("blocked_reason", sa.String(500), nullable=False),
        sa.Column("soon_told_for", sa.Date(), nullable=True),
        sa.Column("late_told_for", sa.Date(), nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("submission_key", sa.String(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_tasks_has_a_title")),
        sa.CheckConstraint("(blocked_at IS NULL) = (blocked_reason = '')", name=op.f("ck_tasks_blocked_for_a_reason")),
        sa.CheckConstraint("done_at IS NULL OR blocked_at IS NULL", name=op.f("ck_tasks_what_is_done_is_not_blocked")),
        sa.ForeignKeyConstraint(["done_by_id"], ["people.id"], name=op.f("fk_tasks_done_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_tasks_initiative_id")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestones.id"], name=op.f("fk_tasks_milestone_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_tasks_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_tasks_submission_key")),
    )
    op.create_index(op.f("ix_tasks_initiative_id_position_id"), "tasks", ["initiative_id", "position", "id"])
    op.create_index(op.f("ix_tasks_milestone_id"), "tasks", ["milestone_id"])
    is_open = {"sqlite_where": OPEN, "postgresql_where": OPEN}
    op.create_index("ix_tasks_open_of", "tasks", ["owner_id", "due_on", "id"], **is_open)
    op.create_index("ix_tasks_open_by", "tasks", ["due_on", "id"], **is_open)


def _cards() -> None:
    op.create_table(
        "pdca_cards",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for part in ("plan", "do", "check", "act")
            for name in (part, f"{part}_html")
        ),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", BIG, nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_pdca_cards_changed_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_pdca_cards_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pdca_cards")),
        sa.UniqueConstraint("initiative_id", name=op.f("uq_pdca_cards_initiative_id")),
    )


def downgrade() -> None:
    for table in ("pdca_cards", "tasks", "milestones"):
        op.drop_table(table)
