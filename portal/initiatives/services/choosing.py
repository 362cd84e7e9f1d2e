"""Which way to solve it: people support some of them, the committee chooses one."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Forbidden, require
from portal.core.extension import ItemRef
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.discussion.services.follows import auto_follow
from portal.initiatives.events import SolutionChosen, SolutionSupported
from portal.initiatives.models import Initiative, Solution, SolutionSupport
from portal.initiatives.policy import can_choose_solution, can_support_solution, is_open_to_solutions
from portal.initiatives.services.solutions import SETTLED

_IN_SQL: Any = {"synchronize_session": False}


def support_solution(
    session: Session, solution: Solution, initiative: Initiative, actor: Actor, *, now: datetime
) -> bool:
    """Give one's voice to a solution that is held (``get_solution(..., lock=True)``); whether it is a new one."""
    _require_open(solution, initiative, actor)
    whose = {"solution_id": solution.id, "person_id": actor.id}
    if not insert_new(session, SolutionSupport, {**whose, "at": now}, list(whose)):
        return False
    _count(session, solution, 1)
    auto_follow(session, ItemRef(SolutionSupported.item_kind, initiative.id), actor.id, now=now)
    _tell_support(session, solution, initiative, actor, given=True, now=now)
    return True


def withdraw_solution_support(
    session: Session, solution: Solution, initiative: Initiative, actor: Actor, *, now: datetime
) -> bool:
    """Take one's voice for a held solution back; whether there was one."""
    _require_open(solution, initiative, actor)
    mine = delete(SolutionSupport).where(
        SolutionSupport.solution_id == solution.id, SolutionSupport.person_id == actor.id
    )
    if not session.execute(mine.returning(SolutionSupport.person_id), execution_options=_IN_SQL).all():
        return False
    _count(session, solution, -1)
    _tell_support(session, solution, initiative, actor, given=False, now=now)
    return True


def _require_open(solution: Solution, initiative: Initiative, actor: Actor) -> None:
    if solution.author_id == actor.id:
        raise Forbidden(_l("It is your own: others show their support here."))
    if not is_open_to_solutions(initiative):
        raise Forbidden(SETTLED)
    require(can_support_solution(actor, initiative, solution))


def _count(session: Session, solution: Solution, delta: int) -> None:
    """By expression, past the row's version: a voice is no edit."""
    counted = update(Solution).where(Solution.id == solution.id)
    session.execute(counted.values(support_count=Solution.support_count + delta), execution_options=_IN_SQL)
    session.refresh(solution, ["support_count"])


def _tell_support(
    session: Session, solution: Solution, initiative: Initiative, actor: Actor, *, given: bool, now: datetime
) -> None:
    event = SolutionSupported(
        initiative_id=initiative.id, solution_id=solution.id, given=given, author_id=solution.author_id
    )
    record(session, event, actor, at=now)


def choose_solution(
    session: Session, solution: Solution, initiative: Initiative, actor: Actor, *, now: datetime
) -> Solution:
    """The committee settles on a held solution; whatever was chosen before is chosen no longer."""
    _require_choice(solution, initiative, actor)
    if solution.chosen_at is not None:
        return solution
    previous = session.scalar(
        select(Solution).where(Solution.initiative_id == initiative.id, Solution.chosen_at.is_not(None))
    )
    if previous is not None:
        previous.chosen_at, previous.chosen_by_id = None, None
        session.flush()  # one is chosen at a time
    solution.chosen_at, solution.chosen_by_id = now, actor.id
    event = SolutionChosen(
        initiative_id=initiative.id,
        solution_id=solution.id,
        chosen=True,
        author_id=solution.author_id,
        previous_author_id=previous.author_id if previous else None,
    )
    record(session, event, actor, at=now)
    return solution


def unchoose_solution(
    session: Session, solution: Solution, initiative: Initiative, actor: Actor, *, now: datetime
) -> Solution:
    """Leave open again which way it is."""
    _require_choice(solution, initiative, actor)
    if solution.chosen_at is not None:
        solution.chosen_at, solution.chosen_by_id = None, None
        event = SolutionChosen(
            initiative_id=initiative.id, solution_id=solution.id, chosen=False, author_id=solution.author_id
        )
        record(session, event, actor, at=now)
    return solution


def _require_choice(solution: Solution, initiative: Initiative, actor: Actor) -> None:
    if not is_open_to_solutions(initiative):
        raise Forbidden(SETTLED)
    require(
        can_choose_solution(actor, initiative, solution),
        _l("The committee chooses, and nobody among what they wrote themselves."),
    )
