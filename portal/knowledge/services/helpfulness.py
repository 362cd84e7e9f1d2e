"""'Did it help?': each person's one answer, and what becomes of a no."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line
from portal.knowledge.events import HelpAnswered, HelpAnswerSettled
from portal.knowledge.models import HelpfulAnswer, KnowledgeItem
from portal.knowledge.policy import can_answer, can_settle
from portal.knowledge.queries import standing
from portal.knowledge.services.counting import add_up

MIN_REASON_LETTERS, MAX_REASON_LETTERS = 10, 500


def say_whether_it_helped(
    session: Session, item: KnowledgeItem, actor: Actor, *, helpful: bool, reason: str = "", now: datetime
) -> HelpfulAnswer:
    """Keep the one answer of a person; another one takes its place, and a no that was settled waits anew.

    Raises Invalid when a no doesn't say what was missing.
    """
    require(can_answer(actor, item))
    reason = "" if helpful else _reason(reason)
    stands = standing(session, item)
    if stands is None:
        raise NotFound
    values = {"helpful": helpful, "reason": reason, "revision_number": stands.number, "at": now}
    who = {"item_id": item.id, "person_id": actor.id}
    new = insert_new(session, HelpfulAnswer, who | values, list(who))
    answer = session.scalars(
        select(HelpfulAnswer)
        .where(HelpfulAnswer.item_id == item.id, HelpfulAnswer.person_id == actor.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if new:
        add_up(session, item, helpful_count=int(helpful), unhelpful_count=int(not helpful))
    elif (answer.helpful, answer.reason) == (helpful, reason):
        return answer
    else:
        _put(session, item, answer, values)
    record(session, HelpAnswered(item_kind=item.kind, subject_id=item.id, helpful=helpful), actor, at=now)
    return answer


def _put(session: Session, item: KnowledgeItem, answer: HelpfulAnswer, values: dict[str, object]) -> None:
    """Another answer in the place of the one that is there."""
    change = int(bool(values["helpful"])) - int(answer.helpful)
    add_up(session, item, helpful_count=change, unhelpful_count=-change)
    for name, value in values.items():
        setattr(answer, name, value)
    answer.settled_at, answer.settled_by_id = None, None


def settle(
    session: Session, item: KnowledgeItem, person_id: int, actor: Actor, *, settled: bool = True, now: datetime
) -> HelpfulAnswer:
    """Say that what was missing is dealt with, or (``settled`` False) that it isn't after all."""
    require(can_settle(actor, item))
    answer = session.scalar(
        select(HelpfulAnswer)
        .where(HelpfulAnswer.item_id == item.id, HelpfulAnswer.person_id == person_id, ~HelpfulAnswer.helpful)
        .with_for_update()
    )
    if answer is None:
        raise NotFound
    if (answer.settled_at is not None) != settled:
        answer.settled_at, answer.settled_by_id = (now, actor.id) if settled else (None, None)
        event = HelpAnswerSettled(item_kind=item.kind, subject_id=item.id, answered_by_id=person_id, settled=settled)
        record(session, event, actor, at=now)
    return answer


def _reason(reason: str) -> str:
    words = clean_line(reason)
    if len(words) < MIN_REASON_LETTERS:
        raise Invalid(_l("Say in a few words what was missing: at least 10 characters."), field="reason")
    if len(words) > MAX_REASON_LETTERS:
        raise Invalid(_l("Make it shorter: at most 500 characters."), field="reason")
    return words
