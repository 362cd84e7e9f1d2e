"""Metrics with the usual ones of customer care, their values, corrections, and the initiatives that touched them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
VALUE = sa.Numeric(18, 4)
TABLE = "metric_corrections"


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _protect() -> None:
    """Refuse every change and removal of a row, on both databases."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {TABLE}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_append_only_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )


def _unprotect() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
        op.execute(f"DROP FUNCTION {TABLE}_is_append_only()")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER {TABLE}_append_only_{verb}")


#: key, unit, better, ends of the scale, names and what it tells: Ukrainian, Russian, English.
METRICS = (
    (
        "nps", "", "up", -100, 100,
        ("NPS: готовність радити", "NPS: готовность советовать", "NPS: would recommend us"),
        (
            "Частка тих, хто радить нас на 9–10 балів, мінус частка тих, хто ставить 0–6.",
            "Доля тех, кто советует нас на 9–10 баллов, минус доля тех, кто ставит 0–6.",
            "The share of those who would recommend us with 9-10, minus the share of those who give 0-6.",
        ),
    ),
    (
        "csat", "%", "up", 0, 100,
        ("CSAT: задоволені клієнти", "CSAT: довольные клиенты", "CSAT: satisfied customers"),
        (
            "Частка клієнтів, які залишилися задоволені зверненням.",
            "Доля клиентов, которые остались довольны обращением.",
            "The share of customers who were satisfied with a contact.",
        ),
    ),
    (
        "odsat", "%", "down", 0, 100,
        ("ODSAT: незадоволені клієнти", "ODSAT: недовольные клиенты", "ODSAT: dissatisfied customers"),
        (
            "Частка клієнтів, які залишилися незадоволені компанією загалом.",
            "Доля клиентов, которые остались недовольны компанией в целом.",
            "The share of customers who are dissatisfied with the company overall.",
        ),
    ),
    (
        "csi", "", "up", 1, 10,
        ("CSI: індекс задоволеності", "CSI: индекс удовлетворённости", "CSI: satisfaction index"),
        (
            "Середня оцінка за шкалою від 1 до 10.",
            "Средняя оценка по шкале от 1 до 10.",
            "The mean rating on a scale from 1 to 10.",
        ),
    ),
    (
        "ces", "", "up", 1, 7,
        ("CES: легкість звернення", "CES: лёгкость обращения", "CES: ease of contact"),
        (
            "Наскільки легко було вирішити питання, від 1 до 7; більше — легше.",
            "Насколько легко было решить вопрос, от 1 до 7; больше — легче.",
            "How easy it was to get it solved, from 1 to 7; more is easier.",
        ),
    ),
    (
        "fcr", "%", "up", 0, 100,
        ("FCR: вирішено одразу", "FCR: решено сразу", "FCR: solved at once"),
        (
            "Частка звернень, які вирішено з першого разу.",
            "Доля обращений, которые решены с первого раза.",
            "The share of contacts that were resolved the first time.",
        ),
    ),
    (
        "aht", "s", "down", 0, None,
        ("AHT: час обробки", "AHT: время обработки", "AHT: handling time"),
        (
            "Скільки в середньому триває звернення разом із завершенням.",
            "Сколько в среднем длится обращение вместе с завершением.",
            "How long a contact takes on average, with what follows it.",
        ),
    ),
    (
        "asa", "s", "down", 0, None,
        ("ASA: час до відповіді", "ASA: время до ответа", "ASA: time to answer"),
        (
            "Скільки клієнт у середньому чекає, поки йому дадуть відповідь.",
            "Сколько клиент в среднем ждёт, пока ему ответят.",
            "How long a customer waits on average until somebody answers.",
        ),
    ),
    (
        "sl", "%", "up", 0, 100,
        ("SL: відповідь за 20 секунд", "SL: ответ за 20 секунд", "SL: answered in 20 seconds"),
        (
            "Частка дзвінків, на які відповіли протягом 20 секунд.",
            "Доля звонков, на которые ответили в течение 20 секунд.",
            "The share of calls that were answered within 20 seconds.",
        ),
    ),
    (
        "missed_calls", "%", "down", 0, 100,
        ("Пропущені дзвінки", "Пропущенные звонки", "Missed calls"),
        (
            "Частка дзвінків, на які ніхто не відповів.",
            "Доля звонков, на которые никто не ответил.",
            "The share of calls that nobody answered.",
        ),
    ),
    (
        "conversation_score", "", "up", 1, 5,
        ("Оцінка розмови", "Оценка разговора", "Conversation score"),
        (
            "Середня оцінка розмов в аналізі турботи, від 1 до 5.",
            "Средняя оценка разговоров в анализе заботы, от 1 до 5.",
            "The mean rating of conversations in the analysis of care, from 1 to 5.",
        ),
    ),
    (
        "pmf", "%", "up", 0, 100,
        ("PMF: без нас було б сумно", "PMF: без нас было бы жаль", "PMF: would miss us"),
        (
            "Частка клієнтів, які дуже засмутилися б, якби нас не стало.",
            "Доля клиентов, которые очень огорчились бы, если бы нас не стало.",
            "The share of customers who would be very disappointed without us.",
        ),
    ),
    (
        "employee_csat", "%", "up", 0, 100,
        ("Задоволеність команди", "Удовлетворённость команды", "Employee CSAT"),
        (
            "Частка колег, які задоволені своєю роботою.",
            "Доля коллег, которые довольны своей работой.",
            "The share of colleagues who are satisfied with their work.",
        ),
    ),
)  # fmt: skip


def _by_language(uk: str, ru: str, en: str) -> dict[str, str]:
    return {"uk": uk, "ru": ru, "en": en}


def _seed(metrics: sa.Table) -> None:
    op.bulk_insert(
        metrics,
        [
            {
                "key": key,
                "names": _by_language(*names),
                "definitions": _by_language(*definitions),
                "unit": unit,
                "direction": direction,
                "rhythm": "month",
                "scale_min": low,
                "scale_max": high,
                "position": place * 10,
            }
            for place, (key, unit, direction, low, high, names, definitions) in enumerate(METRICS, 1)
        ],
    )


def upgrade() -> None:
    metrics = op.create_table(
        "metrics",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("definitions", JSON, nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("direction", _choice("direction", "up", "down"), nullable=False),
        sa.Column("rhythm", _choice("rhythm", "day", "week", "month", "quarter"), nullable=False),
        sa.Column("scale_min", VALUE, nullable=True),
        sa.Column("scale_max", VALUE, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "scale_min IS NULL OR scale_max IS NULL OR scale_min < scale_max", name=op.f("ck_metrics_scale_goes_up")
        ),
        sa.CheckConstraint("length(key) > 0", name=op.f("ck_metrics_has_a_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics")),
        sa.UniqueConstraint("key", name=op.f("uq_metrics_key")),
    )
    _seed(metrics)
    op.create_table(
        "metric_points",
        sa.Column("id", BIG, nullable=False),
        sa.Column("metric_id", BIG, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("value", VALUE, nullable=False),
        sa.Column("source", _choice("pointsource", "hand", "file", "api"), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_metric_points_metric_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_metric_points_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_points")),
    )
    op.create_index("uq_metric_points_metric_id_starts_on", "metric_points", ["metric_id", "starts_on"], unique=True)
    op.create_table(
        TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("metric_id", BIG, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("was", VALUE, nullable=False),
        sa.Column("was_by_id", BIG, nullable=True),
        sa.Column("was_at", MOMENT, nullable=False),
        sa.Column("became", VALUE, nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("source", _choice("pointsource", "hand", "file", "api"), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_metric_corrections_metric_id")),
        sa.ForeignKeyConstraint(["was_by_id"], ["people.id"], name=op.f("fk_metric_corrections_was_by_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_metric_corrections_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_corrections")),
    )
    op.create_index(op.f("ix_metric_corrections_metric_id_starts_on_id"), TABLE, ["metric_id", "starts_on", "id"])
    op.create_table(
        "metric_marks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("metric_id", BIG, nullable=False),
        sa.Column("initiative_id", BIG, nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_metric_marks_metric_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_metric_marks_initiative_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_metric_marks_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_marks")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_metric_marks_metric_id_initiative_id", "metric_marks", ["metric_id", "initiative_id"], unique=True
    )
    op.create_index(op.f("ix_metric_marks_initiative_id"), "metric_marks", ["initiative_id"])
    _protect()


def downgrade() -> None:
    _unprotect()
    for table in ("metric_marks", TABLE, "metric_points", "metrics"):
        op.drop_table(table)
