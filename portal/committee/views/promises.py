"""What is promised to those who propose: seen and changed, with every version before."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from portal.committee.calendar import public_holidays
from portal.committee.forms import PromisesForm
from portal.committee.policy import SET_CLOCKS
from portal.committee.queries.settings import Promised, as_promised, due_after, promised, versions
from portal.committee.services.configuring import set_promises
from portal.committee.views import blueprint
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.web.flashes import say
from portal.core.web.templating import path_to
from portal.people.access import current_actor, requires
from portal.people.queries import shown_name

HOLIDAYS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Version:
    """What was promised from a moment on."""

    by: str
    at: datetime
    words: str


@blueprint.get("/promises")
@requires(SET_CLOCKS)
def promises() -> str:
    """What holds now, what follows from it, and what was promised before."""
    return _page(PromisesForm(formdata=None, standing=promised(db.session())))


@blueprint.post("/promises")
@requires(SET_CLOCKS)
def save_promises() -> ResponseReturnValue:
    """Promise this from now on."""
    form = PromisesForm()
    if form.validate():
        try:
            with transaction() as session:
                changed = set_promises(session, current_actor(), form.promised, now=clock.now())
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            say(_("Saved. What waits is counted anew.") if changed else _("Nothing is different."))
            return redirect(path_to("committee.promises"), 303)
    return _page(form), 422


def _page(form: PromisesForm) -> str:
    session, now = db.session(), clock.now()
    of = promised(session)
    today, due = of.calendar.day_of(now), due_after(of, now)
    return render_template(
        "committee/promises.html",
        form=form,
        answer_day=i18n.full_day(due.answer_by),
        decision_day=i18n.full_day(due.decide_by),
        zone=i18n.timezone(),
        country=i18n.country(of.country) if of.country else None,
        holidays=_holidays(of, today),
        versions=[_version(row) for row in versions(session)],
        action=path_to("committee.save_promises"),
    )


def _holidays(of: Promised, today: date) -> list[tuple[date, str]]:
    """The next days on which nobody works though the week says so."""
    known = {**public_holidays(of.country, today.year), **public_holidays(of.country, today.year + 1)}
    own = {day: _("your own day off") for day in of.days_off}
    days = sorted((day, name) for day, name in {**known, **own}.items() if day >= today and day.weekday() in of.week)
    return days[:HOLIDAYS_SHOWN]


def _version(row: Row[Any]) -> Version:
    return Version(shown_name(row.by_name) if row.by_id else _("The portal"), row.at, _words(as_promised(row)))


def _words(of: Promised) -> str:
    """'first answer: 2 working days · decision: 20 working days · Ukraine · Monday, Tuesday'."""
    names = i18n.weekdays()
    parts = [
        ngettext("first answer: %(num)s working day", "first answer: %(num)s working days", of.answer_days),
        ngettext("decision: %(num)s working day", "decision: %(num)s working days", of.decision_days),
        i18n.country(of.country) if of.country else _("No public holidays"),
        ", ".join(names[day] for day in sorted(of.week)),
    ]
    own = len(of.days_off)
    return " · ".join([*parts, *([ngettext("%(num)s own day off", "%(num)s own days off", own)] if own else [])])
