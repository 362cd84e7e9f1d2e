"""Due days in somebody's own calendar: a file, an address to subscribe to."""

from datetime import date
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.committee.queries.settings import promised
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.text import storable
from portal.core.web.flashes import say
from portal.onboarding.due_calendar import DueDay, calendar_file
from portal.onboarding.following import goes_on
from portal.onboarding.models import CalendarAddress
from portal.onboarding.queries.learning import enrolments_of, passed_keys, steps_of
from portal.onboarding.schedule import due_dates
from portal.onboarding.services.calendar_addresses import make_address, person_behind, take_address_away, token_of
from portal.onboarding.views.learning import blueprint
from portal.people.access import current_actor, public, signed_in

TYPE = "text/calendar; charset=utf-8"


@blueprint.get("/learning/calendar")
@signed_in
def calendar() -> str:
    """The ways to have the days elsewhere."""
    row = db.session().get(CalendarAddress, current_actor().id)
    address = url_for(".subscribed", token=token_of(row, _secret()), _external=True) if row is not None else None
    return render_template("onboarding/calendar.html", address=address, made_at=row.made_at if row else None)


@blueprint.post("/learning/calendar/address")
@signed_in
def new_address() -> ResponseReturnValue:
    """Make an address; a former one leads nowhere any more."""
    with transaction() as session:
        make_address(session, current_actor(), now=clock.now())
    say(_("Here is your address. Give it to nobody but your calendar."))
    return redirect(url_for(".calendar"), 303)


@blueprint.post("/learning/calendar/address/remove")
@signed_in
def remove_address() -> ResponseReturnValue:
    """Take the address away."""
    with transaction() as session:
        take_address_away(session, current_actor())
    say(_("The address leads nowhere any more."))
    return redirect(url_for(".calendar"), 303)


@blueprint.get("/learning/calendar.ics")
@signed_in
def downloaded() -> Response:
    """The file, once."""
    answer = Response(_file(current_actor().id), content_type=TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="learning.ics"'
    return answer


@blueprint.get("/calendar/<token>.ics")
@public
def subscribed(token: str) -> Response:
    """The same for a calendar program, which knows nothing but the address; in its owner's language."""
    person = person_behind(db.session(), storable(token), _secret())
    if person is None:
        raise NotFound
    with i18n.speaking(person.language or i18n.language()):
        answer = Response(_file(person.id), content_type=TYPE)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _file(person_id: int) -> bytes:
    session, now = db.session(), clock.now()
    days = [
        day
        for row in enrolments_of(session, person_id)
        if goes_on(row)
        for day in _days(row, steps_of(session, row.id, row.version_id))
    ]
    return calendar_file(days, name=_("My learning"), now=now)


def _days(row: Any, steps: Any) -> list[DueDay]:
    """What isn't behind yet, by its day."""
    passed = passed_keys(steps)
    left = [step for step in steps if step.due_day is not None and step.key not in passed]
    dates = due_dates(row.first_day, [step.due_day for step in left], promised(db.session()).calendar)
    by_day: dict[date, list[Any]] = {}
    for step in left:
        by_day.setdefault(dates[step.due_day], []).append(step)
    return [_day(row, on, of_day) for on, of_day in sorted(by_day.items())]


def _day(row: Any, on: date, steps: list[Any]) -> DueDay:
    minutes = sum(step.minutes for step in steps)
    counted = ngettext("%(num)s step", "%(num)s steps", len(steps))
    spent = ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return DueDay(
        uid=f"learning-{row.id}-{on.isoformat()}@{request.host.partition(':')[0]}",
        on=on,
        title=f"{row.title}: {counted}, {spent}",
        words="\n".join(f"• {step.title}" for step in steps),
        href=url_for("learning.today", track=row.id, _external=True),
    )
