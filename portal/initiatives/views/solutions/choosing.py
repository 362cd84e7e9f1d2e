"""Supporting a solution, choosing it, taking one's own back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.initiatives.models import Initiative, Solution
from portal.initiatives.policy import DECIDE, PROPOSE, SUPPORT
from portal.initiatives.queries.solutions import get_solution
from portal.initiatives.services.choosing import (
    choose_solution,
    support_solution,
    unchoose_solution,
    withdraw_solution_support,
)
from portal.initiatives.services.solutions import put_back_solution, withdraw_solution
from portal.initiatives.views import blueprint
from portal.initiatives.views.solutions.writing import place_of_solution
from portal.people.access import current_actor, requires


@blueprint.post("/solutions/<int:solution_id>/support")
@requires(SUPPORT)
def give_solution_support(solution_id: int) -> ResponseReturnValue:
    """Support this way to solve it."""
    return _pressed(_done(solution_id, support_solution), supported=True)


@blueprint.post("/solutions/<int:solution_id>/unsupport")
@requires(SUPPORT)
def take_solution_support_back(solution_id: int) -> ResponseReturnValue:
    """Take one's support back."""
    return _pressed(_done(solution_id, withdraw_solution_support), supported=False)


@blueprint.post("/solutions/<int:solution_id>/choose")
@requires(DECIDE)
def choose(solution_id: int) -> ResponseReturnValue:
    """The committee settles on it."""
    solution = _done(solution_id, choose_solution)
    undo = url_for(".unchoose", solution_id=solution_id)
    say(_("This solution is chosen. Its author and everyone who follows are told."), undo=(undo, _("Undo")))
    return redirect(place_of_solution(solution))


@blueprint.post("/solutions/<int:solution_id>/unchoose")
@requires(DECIDE)
def unchoose(solution_id: int) -> ResponseReturnValue:
    """Leave open again which way it is."""
    solution = _done(solution_id, unchoose_solution)
    say(_("No solution is chosen now."))
    return redirect(place_of_solution(solution))


@blueprint.post("/solutions/<int:solution_id>/withdraw")
@requires(PROPOSE)
def take_solution_back(solution_id: int) -> ResponseReturnValue:
    """Take one's own back; a note offers to undo that."""
    solution = _done(solution_id, withdraw_solution)
    undo = url_for(".put_solution_back", solution_id=solution_id)
    say(_("Your solution is taken back."), undo=(undo, _("Undo")))
    return redirect(url_for(".show", number=solution.initiative_id))


@blueprint.post("/solutions/<int:solution_id>/put-back")
@requires(PROPOSE)
def put_solution_back(solution_id: int) -> ResponseReturnValue:
    """Undo the taking back."""
    return redirect(place_of_solution(_done(solution_id, put_back_solution)))


def _done(solution_id: int, verb: Callable[..., Any]) -> Solution:
    """The solution after a verb of the services, which is given it and its initiative as they stand."""
    actor: Actor = current_actor()
    now: datetime = clock.now()
    with transaction() as session:
        held: tuple[Session, Solution, Initiative] = (session, *get_solution(session, solution_id, actor, lock=True))
        verb(*held, actor, now=now)
    return held[1]


def _pressed(solution: Solution, *, supported: bool) -> ResponseReturnValue:
    """For htmx the pill as it stands now."""
    if request.headers.get("HX-Request") != "true":
        return redirect(place_of_solution(solution), 303)
    action = f"/initiatives/solutions/{solution.id}/{'unsupport' if supported else 'support'}"
    return render_template(
        "initiatives/solutions/_pill.html", number=solution.id, count=solution.support_count, mine=supported,
        action=action,
    )  # fmt: skip
