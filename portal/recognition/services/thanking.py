"""Saying thank you, taking it back, and having it there again."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line, guess_language
from portal.initiatives.models import Initiative
from portal.recognition.events import ThanksGiven, ThanksWithdrawn
from portal.recognition.models import MAX_WORDS_LETTERS, OWN, Thanks
from portal.recognition.policy import can_moderate, can_pass_on, can_put_back, can_read, can_thank, can_withdraw

MIN_CUSTOMER_LETTERS = 10
#: Of one initiative by one person: what is said more often belongs into a case.
MOST_PASSED_ON = 20


def thank(session: Session, initiative: Initiative, actor: Actor, *, words: str, now: datetime) -> Thanks:
    """Thank those behind an initiative, once; thanking again gives the same thanks other words."""
    require(can_thank(actor, initiative), _l("One thanks others, for what is done."))
    words = _words(words)
    values = _values(initiative, actor, words, now) | {"from_customer": False}
    new = insert_new(session, Thanks, values, ["initiative_id", "by_id"], among=OWN)
    mine = Thanks.initiative_id == initiative.id, Thanks.by_id == actor.id, Thanks.from_customer.is_(False)
    standing = select(Thanks).where(*mine).with_for_update().execution_options(populate_existing=True)
    said = session.scalars(standing).one()
    if new:
        record(session, ThanksGiven(initiative_id=initiative.id, thanks_id=said.id, from_customer=False), actor, at=now)
    elif said.hidden_at is None:
        said.words, said.language, said.withdrawn_at = words, values["language"], None
    else:
        raise Invalid(_l("Your thanks were hidden by an editor; the reason stands beside them."), field="words")
    return said


def pass_on(session: Session, initiative: Initiative, actor: Actor, *, words: str, now: datetime) -> Thanks:
    """Write down what a customer said. The same words by the same person are the same thanks."""
    require(can_pass_on(actor, initiative), _l("One thanks others, for what is done."))
    words = _words(words)
    if len(words) < MIN_CUSTOMER_LETTERS:
        raise Invalid(_l("Please write what the customer said: a few words are enough."), field="words")
    mine = Thanks.initiative_id == initiative.id, Thanks.by_id == actor.id, Thanks.from_customer.is_(True)
    before = list(session.scalars(select(Thanks).where(*mine).order_by(Thanks.id)))
    same = next((one for one in before if one.words == words and one.withdrawn_at is None), None)
    if same is not None:
        return same
    if len(before) >= MOST_PASSED_ON:
        raise Invalid(_l("You have passed on twenty thanks for this one: write a case of them."), field="words")
    said = Thanks(**_values(initiative, actor, words, now), from_customer=True)
    session.add(said)
    session.flush()  # the event needs the id
    record(session, ThanksGiven(initiative_id=initiative.id, thanks_id=said.id, from_customer=True), actor, at=now)
    return said


def withdraw(session: Session, said: Thanks, actor: Actor, *, now: datetime) -> Thanks:
    """Take one's thanks back. Nothing happens when they were taken back already."""
    if said.withdrawn_at is None:
        require(can_withdraw(actor, said))
        said.withdrawn_at = now
        record(session, ThanksWithdrawn(initiative_id=said.initiative_id, thanks_id=said.id), actor, at=now)
    return said


def put_back(session: Session, said: Thanks, actor: Actor, *, now: datetime) -> Thanks:
    """Undo the taking back."""
    if said.withdrawn_at is not None:
        require(can_put_back(actor, said))
        said.withdrawn_at = None
        event = ThanksWithdrawn(initiative_id=said.initiative_id, thanks_id=said.id, gone=False)
        record(session, event, actor, at=now)
    return said


def get_thanks(
    session: Session, initiative: Initiative, thanks_id: int, actor: Actor, *, reported: bool = False
) -> Thanks:
    """One thank you of an initiative that ``actor`` sees, held until the transaction ends; or NotFound.

    ``reported``: also one that was taken back after somebody had reported it, to whoever moderates.
    """
    row = select(Thanks).where(Thanks.id == thanks_id, Thanks.initiative_id == initiative.id)
    said = session.scalar(row.with_for_update().execution_options(populate_existing=True))
    known = said is not None and (can_read(actor, said) or can_put_back(actor, said))
    if said is None or not (known or (reported and can_moderate(actor))):
        raise NotFound
    return said


def _values(initiative: Initiative, actor: Actor, words: str, now: datetime) -> dict[str, Any]:
    language = guess_language(words, fallback=i18n.language())
    return {
        "initiative_id": initiative.id, "by_id": actor.id, "words": words, "language": language, "at": now,
        "hidden_reason": "",
    }  # fmt: skip


def _words(words: str) -> str:
    words = clean_line(words)
    if len(words) > MAX_WORDS_LETTERS:
        raise Invalid(_l("Please make this shorter."), field="words")
    return words
