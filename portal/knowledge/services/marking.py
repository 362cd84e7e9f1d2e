"""The green pen: a reader marks what is good, says why, and may take it back."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Conflict, Invalid, NotFound, TooManyAttempts, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_text, storable
from portal.knowledge.anchoring import CONTEXT_LETTERS, Haystack, Place, Selector, find_unchanged
from portal.knowledge.events import FragmentMarked, MarkChanged, MarkHadBack, MarkTakenBack
from portal.knowledge.models import (
    MAX_MARK_NOTE_LETTERS,
    MAX_QUOTE_LETTERS,
    GreenMark,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
)
from portal.knowledge.plain_words import plain_words
from portal.knowledge.policy import can_change_mark, can_have_mark_back, can_mark, can_take_mark_back
from portal.knowledge.queries import genres, locked, standing, visible_to
from portal.knowledge.queries.marks import STANDS
from portal.knowledge.services.counting import add_up

MIN_QUOTE_LETTERS = 3
MAX_MARKS = 40
#: On one item: each is looked for again whenever a new revision comes to stand, while others wait to write.
MOST_ON_AN_ITEM = 200
WINDOW = timedelta(hours=1)
#: So long a mark that was taken back can be had back.
KEPT = timedelta(days=1)
TOO_MANY = _l("You have marked 40 places within an hour. What you chose is kept: mark it a little later.")
OWN_TEXT = _l("Somebody else marks what is good in your own text.")
FULL = _l("This text is full of marks already. That it is good is said enough.")
NOT_THERE = _l("These words don't stand in the text any more: it was changed meanwhile. Choose them anew.")


def mark(
    session: Session, item: KnowledgeItem, actor: Actor, part: str, wanted: Selector, *,
    note: str, submission_key: str | None = None, now: datetime,
) -> GreenMark:  # fmt: skip
    """Mark the words in a part of what stands; sent twice, or chosen again by the same person, they are marked once.

    Raises Conflict when the words aren't there, TooManyAttempts past 40 marks an hour.
    """
    revision = _standing(session, item)
    require(can_mark(actor, item, revision), OWN_TEXT if item.state is ItemState.PUBLISHED else None)
    one_at_a_time(session, f"knowledge.marks.{actor.id}")
    key = _bound_key(submission_key, item, actor, wanted) if submission_key else None
    sent = session.scalar(select(GreenMark).where(GreenMark.submission_key == key)) if key else None
    if sent is not None:
        return sent
    text, place = _the_words(session, revision, part, wanted)
    again = _there(session, item, actor.id, part, place)
    if again is not None:
        return change_note(session, again, actor, note=note, now=now) if clean_text(note) else again
    _require_patience(session, actor, now)
    if item.mark_count >= MOST_ON_AN_ITEM:
        raise Conflict(FULL)
    row = GreenMark(
        item_id=item.id, part=part, note=_clean_note(note), by_id=actor.id, at=now, made_on=revision.number,
        submission_key=key, quote=text[place.start : place.end], **around(text, place),
    )  # fmt: skip
    return _add(session, item, actor, row)


def _add(session: Session, item: KnowledgeItem, actor: Actor, row: GreenMark) -> GreenMark:
    session.add(row)
    session.flush()  # the event needs the id
    add_up(session, item, mark_count=1)
    event = FragmentMarked(
        item_kind=item.kind, subject_id=item.id, mark_id=row.id, author_id=item.author_id, keeper_id=item.keeper_id
    )
    record(session, event, actor, at=row.at)
    return row


def change_note(session: Session, row: GreenMark, actor: Actor, *, note: str, now: datetime) -> GreenMark:
    """Say otherwise what is good about it, or nothing."""
    require(can_change_mark(actor, row.by_id))
    cleaned = _clean_note(note)
    if cleaned != row.note:
        row.note = cleaned
        item = session.get_one(KnowledgeItem, row.item_id)
        record(session, MarkChanged(item_kind=item.kind, subject_id=item.id, mark_id=row.id), actor, at=now)
    return row


def take_back(session: Session, mark_id: int, actor: Actor, *, now: datetime) -> KnowledgeItem:
    """Remove a mark: one's own, or as an editor. Done twice it is done; for a day it can be had back."""
    row, item = _held_mark(session, mark_id, actor)
    require(can_take_mark_back(actor, row.by_id))
    if row.taken_back_at is None:
        row.taken_back_at, row.taken_back_by_id = now, actor.id
        row.submission_key = None  # the same words may be marked anew
        if row.lost_in is None:
            add_up(session, item, mark_count=-1)
        event = MarkTakenBack(item_kind=item.kind, subject_id=item.id, mark_id=mark_id, by_id=row.by_id)
        record(session, event, actor, at=now)
    return item


def have_back(session: Session, mark_id: int, actor: Actor, *, now: datetime) -> KnowledgeItem:
    """Undo the taking back. Raises NotFound when it is gone for good. The same words marked anew stay marked once."""
    row, item = _held_mark(session, mark_id, actor)
    if row.taken_back_at is None:
        return item
    require(can_have_mark_back(actor, row.taken_back_by_id))
    place = Place(row.start, row.start + row.length)
    if row.lost_in is None and _there(session, item, row.by_id, row.part, place) is not None:
        return item
    row.taken_back_at, row.taken_back_by_id = None, None
    if row.lost_in is None:
        add_up(session, item, mark_count=1)
    record(
        session, MarkHadBack(item_kind=item.kind, subject_id=item.id, mark_id=mark_id, by_id=row.by_id), actor, at=now
    )
    return item


def _held_mark(session: Session, mark_id: int, actor: Actor) -> tuple[GreenMark, KnowledgeItem]:
    """A mark, or one that was taken back, and its item; both stay as they are until the transaction ends."""
    row = get_mark(session, mark_id, actor, taken_back=True)
    # The item first, as everywhere: whoever publishes holds it and then looks at the marks.
    item = locked(session, session.get_one(KnowledgeItem, row.item_id))
    session.refresh(row)
    return row, item


def forget_taken_back(session: Session, now: datetime) -> None:
    """Delete marks that were taken back a day ago; the hourly job."""
    session.execute(delete(GreenMark).where(GreenMark.taken_back_at <= now - KEPT))


def get_mark(session: Session, mark_id: int, actor: Actor, *, taken_back: bool = False) -> GreenMark:
    """The mark, where its item is open to ``actor``, or one that was ``taken_back``; else NotFound."""
    mine = (GreenMark.id == mark_id, visible_to(actor), *(() if taken_back else (STANDS,)))
    found = session.scalar(
        select(GreenMark)
        .join(KnowledgeItem, KnowledgeItem.id == GreenMark.item_id)
        .where(*mine)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def around(text: str, place: Place) -> dict[str, int | str]:
    """Where words stand in a text and what stands around them, as a mark keeps it."""
    return {
        "start": place.start,
        "length": place.end - place.start,
        "prefix": text[max(0, place.start - CONTEXT_LETTERS) : place.start],
        "suffix": text[place.end : place.end + CONTEXT_LETTERS],
    }


def _standing(session: Session, item: KnowledgeItem) -> KnowledgeRevision:
    """What stands, and goes on to stand until the transaction ends."""
    found = standing(session, locked(session, item))
    if found is None:
        raise NotFound
    return found


def _the_words(session: Session, revision: KnowledgeRevision, part: str, wanted: Selector) -> tuple[str, Place]:
    """The plain words of the part, and where in them the quote stands."""
    shape_part = genres(session).by_id[revision.genre_id].shape.part(part)
    if shape_part is None or not shape_part.markable:
        raise Invalid(_l("Nothing can be marked here."))
    quote = " ".join(wanted.quote.split())
    if not MIN_QUOTE_LETTERS <= len(quote) <= MAX_QUOTE_LETTERS:
        raise Invalid(_l("Mark a few words, or a few sentences: from 3 to 600 letters."), field="quote")
    text = plain_words(revision.html.get(part, "")).text
    prefix, suffix = wanted.prefix[-CONTEXT_LETTERS:], wanted.suffix[:CONTEXT_LETTERS]
    place = find_unchanged(Haystack(text), Selector(quote, prefix, suffix, wanted.start))
    if place is None:
        raise Conflict(NOT_THERE)
    return text, place


def _there(session: Session, item: KnowledgeItem, by_id: int | None, part: str, place: Place) -> GreenMark | None:
    """Somebody's mark on these very words."""
    return session.scalar(
        select(GreenMark).where(
            STANDS, GreenMark.item_id == item.id, GreenMark.by_id == by_id, GreenMark.lost_in.is_(None),
            GreenMark.part == part, GreenMark.start == place.start, GreenMark.length == place.end - place.start,
        )
    )  # fmt: skip


def _require_patience(session: Session, actor: Actor, now: datetime) -> None:
    if (session.scalar(_LATELY, {"who": actor.id, "since": now - WINDOW}) or 0) >= MAX_MARKS:
        raise TooManyAttempts(TOO_MANY)


_LATELY = (
    select(func.count())
    .select_from(GreenMark)
    .where(STANDS, GreenMark.by_id == bindparam("who"), GreenMark.at > bindparam("since"))
)


def _clean_note(note: str) -> str:
    cleaned = clean_text(storable(note))
    if len(cleaned) > MAX_MARK_NOTE_LETTERS:
        raise Invalid(_l("Say it in at most 500 letters."), field="note")
    return cleaned


def _bound_key(submission_key: str, item: KnowledgeItem, actor: Actor, wanted: Selector) -> str:
    """The form's key bound to who marks what where: nobody meets another one's."""
    parts = (submission_key, str(item.id), str(actor.id), str(wanted.start), wanted.quote)
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()
