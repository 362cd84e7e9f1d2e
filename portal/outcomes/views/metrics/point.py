"""One value: corrected with a reason, or taken away; and what stood there before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import DomainError, NotFound
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.outcomes import figures, periods
from portal.outcomes.doubts import Around
from portal.outcomes.forms.metrics import PointForm
from portal.outcomes.metric_presenting import scale_words
from portal.outcomes.models import PointSource
from portal.outcomes.policy import KEEP_METRICS
from portal.outcomes.queries.metrics import KnownMetric
from portal.outcomes.queries.points import Place, corrections, series, values_at
from portal.outcomes.services.metric_values import ChangedMeanwhile, enter_values, remove_value, why_not
from portal.outcomes.views.metrics import PATH, blueprint
from portal.outcomes.views.metrics.show import correction_row, known_metric
from portal.people.access import current_actor, requires


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the table of values, as an address names it."""

    metric: KnownMetric
    starts_on: date

    @property
    def place(self) -> Place:
        return self.metric.id, self.starts_on

    @property
    def path(self) -> str:
        return f"{PATH}/{self.metric.key}/{periods.key(self.starts_on, self.metric.rhythm)}"


@blueprint.get("/<key>/<period>")
@requires(KEEP_METRICS)
def point(key: str, period: str) -> str:
    """What stands there, to be corrected."""
    spot = _spot(key, period)
    value = _standing(spot)
    return _page(spot, _form(spot, value), value)


@blueprint.post("/<key>/<period>")
@requires(KEEP_METRICS)
def correct(key: str, period: str) -> ResponseReturnValue:
    """Another value; what stood there is kept with the reason."""
    spot = _spot(key, period)
    form = PointForm(unit=spot.metric.unit)
    if form.validate() and not _asks(spot, form):
        try:
            with transaction() as session:
                _replace_or_remove(session, spot, form)
        except ChangedMeanwhile as error:
            stands = error.standing[spot.place]
            form.value.theirs = figures.typed(stands) or _("nothing")
            form.was.data, form.was.raw_data = ("" if stands is None else f"{stands:f}"), None
            form.refuse(error)
        except DomainError as error:
            form.refuse(error)
        else:
            say(_("Saved."))
            return redirect(f"{PATH}/{spot.metric.key}", 303)
    return _page(spot, form, _standing(spot)), 422


def _asks(spot: Spot, form: PointForm) -> bool:
    """Whether something was asked: once, about another value that is far from those around it."""
    metric, value = spot.metric, form.value.data
    if value is None or value == form.seen or form.sure.data:
        return False
    if why_not(metric, spot.starts_on, value, i18n.today(clock.now())):
        return False  # the service says so
    around = Around({one.starts_on: one.value for one in series(db.session(), [metric.id]).get(metric.id, ())})
    question = around.doubt(spot.starts_on, value, metric.unit)
    if question:
        form.value.errors = [*form.value.errors, question]
        form.sure.data, form.sure.raw_data = "1", None
    return bool(question)


def _replace_or_remove(session: Session, spot: Spot, form: PointForm) -> None:
    """An empty field takes the value away."""
    actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
    if form.value.data is None:
        remove_value(session, actor, spot.place, seen=form.seen, reason=reason, now=now)
        return
    enter_values(
        session, actor, {spot.place: form.value.data}, source=PointSource.HAND, now=now,
        seen={spot.place: form.seen}, reason=reason,
    )  # fmt: skip


def _spot(key: str, period: str) -> Spot:
    metric = known_metric(key)
    starts_on = periods.read(period, metric.rhythm)
    if starts_on is None:
        raise NotFound
    return Spot(metric, starts_on)


def _standing(spot: Spot) -> Decimal | None:
    return values_at(db.session(), [spot.place]).get(spot.place)


def _form(spot: Spot, value: Decimal | None) -> PointForm:
    held = {"value": value, "was": "" if value is None else f"{value:f}"}
    return PointForm(formdata=None, data=held, unit=spot.metric.unit)


def _page(spot: Spot, form: PointForm, value: Decimal | None) -> str:
    metric = spot.metric
    found = corrections(db.session(), metric.id, starts_on=spot.starts_on)
    return render_template(
        "outcomes/metrics/point.html",
        form=form,
        metric=metric,
        period=periods.words(spot.starts_on, metric.rhythm),
        value=None if value is None else figures.figure(value, metric.unit),
        unit=figures.unit_words(metric.unit),
        scale=scale_words(metric),
        corrections=[correction_row(metric, row) for row in found],
        action=spot.path,
        all_path=PATH,
        path=f"{PATH}/{metric.key}",
    )
