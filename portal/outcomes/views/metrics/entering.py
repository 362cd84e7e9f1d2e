"""Entering the values of a time for all metrics at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import DomainError
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.web.flashes import say
from portal.outcomes import figures, periods
from portal.outcomes.doubts import LOOKED_AT, doubt_of_newest
from portal.outcomes.forms.metrics import ValuesForm, values_form
from portal.outcomes.metric_presenting import scale_words
from portal.outcomes.models import PointSource, Rhythm
from portal.outcomes.policy import KEEP_METRICS
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.points import Place, values_at
from portal.outcomes.services.metric_values import ChangedMeanwhile, Entered, enter_values, why_not
from portal.outcomes.views.metrics import PATH, blueprint
from portal.people.access import current_actor, requires

#: Shown beside the field.
BEFORE_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Time:
    """Which metrics, and the period that is entered."""

    rhythm: Rhythm
    starts_on: date
    known: Sequence[KnownMetric]
    today: date

    @property
    def earlier(self) -> list[date]:
        """The periods before, the nearest last."""
        return [periods.shifted(self.starts_on, self.rhythm, -by) for by in range(LOOKED_AT, 0, -1)]

    def href(self, by: int = 0) -> str:
        """The page of this period, or of one so many later."""
        return address(self.rhythm, periods.shifted(self.starts_on, self.rhythm, by))


@blueprint.get("/enter")
@requires(KEEP_METRICS)
def enter() -> str:
    """One field a metric, with what it was before beside it."""
    time = _time(request.args)
    standing = _standing(time)
    now = {
        metric.id: value for metric in time.known if (value := standing.get((metric.id, time.starts_on))) is not None
    }
    return _page(time, values_form(time.known, now, sent=False), standing)


@blueprint.post("/enter")
@requires(KEEP_METRICS)
def save_values() -> ResponseReturnValue:
    """Keep what was typed; an empty field changes nothing."""
    time = _time(request.form)
    form, standing = values_form(time.known, sent=True), _standing(time)
    if form.validate() and _makes_sense(form, time, standing):
        try:
            with transaction() as session:
                entered = enter_values(
                    session,
                    current_actor(),
                    _typed(form, time),
                    seen={(metric.id, time.starts_on): form.was(metric.id) for metric in time.known},
                    source=PointSource.HAND,
                    now=clock.now(),
                )
        except ChangedMeanwhile as error:
            _show_theirs(form, error)
        except DomainError as error:
            form.refuse(error)
        else:
            say(words_of(entered))
            return redirect(time.href(), 303)
    return _page(time, form, standing), 422


def address(rhythm: Rhythm, starts_on: date) -> str:
    """Where the values of a period are entered."""
    return f"{PATH}/enter?by={rhythm.value}&period={periods.key(starts_on, rhythm)}"


def words_of(entered: Entered) -> str:
    """'Entered: 8. Corrected: 1.' in a sentence."""
    said = []
    if entered.added:
        said.append(ngettext("%(num)s value entered.", "%(num)s values entered.", entered.added))
    if entered.corrected:
        said.append(
            ngettext(
                "%(num)s value corrected; what it was is kept.",
                "%(num)s values corrected; what they were is kept.",
                entered.corrected,
            )
        )
    return " ".join(said) or _("Nothing is different.")


def _time(given: Mapping[str, str]) -> Time:
    """What the address asks for; else the newest whole period of what is entered most often."""
    known, today = metrics(db.session()).open, i18n.today(clock.now())
    rhythms = {metric.rhythm for metric in known} or {Rhythm.MONTH}
    wanted = given.get("by", "")
    usual = Rhythm.MONTH if Rhythm.MONTH in rhythms else next(one for one in Rhythm if one in rhythms)
    rhythm = next((one for one in Rhythm if one.value == wanted and one in rhythms), usual)
    starts_on = periods.read(given.get("period", ""), rhythm)
    if starts_on is None or starts_on > today:
        starts_on = periods.last_whole(today, rhythm)
    return Time(rhythm, starts_on, [metric for metric in known if metric.rhythm is rhythm], today)


def _standing(time: Time) -> dict[Place, Decimal]:
    """What stands in this period and in those before. One statement."""
    return values_at(
        db.session(), [(metric.id, day) for metric in time.known for day in [*time.earlier, time.starts_on]]
    )


def _typed(form: ValuesForm, time: Time) -> dict[Place, Decimal]:
    """What was typed and is not what stood there when the page was opened."""
    typed = {metric.id: form.value(metric.id).data for metric in time.known}
    return {
        (metric_id, time.starts_on): value
        for metric_id, value in typed.items()
        if value is not None and value != form.was(metric_id)
    }


def _makes_sense(form: ValuesForm, time: Time, standing: Mapping[Place, Decimal]) -> bool:
    """Look at each value; what seems a slip of the comma, or is far from what is usual, is asked about once."""
    typed, asked = _typed(form, time), False
    for metric in time.known:
        value, cell = typed.get((metric.id, time.starts_on)), form.value(metric.id)
        if value is None:
            continue
        before = [standing[metric.id, day] for day in time.earlier if (metric.id, day) in standing]
        if sentence := why_not(metric, time.starts_on, value, time.today):
            cell.errors = [*cell.errors, sentence]
        elif not form.sure.data and (question := doubt_of_newest(value, before, metric.unit)):
            cell.errors = [*cell.errors, question]
            asked = True
    form.sure.data, form.sure.raw_data = ("1" if asked else form.sure.data), None
    return not any(form.value(metric.id).errors for metric in time.known)


def _show_theirs(form: ValuesForm, error: ChangedMeanwhile) -> None:
    """What stands there now, beside what was typed; sent once more, the typed one replaces it knowingly."""
    for (metric_id, _day), stands in error.standing.items():
        cell, was = form.value(metric_id), form[f"was{metric_id}"]
        cell.theirs = figures.typed(stands) or _("nothing")
        was.data, was.raw_data = ("" if stands is None else f"{stands:f}"), None
    form.refuse(error)


def _page(time: Time, form: ValuesForm, standing: Mapping[Place, Decimal]) -> str:
    shown = time.earlier[-BEFORE_SHOWN:]
    return render_template(
        "outcomes/metrics/enter.html",
        form=form,
        rhythm=time.rhythm,
        period=periods.key(time.starts_on, time.rhythm),
        words=periods.words(time.starts_on, time.rhythm),
        earlier=[periods.words(day, time.rhythm) for day in shown],
        rows=[_row(metric, time, shown, standing) for metric in time.known],
        tabs=_tabs(time),
        newer=time.href(1) if periods.shifted(time.starts_on, time.rhythm, 1) <= time.today else None,
        older=time.href(-1),
        path=PATH,
    )


def _row(metric: KnownMetric, time: Time, shown: Sequence[date], standing: Mapping[Place, Decimal]) -> dict[str, Any]:
    before = [standing.get((metric.id, day)) for day in shown]
    return {
        "metric": metric,
        "unit": figures.unit_words(metric.unit),
        "scale": scale_words(metric),
        "before": ["" if value is None else figures.figure(value, metric.unit) for value in before],
        "entered": (metric.id, time.starts_on) in standing,
        "href": f"{PATH}/{metric.key}/{periods.key(time.starts_on, time.rhythm)}",
    }


def _tabs(time: Time) -> list[dict[str, Any]]:
    """One for each rhythm in use, where there are several."""
    used = {metric.rhythm for metric in metrics(db.session()).open}
    names = {
        Rhythm.DAY: _("By days"),
        Rhythm.WEEK: _("By weeks"),
        Rhythm.MONTH: _("By months"),
        Rhythm.QUARTER: _("By quarters"),
    }
    tabs = [
        {"label": names[rhythm], "href": f"{PATH}/enter?by={rhythm.value}", "current": rhythm is time.rhythm}
        for rhythm in (Rhythm.MONTH, Rhythm.WEEK, Rhythm.DAY, Rhythm.QUARTER)
        if rhythm in used
    ]
    return tabs if len(tabs) > 1 else []
