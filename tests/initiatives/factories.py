"""Initiatives for tests: each function writes one and commits."""

import itertools
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.models import CoAuthor, Initiative, Merge, Origin, StatusType, Transition
from portal.initiatives.policy import FROM_ACCEPTANCE_ON
from portal.initiatives.queries import KnownStatus, statuses
from portal.initiatives.services.moving import change_status
from portal.initiatives.services.submitting import submit
from portal.initiatives.services.texts import InitiativeTexts, render_texts
from portal.outcomes.models import OutcomePlan, PlanKind

_numbers = itertools.count(1)

PROBLEM = "Біля нових магазинів немає пандусів, тож люди з візочками чекають на вулиці."
SOLUTION = "Поставити розкладні пандуси і повісити кнопку виклику біля кожного входу."
OUTCOME = "Ніхто не чекає надворі, а скарг на вхід за квартал немає жодної."


def texts(**changes: Any) -> InitiativeTexts:
    """What the form of a good initiative holds."""
    given: dict[str, Any] = {
        "origin": Origin.PROBLEM,
        "title": f"Пандуси біля нових магазинів {next(_numbers)}",
        "problem": PROBLEM,
        "solution": SOLUTION,
        "outcome": OUTCOME,
    }
    return render_texts(**(given | changes))


def status(type_: StatusType) -> KnownStatus:
    """The default status of a type."""
    return statuses(db.session()).default(type_)


def initiative(
    author: Actor,
    type_: StatusType = StatusType.NEW,
    *,
    now: datetime | None = None,
    **changes: Any,
) -> Initiative:
    """An initiative handed in by ``author``, put into a status of the type as if everybody had agreed.

    A merged one has another one that it is merged into, with the next number.
    """
    moment = now or clock.now()
    content = texts(**changes)
    with transaction() as session:
        made = submit(session, author, content, submission_key=secrets.token_urlsafe(16), now=moment)
        into = None
        if type_ is StatusType.MERGED:
            into = submit(session, author, texts(), submission_key=secrets.token_urlsafe(16), now=moment)
            into.twin_count = 1
        if type_ is not StatusType.NEW:
            change_status(
                session,
                made,
                None,
                statuses(session).default(type_),
                defer_until=moment.date() if type_ is StatusType.DEFERRED else None,
                merged_into=into.id if into else None,
                now=moment,
            )
        if type_ in FROM_ACCEPTANCE_ON:
            made.first_answered_at = moment
    return made


def fresh(number: int) -> Initiative:
    """The row as the database has it now."""
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.scalars(select(Initiative).where(Initiative.id == number)).one()


def agreed_beforehand(number: int, *, by: Actor | None = None, sign: str = "За квартал жодної скарги.") -> None:
    """Let it be said by what it will be seen that it worked, so that the work may begin."""
    with transaction() as session:
        day = clock.now() + timedelta(days=90)
        session.add(
            OutcomePlan(
                initiative_id=number, kind=PlanKind.SIGN, sign=sign, check_on=day.date(),
                measurer_id=by.id if by else None, recorded_at=clock.now(),
            )
        )  # fmt: skip


def wrote_along(number: int, person: Actor) -> None:
    """Let somebody be a co-author, as if something of theirs had been merged into it."""
    with transaction() as session:
        twin = submit(session, person, texts(), submission_key=secrets.token_urlsafe(16), now=clock.now())
        transition = session.scalars(select(Transition.id).where(Transition.initiative_id == twin.id)).one()
        merge = Merge(
            twin_id=twin.id, survivor_id=number, before={}, transition_id=transition, at=clock.now(), by_id=None
        )
        session.add(merge)
        session.flush()  # the co-author names the merge
        session.add(CoAuthor(initiative_id=number, person_id=person.id, merge_id=merge.id))
        session.get_one(Initiative, number).twin_count = 1
