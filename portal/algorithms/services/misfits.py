"""That a step did not fit a conversation: said with one key, told to the keeper when it gathers, dealt with."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.events import MisfitNoted, MisfitSettled, MisfitsGathered
from portal.algorithms.models import MAX_MISFIT_LETTERS, Misfit, MisfitState
from portal.algorithms.policy import can_note_misfit, can_see_misfits
from portal.core.actor import Actor
from portal.core.db import insert_new, one_at_a_time
from portal.core.drafts import KEY
from portal.core.errors import Invalid, NotFound, require
from portal.core.extension import ItemRef
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import JournalEntry, record
from portal.core.privacy import mask
from portal.core.text import clean_line
from portal.guard.queries import allowed
from portal.knowledge.models import KnowledgeItem

#: So many that wait, within so many days, tell the keeper.
ENOUGH, WITHIN = 3, timedelta(days=14)
#: What is longer was pasted by mistake, and is cut before anything looks at it.
_MOST_LETTERS = 4 * MAX_MISFIT_LETTERS
MAX_STEP_LETTERS = 200


def note_misfit(
    session: Session, item: KnowledgeItem, actor: Actor, *, key: str, number: int, step: str, step_title: str,
    words: str = "", now: datetime,
) -> Misfit:  # fmt: skip
    """Keep that the step of the revision ``number`` did not fit; what arrives twice under one key is one.

    Personal data in the words are masked before they are kept, and nobody is asked: there is a call going on.
    """
    require(can_note_misfit(actor, item))
    if not KEY.fullmatch(key):
        raise Invalid(_l("This form was sent before by somebody else. Open it again."))
    values = {
        "key": key, "item_id": item.id, "revision_number": number, "step": step,
        "step_title": clean_line(step_title)[:MAX_STEP_LETTERS], "words": masked(session, words), "by_id": actor.id,
        "at": now, "state": MisfitState.OPEN,
    }  # fmt: skip
    new = insert_new(session, Misfit, values, ["key"])
    noted = session.scalars(select(Misfit).where(Misfit.key == key)).one()
    if (noted.item_id, noted.by_id) != (item.id, actor.id):
        raise Invalid(_l("This form was sent before by somebody else. Open it again."))
    if new:
        record(session, MisfitNoted(algorithm_id=item.id, misfit_id=noted.id, step=step), None, at=now)
        _tell_when_enough(session, item, now)
    return noted


def masked(session: Session, words: str) -> str:
    """One line without personal data."""
    return mask(clean_line(words)[:_MOST_LETTERS], allowed(session))[:MAX_MISFIT_LETTERS].rstrip()


def _tell_when_enough(session: Session, item: KnowledgeItem, now: datetime) -> None:
    """Tell the keeper of an algorithm once: not again until those told of are settled, or two weeks have passed."""
    one_at_a_time(session, f"misfits {item.id}")
    waiting = session.scalars(
        select(Misfit.id)
        .where(Misfit.item_id == item.id, Misfit.state == MisfitState.OPEN, Misfit.at > now - WITHIN)
        .order_by(Misfit.at, Misfit.id)
    ).all()
    if len(waiting) >= ENOUGH and not _was_told(session, item, now):
        record(session, MisfitsGathered(algorithm_id=item.id, misfit_ids=tuple(waiting)), None, at=now)


def _was_told(session: Session, item: KnowledgeItem, now: datetime) -> bool:
    last = session.scalar(
        select(JournalEntry)
        .where(
            JournalEntry.item_kind == item.kind,
            JournalEntry.item_id == item.id,
            JournalEntry.name == MisfitsGathered.name,
            JournalEntry.at > now - WITHIN,
        )
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    if last is None:
        return False
    told: Collection[int] = last.data["misfit_ids"]
    open_ones = select(Misfit.id).where(Misfit.id.in_(told), Misfit.state == MisfitState.OPEN)
    return session.scalar(open_ones.limit(1)) is not None


def hold(session: Session, item: KnowledgeItem, misfit_id: int) -> Misfit:
    """One of an item's, kept from others until the transaction ends; else NotFound."""
    found = session.scalar(
        select(Misfit)
        .where(Misfit.id == misfit_id, Misfit.item_id == item.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def settle_misfit(
    session: Session, item: KnowledgeItem, misfit_id: int, actor: Actor, *, settled: bool = True, now: datetime
) -> Misfit:
    """Say that it is dealt with, or (``settled`` False) that it isn't after all. Done twice it is done."""
    require(can_see_misfits(actor, item))
    misfit = hold(session, item, misfit_id)
    if settled and misfit.state is MisfitState.OPEN:
        close(session, misfit, actor, now=now)
    elif not settled and (misfit.state is MisfitState.SETTLED or misfit.became_kind):
        misfit.state, misfit.settled_at, misfit.settled_by_id = MisfitState.OPEN, None, None
        misfit.became_kind, misfit.became_id = None, None
        _record(session, misfit, actor, now)
    return misfit


def close(
    session: Session, misfit: Misfit, actor: Actor | None, *, became: ItemRef | None = None, now: datetime
) -> None:
    """The same without asking for the right: also when what it grew into says so by itself."""
    misfit.state, misfit.settled_at = MisfitState.SETTLED, now
    misfit.settled_by_id = actor.id if actor else None
    if became is not None:
        misfit.became_kind, misfit.became_id = became.kind, became.id
    _record(session, misfit, actor, now)


def _record(session: Session, misfit: Misfit, actor: Actor | None, now: datetime) -> None:
    event = MisfitSettled(
        algorithm_id=misfit.item_id, misfit_id=misfit.id, noted_by_id=misfit.by_id,
        settled=misfit.state is MisfitState.SETTLED, became_kind=misfit.became_kind, became_id=misfit.became_id,
    )  # fmt: skip
    record(session, event, actor, at=now)
