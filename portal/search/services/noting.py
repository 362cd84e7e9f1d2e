"""Counting what was looked for, by nobody: no person, no hour, no row for a single search."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.db import insert_new
from portal.core.i18n import today
from portal.guard.queries import allowed
from portal.search.asked_words import kept_words
from portal.search.models import Asked, OpenedRank

#: Whoever opened something further down has paged through everything.
LAST_RANK = 100


def note_asked(session: Session, text: str, *, found: bool, now: datetime) -> None:
    """Count one search."""
    _count(session, text, now, times=1, found_none=0 if found else 1)


def note_opened(session: Session, text: str, rank: int, *, counted: bool, now: datetime) -> None:
    """Count that the result at a place of the list (from 1) was opened. ``counted``: the search itself was before."""
    _count(session, text, now, times=0 if counted else 1, opened=1)
    if not 1 <= rank <= LAST_RANK:
        return
    key = {"day": today(now), "rank": rank}
    insert_new(session, OpenedRank, {**key, "times": 0}, ["day", "rank"])
    session.execute(update(OpenedRank).filter_by(**key).values(times=OpenedRank.times + 1))


def note_wish(session: Session, text: str, *, now: datetime) -> None:
    """Count that somebody wishes that there were an article about it."""
    _count(session, text, now, wished=1)


def _count(session: Session, text: str, now: datetime, **more: int) -> None:
    words = kept_words(text, allowed(session))
    if not words:
        return
    key, counts = {"day": today(now), "words": words}, {"times": 0, "found_none": 0, "opened": 0, "wished": 0}
    insert_new(session, Asked, {**key, **counts}, ["day", "words"])
    session.execute(
        update(Asked).filter_by(**key).values({name: getattr(Asked, name) + by for name, by in more.items()})
    )
