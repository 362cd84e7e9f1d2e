"""The company's metrics: the usual ones can be renamed and retired, own ones added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.i18n import LANGUAGES, ngettext
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.own_words import clean_names, key_from, number_places, shifted
from portal.core.reference import reference_changed
from portal.core.text import clean_line
from portal.outcomes.events.metrics import MetricReadOtherwise, MetricsChanged
from portal.outcomes.figures import known_unit
from portal.outcomes.models import Direction, Metric, Rhythm
from portal.outcomes.models.metrics import MAX_DEFINITION_LETTERS, MAX_UNIT_LETTERS
from portal.outcomes.policy import can_keep_metrics
from portal.outcomes.queries.metrics import KnownMetric
from portal.outcomes.queries.points import has_points
from portal.outcomes.queries.readings import has_numbers, outside


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricFields:
    """What a company says of a metric."""

    names: Mapping[str, str]
    definitions: Mapping[str, str]
    unit: str
    direction: Direction
    rhythm: Rhythm
    scale_min: Decimal | None
    scale_max: Decimal | None


def add_metric(
    session: Session, actor: Actor, wanted: MetricFields, *, key: str | None = None, now: datetime
) -> Metric:
    """One more metric, at the end. ``key``: by which files and addresses know it; else made of its English name."""
    require(can_keep_metrics(actor))
    order = _in_order(session)
    metric = Metric(key=key or key_from(wanted.names, "metric"), position=0, **_columns(session, wanted, but=None))
    session.add(metric)
    session.flush()  # the order and the event need the id
    number_places([*order, metric])
    _changed(session, metric, actor, "added", now)
    return metric


def change_metric(
    session: Session, metric: Metric, actor: Actor, wanted: MetricFields, *, seen: str | None = None,
    numbers_stay: bool = False, now: datetime,
) -> None:  # fmt: skip
    """Say something else of it. What its values stand for stays as it is from the first value on.

    ``seen``: the ``digest_of`` what was looked at; Conflict when somebody has changed it since. ``numbers_stay``: a
    unit or a scale was wrong, and the numbers entered by it are right as they stand; Invalid where nobody says so.
    """
    require(can_keep_metrics(actor))
    columns = _columns(session, wanted, but=metric)
    if wanted.rhythm is not metric.rhythm and has_points(session, metric.id):
        raise Invalid(_l("It has values already, so this can't change any more. Add another metric."), field="rhythm")
    if all(getattr(metric, name) == value for name, value in columns.items()):
        return
    if seen is not None and seen != digest_of(metric):
        raise Conflict(_l("Somebody changed this metric meanwhile. Saved once more, yours replaces it."))
    reading = _read_otherwise(session, metric, columns, numbers_stay=numbers_stay)
    for name, value in columns.items():
        setattr(metric, name, value)
    _changed(session, metric, actor, "changed", now)
    if reading is not None:
        record(session, reading, actor, at=now)


def _read_otherwise(
    session: Session, metric: Metric, columns: Mapping[str, Any], *, numbers_stay: bool
) -> MetricReadOtherwise | None:
    """What the history of the metric says where its numbers are read by another unit or scale."""
    low, high = columns["scale_min"], columns["scale_max"]
    before, after = (metric.unit, metric.scale_min, metric.scale_max), (columns["unit"], low, high)
    if before == after or not has_numbers(session, metric.id):
        return None
    if count := outside(session, metric.id, low, high):
        raise Invalid(
            ngettext(
                "%(num)s value lies outside of this scale. Correct it first, or leave the scale as it is.",
                "%(num)s values lie outside of this scale. Correct them first, or leave the scale as it is.",
                count,
            ),
            field="scale_max",
        )
    if not numbers_stay:
        raise Invalid(
            _l("It has numbers already. Say that they stay as they are, or add another metric for new ones."),
            field="numbers_stay",
        )
    return MetricReadOtherwise(
        metric_id=metric.id, unit_was=metric.unit, unit=columns["unit"], low_was=_digits(metric.scale_min),
        low=_digits(low), high_was=_digits(metric.scale_max), high=_digits(high),
    )  # fmt: skip


def _digits(end: Decimal | None) -> str | None:
    return None if end is None else f"{end.normalize():f}"


def digest_of(metric: Metric | KnownMetric) -> str:
    """Other for a metric of which something else is said; its place and whether it is in use don't matter."""
    said = {name: getattr(metric, name) for name in MetricFields.__slots__}
    return sha256(repr(said).encode()).hexdigest()[:32]


def shift_metric(session: Session, metric: Metric, actor: Actor, *, by: int, now: datetime) -> None:
    """Move it one place up (-1) or down (1) among those in use; at an end it stays."""
    require(can_keep_metrics(actor))
    order = _in_order(session)
    used, retired = ([row for row in order if (row.retired_at is None) is use] for use in (True, False))
    if metric in used and shifted(used, metric, by):
        # Those in use have the first places; `shifted` has just numbered them.
        number_places([*sorted(used, key=lambda row: row.position), *retired])
        _changed(session, metric, actor, "moved", now)


def retire_metric(session: Session, metric: Metric, actor: Actor, *, now: datetime) -> None:
    """Take it out of use. Its values and what was planned by it stay."""
    require(can_keep_metrics(actor))
    if metric.retired_at is None:
        metric.retired_at = now
        _changed(session, metric, actor, "retired", now)


def bring_back_metric(session: Session, metric: Metric, actor: Actor, *, now: datetime) -> None:
    """Put a retired one into use again."""
    require(can_keep_metrics(actor))
    if metric.retired_at is not None:
        metric.retired_at = None
        _changed(session, metric, actor, "brought_back", now)


def get_metric(session: Session, key: str) -> Metric:
    """The row, or NotFound."""
    metric = session.scalar(select(Metric).where(Metric.key == key))
    if metric is None:
        raise NotFound
    return metric


def _in_order(session: Session) -> list[Metric]:
    """All of them as they stand now, kept from other writers until the transaction ends."""
    rows = select(Metric).order_by(Metric.position, Metric.id).with_for_update()
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def _columns(session: Session, wanted: MetricFields, *, but: Metric | None) -> dict[str, object]:
    """What was said, cleaned; raises Invalid for what makes no sense."""
    others = [row for row in _in_order(session) if row is not but and row.retired_at is None]
    names = clean_names(wanted.names, taken=[row.names for row in others])
    low, high = wanted.scale_min, wanted.scale_max
    if low is not None and high is not None and low >= high:
        raise Invalid(_l("The scale ends above its beginning."), field="scale_max")
    unit = known_unit(wanted.unit)
    if len(unit) > MAX_UNIT_LETTERS:
        raise Invalid(_l("A unit is a sign or a short word, up to 20 characters."), field="unit")
    return {
        "names": names,
        "definitions": _definitions(wanted.definitions),
        "unit": unit,
        "direction": wanted.direction,
        "rhythm": wanted.rhythm,
        "scale_min": low,
        "scale_max": high,
    }


def _definitions(said: Mapping[str, str]) -> dict[str, str]:
    """By language, as far as somebody wrote them."""
    cleaned = {code: clean_line(said.get(code)) for code in LANGUAGES}
    if any(len(text) > MAX_DEFINITION_LETTERS for text in cleaned.values()):
        raise Invalid(_l("One sentence is enough: up to 200 characters."), field="definition")
    return {code: text for code, text in cleaned.items() if text}


def _changed(session: Session, metric: Metric, actor: Actor, what: str, now: datetime) -> None:
    session.flush()  # the reference data are read again from the tables
    reference_changed(session)
    record(session, MetricsChanged(metric_id=metric.id, what=what), actor, at=now)
