"""That somebody uses an algorithm, and that they have seen what changed in it."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.algorithms.events import ChangeSeen
from portal.algorithms.models import AlgorithmUser
from portal.algorithms.queries.users import last_change
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Conflict, NotFound
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_acknowledge
from portal.knowledge.queries.history import STOOD
from portal.knowledge.services.acknowledging import acknowledge, asked_teams

CHANGED_AGAIN = _l("It has changed once more since you opened it. Here is all that is new.")


def note_use(session: Session, item: KnowledgeItem, actor: Actor, *, number: int, now: datetime) -> None:
    """Keep that ``actor`` walks the revision ``number``: a change of what people do will concern them.

    Whoever walks a revision knows it, unless what people do has changed since the one they knew: that waits for them.
    """
    values = {"item_id": item.id, "person_id": actor.id}
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if insert_new(session, AlgorithmUser, values | {"revision_number": number, "at": day}, list(values)):
        return
    user = session.get(AlgorithmUser, (item.id, actor.id), populate_existing=True)
    if user is None:
        return
    user.at = max(user.at, day)
    if user.revision_number < number and not _changed_between(session, item, user.revision_number, number):
        user.revision_number = number


def _changed_between(session: Session, item: KnowledgeItem, known: int, number: int) -> bool:
    """Whether what people do has changed after the revision ``known``, up to ``number``."""
    changes = select(func.count()).where(
        KnowledgeRevision.item_id == item.id,
        KnowledgeRevision.number > known,
        KnowledgeRevision.number <= number,
        KnowledgeRevision.major,
        KnowledgeRevision.state.in_(STOOD),
    )
    return bool(session.scalar(changes))


def confirm_change(session: Session, item: KnowledgeItem, actor: Actor, *, number: int, now: datetime) -> None:
    """'I have seen it': what changed up to the revision ``number``; where that is asked, it is acknowledged too.

    Raises Conflict when what people do has changed once more since. Done twice it is done.
    """
    user = session.get(AlgorithmUser, (item.id, actor.id), with_for_update=True, populate_existing=True)
    if user is None:
        raise NotFound
    newest = session.scalar(select(last_change(item.id))) or 1
    if number < newest:
        raise Conflict(CHANGED_AGAIN)
    if user.revision_number < newest:
        user.revision_number = newest
        record(session, ChangeSeen(algorithm_id=item.id, number=newest), actor, at=now)
    asked = can_acknowledge(actor, item, asked=item.must_acknowledge, team_ids=asked_teams(session, item))
    if asked:
        acknowledge(session, item, actor, number=number, now=now)


def knows(session: Session, item_id: int, person_ids: set[int], number: int) -> None:
    """Those of these people who use it know the revision ``number``: they wrote it, published it, or said so."""
    rows = update(AlgorithmUser).where(
        AlgorithmUser.item_id == item_id,
        AlgorithmUser.person_id.in_(person_ids),
        AlgorithmUser.revision_number < number,
    )
    session.execute(rows.values(revision_number=number).execution_options(synchronize_session=False))


def forget_uses(session: Session, person_id: int, _name: str) -> None:
    """What an erased person used is nobody's business any more."""
    session.execute(delete(AlgorithmUser).where(AlgorithmUser.person_id == person_id))
