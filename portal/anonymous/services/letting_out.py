"""At each full hour everything that waited is let out together, in no order, as if it had happened just then."""

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.anonymous.events import AuthorWrote
from portal.anonymous.kinds import openers
from portal.anonymous.models import AnonymousCode, AnonymousMessage, SealedKind, SealedWord
from portal.anonymous.services.codes import sweep_wrong_codes
from portal.anonymous.services.pictures import let_pictures_out
from portal.core.clock import full_hour
from portal.core.db import forget_what_was_deleted
from portal.core.extension import ItemRef
from portal.core.files import Storage
from portal.core.journal import record

#: A worker that comes later than this after the full hour waits for the next one: words that are let out at 15:40
#: could only be of those who were here since 15:00, or a minute ago.
_PUNCTUAL = timedelta(minutes=10)


def let_out_on_the_hour(session: Session, storage: Storage, now: datetime) -> Callable[[], object]:
    """The hourly job: let everything out; afterwards leave no copy of what waited."""
    sweep_wrong_codes(session, now)
    let = let_out(session, storage, now) if now - full_hour(now) < _PUNCTUAL else 0
    return lambda: forget_what_was_deleted(thoroughly=let > 0)


def let_out(session: Session, storage: Storage, now: datetime) -> int:
    """Let out everything that waits, dated the full hour that struck last; how many words it was.

    One author's words keep their order; authors among each other have none, of whatever kind their items are.
    """
    at, let = full_hour(now), 0
    numbers = list(session.scalars(select(SealedWord.number).distinct()))
    secrets.SystemRandom().shuffle(numbers)
    with ExitStack() as stack:
        for opener in openers:
            stack.enter_context(opener.together(session))
        for number in numbers:
            let += _let_number_out(session, storage, number, at)
    return let


def _let_number_out(session: Session, storage: Storage, number: int, at: datetime) -> int:
    """Of one author at a time: all that waits, with its pictures, may be far more than memory should hold at once."""
    # Locked: what its author takes back just now is either let out before, or not at all.
    words = sorted(session.scalars(select(SealedWord).where(SealedWord.number == number).with_for_update()), key=_turn)
    for word in words:
        _let_one_out(session, storage, word, at)
    session.execute(delete(SealedWord).where(SealedWord.id.in_([word.id for word in words])))
    return len(words)


_KINDS = (SealedKind.SUBMISSION, SealedKind.MESSAGE, SealedKind.WITHDRAWAL)


def _turn(word: SealedWord) -> tuple[int, int]:
    return _KINDS.index(word.kind), word.fields.get("place", 0)


def _let_one_out(session: Session, storage: Storage, word: SealedWord, at: datetime) -> None:
    if word.kind is SealedKind.SUBMISSION:
        _submit(session, storage, word, at)
        return
    opener = openers[word.item_kind]
    rights = opener.rights(session, word.number)
    if rights is None:
        return
    if word.kind is SealedKind.MESSAGE and rights.can_write:
        _say(session, word, at)
    if word.kind is SealedKind.WITHDRAWAL and rights.can_take_back:  # it may have been decided since it was sent
        opener.take_back(session, word.number, at=at)


def _submit(session: Session, storage: Storage, word: SealedWord, at: datetime) -> None:
    if session.get(AnonymousCode, word.number) is not None:
        return  # the same form came once more while the first was being let out
    kept = {"item_kind": word.item_kind, "code_hash": word.code_hash, "form_hash": word.form_hash}
    session.add(AnonymousCode(number=word.number, **kept))
    item = ItemRef(word.item_kind, word.number)
    let_pictures_out(session, storage, item, word.fields["pictures"], at=at)
    openers[word.item_kind].open_submission(session, word.number, word.fields, at=at)


def _say(session: Session, word: SealedWord, at: datetime) -> None:
    said = AnonymousMessage(
        item_kind=word.item_kind,
        item_id=word.number,
        from_author=True,
        body=word.fields["body"],
        html=word.fields["html"],
        renderer_version=word.fields["version"],
        at=at,
        submission_key=word.fields["key"],
    )
    session.add(said)
    session.flush()  # the event names the message
    event = AuthorWrote(item_kind=word.item_kind, subject_id=word.number, message_id=said.id)
    record(session, event, None, at=at)
