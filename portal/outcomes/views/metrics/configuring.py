"""The company's own words for what it measures: one more metric, another name, out of use and into it again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, DomainError
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.outcomes import figures
from portal.outcomes.forms.metrics import MetricForm
from portal.outcomes.models import Direction, Metric, Rhythm
from portal.outcomes.policy import KEEP_METRICS
from portal.outcomes.queries.metrics import KnownMetric
from portal.outcomes.queries.points import has_points
from portal.outcomes.queries.readings import has_numbers
from portal.outcomes.services.metrics import (
    MetricFields,
    add_metric,
    bring_back_metric,
    change_metric,
    digest_of,
    get_metric,
    retire_metric,
    shift_metric,
)
from portal.outcomes.views.metrics import PATH, blueprint
from portal.outcomes.views.metrics.show import known_metric
from portal.people.access import current_actor, requires


@blueprint.get("/new")
@requires(KEEP_METRICS)
def new() -> str:
    """An empty form."""
    return _page(MetricForm(formdata=None), None)


@blueprint.post("/new")
@requires(KEEP_METRICS)
def add() -> ResponseReturnValue:
    """One more metric."""
    form = MetricForm()
    if form.validate():
        try:
            with transaction() as session:
                made = add_metric(session, current_actor(), _fields(form, {}), now=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            say(_("Added. Now it can be entered with the others."))
            return redirect(f"{PATH}/{made.key}", 303)
    return _page(form, None), 422


@blueprint.get("/<key>/change")
@requires(KEEP_METRICS)
def settings(key: str) -> str:
    """What is said of it now."""
    metric = known_metric(key)
    return _page(MetricForm(formdata=None, data=_data(metric)), metric)


@blueprint.post("/<key>/change")
@requires(KEEP_METRICS)
def change(key: str) -> ResponseReturnValue:
    """Say something else of it."""
    metric, form = known_metric(key), MetricForm()
    if form.validate():
        try:
            with transaction() as session:
                wanted = _fields(form, metric.definitions)
                row, seen = get_metric(session, key), form.was.data or None
                stay = form.numbers_stay.data
                change_metric(session, row, current_actor(), wanted, seen=seen, numbers_stay=stay, now=clock.now())
        except Conflict as error:
            form.refuse(error)
            form.was.data, form.was.raw_data = digest_of(known_metric(key)), None
        except DomainError as error:
            form.refuse(error)
        else:
            say(_("Saved."))
            return redirect(f"{PATH}/{key}", 303)
    return _page(form, metric), 422


@blueprint.post("/<key>/retire")
@requires(KEEP_METRICS)
def retire(key: str) -> ResponseReturnValue:
    """Out of use; the note on the next page takes it back."""
    _do(key, retire_metric)
    say(_("Not used any more. Its values stay."), undo=(f"{PATH}/{key}/bring-back", _("Undo")))
    return redirect(PATH, 303)


@blueprint.post("/<key>/bring-back")
@requires(KEEP_METRICS)
def bring_back(key: str) -> ResponseReturnValue:
    """Into use again."""
    _do(key, bring_back_metric)
    say(_("In use again."))
    return redirect(f"{PATH}/{key}", 303)


@blueprint.post("/<key>/up", defaults={"by": -1}, endpoint="up")
@blueprint.post("/<key>/down", defaults={"by": 1}, endpoint="down")
@requires(KEEP_METRICS)
def shift(key: str, by: int) -> ResponseReturnValue:
    """One place up or down in the company's order."""

    def moved(session: Session, metric: Metric, actor: Actor, *, now: datetime) -> None:
        shift_metric(session, metric, actor, by=by, now=now)

    _do(key, moved)
    return redirect(f"{PATH}#metric-{key}", 303)


def _do(key: str, verb: Callable[..., None]) -> None:
    with transaction() as session:
        verb(session, get_metric(session, key), current_actor(), now=clock.now())


def _fields(form: MetricForm, definitions: Mapping[str, str]) -> MetricFields:
    """What was typed. The sentence is in the language of whoever typed it; those in others stay."""
    return MetricFields(
        names=form.names,
        definitions={**definitions, i18n.language(): form.definition.data or ""},
        unit=form.unit.data or "",
        direction=Direction(form.direction.data),
        rhythm=Rhythm(form.rhythm.data),
        scale_min=form.scale_min.data,
        scale_max=form.scale_max.data,
    )


def _data(metric: KnownMetric) -> dict[str, Any]:
    return {
        **metric.names,
        "unit": figures.unit_words(metric.unit),
        "direction": metric.direction.value,
        "rhythm": metric.rhythm.value,
        "scale_min": metric.scale_min,
        "scale_max": metric.scale_max,
        "definition": metric.definition,
        "was": digest_of(metric),
    }


def _page(form: MetricForm, metric: KnownMetric | None) -> str:
    session = db.session()
    fixed = metric is not None and has_points(session, metric.id)
    return render_template(
        "outcomes/metrics/form.html",
        form=form,
        metric=metric,
        fixed=fixed,
        counted=fixed or (metric is not None and has_numbers(session, metric.id)),
        action=f"{PATH}/{metric.key}/change" if metric else f"{PATH}/new",
        path=PATH,
    )
