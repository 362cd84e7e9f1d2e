"""What an initiative is to change, what was measured and what came out; what was begun before is marked."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.Numeric(18, 4)


def upgrade() -> None:
    _plans()
    _measurements()
    _verdicts()
    # Nobody had to say beforehand what these would change, and now it can't be said any more.
    op.execute(
        "INSERT INTO outcome_plans (initiative_id, kind, metric_name, unit, sign, implementer_id, locked_at, changes,"
        " version) SELECT id, 'unrecorded', '', '', '',"
        " CASE WHEN status_type IN ('implemented', 'measured') THEN owner_id END, status_changed_at, 0, 1"
        " FROM initiatives WHERE status_type IN ('in_progress', 'implemented', 'measured')"
    )


def _plans() -> None:
    op.create_table(
        "outcome_plans",
        sa.Column("initiative_id", BIG, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("metric_id", BIG, nullable=True),
        sa.Column("metric_name", sa.String(120), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("baseline", NUMBER, nullable=True),
        sa.Column("target", NUMBER, nullable=True),
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("check_on", sa.Date(), nullable=True),
        sa.Column("measurer_id", BIG, nullable=True),
        sa.Column("implementer_id", BIG, nullable=True),
        sa.Column("locked_at", MOMENT, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("day_told_at", MOMENT, nullable=True),
        sa.Column("later_told_at", MOMENT, nullable=True),
        sa.Column("overdue_told_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('metric', 'sign', 'unrecorded')", name=op.f("ck_outcome_plans_plankind")),
        sa.CheckConstraint(
            "kind <> 'metric' OR (baseline IS NOT NULL AND target IS NOT NULL AND baseline <> target"
            " AND (metric_id IS NOT NULL OR length(metric_name) > 0))",
            name=op.f("ck_outcome_plans_numbers_are_whole"),
        ),
        sa.CheckConstraint("kind <> 'sign' OR length(sign) > 0", name=op.f("ck_outcome_plans_sign_says_something")),
        sa.CheckConstraint(
            "(kind = 'unrecorded') = (recorded_at IS NULL)", name=op.f("ck_outcome_plans_recorded_or_not")
        ),
        sa.CheckConstraint("kind = 'unrecorded' OR check_on IS NOT NULL", name=op.f("ck_outcome_plans_has_a_day")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_outcome_plans_initiative_id")),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_outcome_plans_metric_id")),
        sa.ForeignKeyConstraint(["measurer_id"], ["people.id"], name=op.f("fk_outcome_plans_measurer_id")),
        sa.ForeignKeyConstraint(["implementer_id"], ["people.id"], name=op.f("fk_outcome_plans_implementer_id")),
        sa.PrimaryKeyConstraint("initiative_id", name=op.f("pk_outcome_plans")),
    )
    for columns in (["metric_id"], ["measurer_id"], ["check_on", "initiative_id"]):
        op.create_index(op.f(f"ix_outcome_plans_{'_'.join(columns)}"), "outcome_plans", columns)


def _measurements() -> None:
    op.create_table(
        "outcome_measurements",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("value", NUMBER, nullable=True),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_outcome_measurements_initiative_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_outcome_measurements_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_measurements")),
    )
    op.create_index(op.f("ix_outcome_measurements_initiative_id_id"), "outcome_measurements", ["initiative_id", "id"])


def _verdicts() -> None:
    op.create_table(
        "outcome_verdicts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("transition_id", BIG, nullable=True),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("measurement_id", BIG, nullable=False),
        sa.Column("lesson", sa.Text(), nullable=False),
        sa.Column("lesson_html", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "verdict IN ('reached', 'partly', 'not_reached', 'unknown')", name=op.f("ck_outcome_verdicts_verdict")
        ),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_outcome_verdicts_initiative_id")),
        sa.ForeignKeyConstraint(["transition_id"], ["transitions.id"], name=op.f("fk_outcome_verdicts_transition_id")),
        sa.ForeignKeyConstraint(
            ["measurement_id"], ["outcome_measurements.id"], name=op.f("fk_outcome_verdicts_measurement_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_outcome_verdicts_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_verdicts")),
        sa.UniqueConstraint("transition_id", name=op.f("uq_outcome_verdicts_transition_id")),
    )
    for columns in (["initiative_id", "id"], ["verdict", "initiative_id"]):
        op.create_index(op.f(f"ix_outcome_verdicts_{'_'.join(columns)}"), "outcome_verdicts", columns)


def downgrade() -> None:
    for table in ("outcome_verdicts", "outcome_measurements", "outcome_plans"):
        op.drop_table(table)
