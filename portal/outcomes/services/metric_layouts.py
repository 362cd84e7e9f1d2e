"""How a spreadsheet of values is laid out: metrics across, times across, or a value a line. Each is understood."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.outcomes import periods
from portal.outcomes.models import Rhythm
from portal.outcomes.queries.metrics import KnownMetric
from portal.outcomes.services.metric_sheets import Sheet

#: A title and a few words may stand above the table.
HEADER_WITHIN = 20
_WORDS = {
    "metric": "metric|показник|метрика|показатель",
    "period": "period|date|day|week|month|quarter|період|дата|день|тиждень|місяць|квартал|период|неделя|месяц",
    "value": "value|значення|значение|факт",
}
_WORD = {spelling: word for word, spellings in _WORDS.items() for spelling in spellings.split("|")}


@dataclass(frozen=True, slots=True)
class Place:
    """A cell by row and column, from 0."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class RawValue:
    """A value as it stands in the table: its own cell, those of its time and its metric; ``metric`` None: unknown."""

    cell: Place
    period_cell: Place
    metric_cell: Place
    metric: KnownMetric | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The values in order of the table, and what in it means nothing here."""

    values: Sequence[RawValue]
    ignored: Sequence[str]


class Names:
    """Finds metrics by what people call them: the key, the name in any language, or what stands before its colon."""

    def __init__(self, known: Sequence[KnownMetric]) -> None:
        self._found: dict[str, KnownMetric] = {}
        for metric in known:
            for name in (metric.key, *metric.names.values()):
                self._found.setdefault(_plain(name), metric)
        for metric in known:
            for name in metric.names.values():
                self._found.setdefault(_plain(name.split(":")[0]), metric)

    def get(self, text: str) -> KnownMetric | None:
        """The metric that a cell names; a unit may stand behind it: 'FCR, %', 'AHT (с)'."""
        plain = _plain(text)
        return self._found.get(plain) or self._found.get(_plain(re.split(r"[,(\[]", text)[0]))


def _plain(text: str) -> str:
    return re.sub(r"[\s_:.–—-]+", " ", text.casefold()).strip()


def lay_out(sheet: Sheet, known: Sequence[KnownMetric]) -> Layout:
    """Find the head of the table and go through its values. Raises Invalid when no line names metrics or times."""
    names = Names(known)
    readers: list[Callable[[Sheet, int, Names], Layout | None]] = [_one_a_line, _metrics_across, _times_across]
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        for reader in readers:
            found = reader(sheet, row, names)
            if found is not None:
                return found
    raise Invalid(
        _l("No line of the table names metrics or months. Name them as they are named here, each over its column."),
        field="file",
    )


def _one_a_line(sheet: Sheet, head: int, names: Names) -> Layout | None:
    columns: dict[str, int] = {}
    for column, text in enumerate(sheet.rows[head]):
        word = _WORD.get(_plain(text))
        if word:
            columns.setdefault(word, column)
    if len(columns) < len(_WORDS):
        return None
    metric, period, value = columns["metric"], columns["period"], columns["value"]
    values = [
        RawValue(Place(row, value), Place(row, period), Place(row, metric), names.get(sheet.cell(row, metric)))
        for row in range(head + 1, len(sheet.rows))
        if sheet.cell(row, value)
    ]
    ignored = [text for column, text in enumerate(sheet.rows[head]) if text and column not in columns.values()]
    return Layout(values, ignored)


def _metrics_across(sheet: Sheet, head: int, names: Names) -> Layout | None:
    cells = sheet.rows[head]
    named = {column: found for column, text in enumerate(cells) if (found := names.get(text))}
    period = next((column for column in range(len(cells) + 1) if column not in named), len(cells))
    if not named or period > min(named):
        return None
    values = [
        RawValue(Place(row, column), Place(row, period), Place(head, column), metric)
        for row in range(head + 1, len(sheet.rows))
        for column, metric in named.items()
        if sheet.cell(row, column)
    ]
    return Layout(
        values, [text for column, text in enumerate(cells) if text and column not in named and column != period]
    )


def _times_across(sheet: Sheet, head: int, names: Names) -> Layout | None:
    cells = sheet.rows[head]
    times = [column for column, text in enumerate(cells) if column and text]
    lines = dict(_named_lines(sheet, head, names))
    if not lines or not any(_is_time(cells[column]) for column in times):
        return None
    values = [
        RawValue(Place(row, column), Place(head, column), Place(row, 0), metric)
        for row, metric in lines.items()
        for column in times
        if sheet.cell(row, column)
    ]
    others = [sheet.cell(row, 0) for row in range(head + 1, len(sheet.rows)) if row not in lines]
    return Layout(values, [text for text in others if text])


def _named_lines(sheet: Sheet, head: int, names: Names) -> Iterator[tuple[int, KnownMetric]]:
    for row in range(head + 1, len(sheet.rows)):
        found = names.get(sheet.cell(row, 0))
        if found is not None:
            yield row, found


def _is_time(text: str) -> bool:
    return any(periods.read(text, rhythm) is not None for rhythm in Rhythm)
