"""Two years of the metrics of Malva Dim: they move by themselves, with the season, and by what was implemented."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo.company import DATA, Company
from portal.core import clock
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.initiatives.models import DONE_TYPES, Initiative
from portal.outcomes import periods
from portal.outcomes.models import Direction, Metric, PointSource, Rhythm
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.points import Place
from portal.outcomes.services.marking import mark
from portal.outcomes.services.metric_values import enter_values
from portal.outcomes.services.metrics import MetricFields, add_metric, change_metric, get_metric

MONTHS = 24
#: In December everybody calls.
BUSIEST_MONTH = 12
#: What was implemented is felt fully after so many days.
FELT_WITHIN_DAYS = 45
#: A month is entered on the third day of the next one, in the morning.
ENTERED_AFTER, ENTERED_AT = timedelta(days=2), time(9, 40)


def read_metrics() -> dict[str, Any]:
    """The file as it lies there."""
    data: dict[str, Any] = json.loads((DATA / "metrics.json").read_text(encoding="utf-8"))
    return data


def found_metrics(session: Session, company: Company, *, founded: datetime) -> None:
    """The company's own metrics, and what a value stands for, before anything is planned by them."""
    data = read_metrics()
    actor = company.people[data["by"]].actor
    for own in data["own"]:
        add_metric(session, actor, _fields(own, Rhythm.MONTH), key=own["key"], now=founded)
    for line in data["lines"]:
        metric, rhythm = get_metric(session, line["key"]), Rhythm(line["rhythm"])
        if metric.rhythm is not rhythm:
            change_metric(session, metric, actor, _fields_of(metric, rhythm), now=founded)


class MetricPast:
    """Writes down what was measured, once it is known when what was implemented."""

    def __init__(self, company: Company, now: datetime, founded: datetime, zone: ZoneInfo) -> None:
        self._now, self._founded, self._zone = now, founded, zone
        self._today = now.astimezone(zone).date()
        self._data = read_metrics()
        self._actor: Actor = company.people[self._data["by"]].actor

    def live(self, session: Session, items: Mapping[str, ItemRef]) -> None:
        """``items``: what the stories have become, by their keys."""
        done = self._done(session, items)
        known = {metric.key: metric for metric in metrics(session).all}
        by_day: dict[datetime, dict[Place, Decimal]] = defaultdict(dict)
        for line in self._data["lines"]:
            metric = known[line["key"]]
            for starts_on, value in self._values(line, metric, done):
                by_day[self._entered_at(starts_on, metric.rhythm)][metric.id, starts_on] = value
        corrected = self._slips(known, by_day)
        for at in sorted(by_day):
            source = PointSource.FILE if at == self._founded else PointSource.HAND
            with clock.standing_at(at):
                enter_values(session, self._actor, by_day[at], source=source, now=at)
        self._correct(session, corrected)
        self._mark(session, known, items, done)

    def _done(self, session: Session, items: Mapping[str, ItemRef]) -> dict[str, date]:
        """On which day the stories were implemented."""
        stories = {effect["story"] for line in self._data["lines"] for effect in line["effects"]}
        numbers = {items[story].id: story for story in stories if story in items}
        found = select(Initiative.id, Initiative.implemented_at).where(
            Initiative.id.in_(numbers), Initiative.implemented_at.is_not(None), Initiative.status_type.in_(DONE_TYPES)
        )
        return {numbers[row.id]: row.implemented_at.astimezone(self._zone).date() for row in session.execute(found)}

    def _values(
        self, line: Mapping[str, Any], metric: KnownMetric, done: Mapping[str, date]
    ) -> Iterator[tuple[date, Decimal]]:
        chance = Random(line["key"])  # noqa: S311 - a past to show, no secret
        last = periods.last_whole(self._today, metric.rhythm)
        first = periods.start_of(periods.shifted(last.replace(day=1), Rhythm.MONTH, 1 - MONTHS), metric.rhythm)
        for starts_on in periods.periods(first, last, metric.rhythm):
            value = line["start"] + line["drift"] * (starts_on - first).days / 365 + chance.gauss(0, line["noise"])
            value += line["season"] * math.cos((starts_on.month - BUSIEST_MONTH) * math.pi / 6)
            value += sum(_felt(effect, done.get(effect["story"]), starts_on) for effect in line["effects"])
            yield starts_on, round(_on_scale(Decimal(str(value)), metric), line["digits"])

    def _entered_at(self, starts_on: date, rhythm: Rhythm) -> datetime:
        """Soon after the period; what was before the portal came in out of a file on the first day."""
        day = periods.shifted(starts_on, rhythm, 1) + (ENTERED_AFTER if rhythm is not Rhythm.WEEK else timedelta())
        at = datetime.combine(day, ENTERED_AT, self._zone).astimezone(self._now.tzinfo)
        return min(max(at, self._founded), self._now - timedelta(hours=2))

    def _slips(
        self, known: Mapping[str, KnownMetric], by_day: Mapping[datetime, dict[Place, Decimal]]
    ) -> list[tuple[datetime, Place, Decimal, str]]:
        """What was typed wrong at first, and what is right; it was noticed a week later."""
        found = []
        for slip in self._data["corrections"]:
            month = periods.shifted(periods.last_whole(self._today, Rhythm.MONTH), Rhythm.MONTH, -slip["months_ago"])
            at, place = self._entered_at(month, Rhythm.MONTH), (known[slip["key"]].id, month)
            found.append((at + timedelta(days=7), place, by_day[at][place], slip["reason"]))
            by_day[at][place] = Decimal(str(slip["typed"]))
        return found

    def _correct(self, session: Session, corrected: list[tuple[datetime, Place, Decimal, str]]) -> None:
        for at, place, value, reason in corrected:
            with clock.standing_at(at):
                enter_values(session, self._actor, {place: value}, source=PointSource.HAND, reason=reason, now=at)

    def _mark(
        self, session: Session, known: Mapping[str, KnownMetric], items: Mapping[str, ItemRef], done: Mapping[str, date]
    ) -> None:
        for line in self._data["lines"]:
            for effect in line["effects"]:
                if effect["story"] in done:
                    number, metric = items[effect["story"]].id, known[line["key"]]
                    mark(session, self._actor, metric, number, acted_on=done[effect["story"]], now=self._now)


def _felt(effect: Mapping[str, Any], since: date | None, day: date) -> float:
    """Nothing before, then more and more, then all of it."""
    days = (day - since).days if since else 0
    return float(effect["by"]) * min(max(days, 0) / FELT_WITHIN_DAYS, 1)


def _on_scale(value: Decimal, metric: KnownMetric) -> Decimal:
    low = value if metric.scale_min is None else max(value, metric.scale_min)
    return low if metric.scale_max is None else min(low, metric.scale_max)


def _fields(own: Mapping[str, Any], rhythm: Rhythm) -> MetricFields:
    return MetricFields(
        names=own["names"], definitions=own["definitions"], unit=own["unit"], direction=Direction(own["direction"]),
        rhythm=rhythm, scale_min=Decimal(own["scale_min"]), scale_max=Decimal(own["scale_max"]),
    )  # fmt: skip


def _fields_of(metric: Metric, rhythm: Rhythm) -> MetricFields:
    return MetricFields(
        names=metric.names, definitions=metric.definitions, unit=metric.unit, direction=metric.direction,
        rhythm=rhythm, scale_min=metric.scale_min, scale_max=metric.scale_max,
    )  # fmt: skip
