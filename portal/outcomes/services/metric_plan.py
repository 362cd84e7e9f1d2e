"""What a table of values would do: compared with what stands, changing nothing. The same table again does nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from sqlalchemy.orm import Session

from portal.core.i18n import gettext as _
from portal.outcomes import figures, periods
from portal.outcomes.doubts import Around
from portal.outcomes.models import Rhythm
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.points import Place, series, values_at
from portal.outcomes.services.metric_layouts import Place as Cell
from portal.outcomes.services.metric_layouts import RawValue, lay_out
from portal.outcomes.services.metric_sheets import Sheet, cell_name
from portal.outcomes.services.metric_values import why_not

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell, by its name in the spreadsheet, with what stands in it."""

    cell: str
    said: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedValue:
    """What one cell would do; ``before`` None: nothing stands there yet."""

    cell: str
    metric: KnownMetric
    starts_on: date
    value: Decimal
    before: Decimal | None

    @property
    def place(self) -> Place:
        """Where it would stand."""
        return self.metric.id, self.starts_on


@dataclass(frozen=True, slots=True)
class ValuesPlan:
    """What a table would do. It can be carried out only when there are no ``faults``."""

    values: Sequence[PlannedValue]
    faults: Sequence[CellFault]
    ignored: Sequence[str]
    #: Metrics in per cent whose values all lie between 0 and 1, while nobody said what that means.
    shares: Sequence[KnownMetric]

    @property
    def new(self) -> list[PlannedValue]:
        """Values that would be entered."""
        return [one for one in self.values if one.before is None]

    @property
    def changed(self) -> list[PlannedValue]:
        """Values that would replace others."""
        return [one for one in self.values if one.before is not None and one.before != one.value]

    @property
    def unchanged(self) -> int:
        """How many are as the table says already."""
        return len(self.values) - len(self.new) - len(self.changed)

    @property
    def digest(self) -> str:
        """Changes when the plan does: what was confirmed is what is carried out."""
        told = [(one.place, one.value, one.before) for one in self.values]
        return sha256(repr((told, self.faults)).encode()).hexdigest()[:32]


@dataclass(slots=True)
class _Reading:
    """What has been read so far, by place, with the cell that said it."""

    values: dict[Place, tuple[RawValue, KnownMetric, Decimal]] = field(default_factory=dict)
    faults: dict[str, CellFault] = field(default_factory=dict)

    def fault(self, cell: Cell, said: str, sentence: str) -> None:
        name = cell_name(cell.row, cell.column)
        self.faults.setdefault(name, CellFault(name, said, sentence))


def plan_values(session: Session, sheet: Sheet, *, shares: bool, today: date) -> ValuesPlan:
    """Compare a table with what stands. ``shares``: per cents that are written as parts of one are meant so.

    Raises Invalid when it is no such table at all.
    """
    layout = lay_out(sheet, metrics(session).all)
    numbers = {raw: _number(sheet, raw) for raw in layout.values}
    low = _parts_of_one(numbers)
    reading = _Reading()
    for raw in layout.values:
        value = numbers[raw]
        if value is not None and shares and raw.metric in low:
            value *= HUNDRED
        _take(reading, sheet, raw, value, today)
    standing = values_at(session, reading.values)
    values = [
        PlannedValue(
            cell=cell_name(raw.cell.row, raw.cell.column), metric=metric, starts_on=place[1], value=value,
            before=standing.get(place),
        )
        for place, (raw, metric, value) in reading.values.items()
    ]  # fmt: skip
    return ValuesPlan(values, list(reading.faults.values()), layout.ignored, [] if shares else low)


def _number(sheet: Sheet, raw: RawValue) -> Decimal | None:
    return figures.read(sheet.cell(raw.cell.row, raw.cell.column), raw.metric.unit if raw.metric else "")


def _parts_of_one(numbers: Mapping[RawValue, Decimal | None]) -> list[KnownMetric]:
    """Metrics in per cent of which all values lie between 0 and 1, and not all at the ends."""
    by_metric: dict[KnownMetric, list[Decimal]] = defaultdict(list)
    for raw, value in numbers.items():
        if raw.metric is not None and raw.metric.unit == "%" and value is not None:
            by_metric[raw.metric].append(value)
    return [
        metric
        for metric, values in by_metric.items()
        if all(0 <= value <= 1 for value in values) and any(value % 1 for value in values)
    ]


def _take(reading: _Reading, sheet: Sheet, raw: RawValue, value: Decimal | None, today: date) -> None:
    """One more value, or what is wrong with it."""
    said = sheet.cell(raw.cell.row, raw.cell.column)
    time = sheet.cell(raw.period_cell.row, raw.period_cell.column)
    if raw.metric is None:
        name = sheet.cell(raw.metric_cell.row, raw.metric_cell.column)
        reading.fault(raw.metric_cell, name, _("No metric has this name."))
        return
    starts_on = periods.read(time, raw.metric.rhythm)
    if starts_on is None:
        wrong = periods.no_such_month(time) if raw.metric.rhythm is Rhythm.MONTH else None
        unsaid = no_period(raw.metric) if wrong is None else _("There is no month %(num)s.", num=wrong)
        reading.fault(raw.period_cell, time, unsaid)
    elif starts_on > today:
        reading.fault(raw.period_cell, time, _("This time hasn't begun yet."))
    elif value is None:
        reading.fault(raw.cell, said, figures.other_unit(said, raw.metric.unit) or _("This is no number."))
    elif sentence := why_not(raw.metric, starts_on, value, today):
        reading.fault(raw.cell, said, sentence)
    else:
        _put(reading, raw, raw.metric, starts_on, value, said)


def _put(reading: _Reading, raw: RawValue, metric: KnownMetric, starts_on: date, value: Decimal, said: str) -> None:
    first = reading.values.setdefault((metric.id, starts_on), (raw, metric, value))
    if first[2] != value:
        other = cell_name(first[0].cell.row, first[0].cell.column)
        words = periods.words(starts_on, metric.rhythm)
        sentence = _("Another value for %(time)s stands in %(cell)s.", time=words, cell=other)
        reading.fault(raw.cell, said, sentence)


def no_period(metric: KnownMetric) -> str:
    """That a text is none of the times that the metric is entered for."""
    return {
        Rhythm.DAY: _("“%(metric)s” goes by days. Write them as 31.05.2026 or 2026-05-31.", metric=metric.label),
        Rhythm.WEEK: _("“%(metric)s” goes by weeks. Write any day of it, or 2026-W21.", metric=metric.label),
        Rhythm.MONTH: _("“%(metric)s” goes by months. Write them as 05.2026 or 2026-05.", metric=metric.label),
        Rhythm.QUARTER: _("“%(metric)s” goes by quarters. Write them as 2026-Q2.", metric=metric.label),
    }[metric.rhythm]


def doubts(session: Session, plan: ValuesPlan) -> dict[Place, str]:
    """What is to be asked about new values that are far from those around them, in the table or entered before."""
    ids = {one.metric.id for one in plan.values if one.value != one.before}
    there = {id_: {point.starts_on: point.value for point in found} for id_, found in series(session, ids).items()}
    for one in plan.values:
        there.setdefault(one.metric.id, {})[one.starts_on] = one.value
    around = {id_: Around(there[id_]) for id_ in ids}
    asked = {
        one.place: around[one.metric.id].doubt(one.starts_on, one.value, one.metric.unit)
        for one in plan.values
        if one.value != one.before
    }
    return {place: question for place, question in asked.items() if question}
