"""What lines of the inbox quote, as it stands now: a comment, the reason of a decision, the committee's question.

Personal data are masked in quotes: they go to people who never asked for them. Names stay; most are of colleagues.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

from sqlalchemy import Row, and_, case, select, tuple_
from sqlalchemy.orm import Session

from portal.algorithms.events import MisfitsGathered
from portal.core import i18n
from portal.core.markdown import plain_text
from portal.core.privacy import Kind, find, mask_spans
from portal.discussion.models import Comment
from portal.guard.queries import allowed
from portal.initiatives.models import Transition
from portal.knowledge.events import ItemSentBack
from portal.knowledge.models import KnowledgeRevision
from portal.notifications.algorithms import where
from portal.notifications.work import named_steps
from portal.onboarding.care_events import AnswerWaits, MeetingNoted
from portal.onboarding.queries.handed_in import steps_called, steps_handed_in

QUOTED_LETTERS = 160

_SHOWN = and_(Comment.withdrawn_at.is_(None), Comment.hidden_at.is_(None))
#: What the one who moved it had last said to everyone: the question, when the move itself gives none.
_LAST_SAID = (
    select(Comment.html)
    .where(
        Comment.item_kind == "initiative",
        Comment.item_id == Transition.initiative_id,
        Comment.author_id == Transition.actor_id,
        Comment.at <= Transition.at,
        Comment.internal.is_(False),
        _SHOWN,
    )
    .order_by(Comment.id.desc())
    .limit(1)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Some words of somebody. No words: they were taken back or hidden."""

    words: str | None
    #: Whether only the committee may read them.
    internal: bool = False


NOTHING = Quote(None)
#: Lines that name a step of the work quote what it is called.
STEPS = frozenset({"task_id", "milestone_id"})


class Quotes:
    """What some rows of the inbox quote: at most one statement for the comments and one for the decisions."""

    def __init__(self, session: Session, rows: Sequence[Row[Any]], *, waiting: Collection[str]) -> None:
        """``waiting``: keys of the statuses in which the author has been asked something."""
        self._comments = _comments(session, {row.data["comment_id"] for row in rows if "comment_id" in row.data})
        self._moves = _moves(session, {row.data["transition_id"]: row.data for row in rows if _moved(row)}, waiting)

        self._notes = _review_notes(session, {_revision(row) for row in rows if row.name == ItemSentBack.name})
        self._steps = _steps(session, [row.data for row in rows])
        self._handed_in = _handed_in(session, [(row.item_id, row.at) for row in rows if row.name == AnswerWaits.name])
        self._met = _met(session, {_meeting(row) for row in rows if row.name == MeetingNoted.name})
        self._misfits = _misfits(session, {tuple(row.data["misfit_ids"]) for row in rows if _gathered(row)})

    def of(self, row: Row[Any]) -> Quote:
        """The words that this row quotes."""
        if row.name == ItemSentBack.name:
            return self._notes.get(_revision(row), NOTHING)
        if row.name == AnswerWaits.name:
            return self._handed_in.get((row.item_id, row.at), NOTHING)
        if row.name == MeetingNoted.name:
            return self._met.get(_meeting(row), NOTHING)
        if _gathered(row):
            return self._misfits.get(tuple(row.data["misfit_ids"]), NOTHING)
        for key in STEPS & row.data.keys():
            return self._steps.get((key, row.data[key]), NOTHING)
        if "comment_id" in row.data:
            return self._comments.get(row.data["comment_id"], NOTHING)
        return self._moves.get(row.data["transition_id"], NOTHING) if _moved(row) else NOTHING


def _moved(row: Row[Any]) -> bool:
    return "transition_id" in row.data


def _comments(session: Session, ids: Collection[int]) -> dict[int, Quote]:
    if not ids:
        return {}
    rows = session.execute(
        select(Comment.id, Comment.internal, case((_SHOWN, Comment.html), else_="")).where(Comment.id.in_(ids))
    )
    public = allowed(session)
    return {comment_id: Quote(_cut(html, public), internal) for comment_id, internal, html in rows}


def _moves(session: Session, moves: Mapping[int, Mapping[str, Any]], waiting: Collection[str]) -> dict[int, Quote]:
    """Reasons by transition; without one, what was asked before it was left to the author."""
    if not moves:
        return {}
    asking = [transition_id for transition_id, data in moves.items() if data.get("to_key") in waiting]
    question = case((and_(Transition.reason_html == "", Transition.id.in_(asking)), _LAST_SAID), else_="")
    rows = session.execute(select(Transition.id, Transition.reason_html, question).where(Transition.id.in_(moves)))
    public = allowed(session)
    return {transition_id: Quote(_cut(reason or asked or "", public)) for transition_id, reason, asked in rows}


def _revision(row: Row[Any]) -> tuple[int, int]:
    return row.item_id, row.data["number"]


def _review_notes(session: Session, revisions: Collection[tuple[int, int]]) -> dict[tuple[int, int], Quote]:
    """What an editor asks for, by item and number of the revision."""
    if not revisions:
        return {}
    named = tuple_(KnowledgeRevision.item_id, KnowledgeRevision.number).in_(revisions)
    public = allowed(session)
    columns = (KnowledgeRevision.item_id, KnowledgeRevision.number, KnowledgeRevision.review_note)
    return {
        (item_id, number): Quote(_cut(escape(note), public))
        for item_id, number, note in session.execute(select(*columns).where(named))
    }


def _steps(session: Session, data: Collection[Mapping[str, Any]]) -> dict[tuple[str, int], Quote]:
    """What steps of the work are called, and what stands in their way."""
    named = named_steps(session, data)
    public = allowed(session) if named else ()
    return {step: Quote(_cut(escape(words), public)) for step, words in named.items()}


def _handed_in(session: Session, lines: Collection[tuple[int, datetime]]) -> dict[tuple[int, datetime], Quote]:
    """Which steps of a learner's are meant: written by editors, so nothing in them is masked."""
    named = steps_handed_in(session, lines)
    return {line: Quote(plain_text(escape(words), QUOTED_LETTERS)) for line, words in named.items()}


def _meeting(row: Row[Any]) -> tuple[int, str]:
    return row.item_id, row.data["step_key"]


def _met(session: Session, steps: Collection[tuple[int, str]]) -> dict[tuple[int, str], Quote]:
    """What the meetings are called: written by editors as well."""
    return {
        step: Quote(plain_text(escape(title), QUOTED_LETTERS)) for step, title in steps_called(session, steps).items()
    }


def _gathered(row: Row[Any]) -> bool:
    return bool(row.name == MisfitsGathered.name)


def _misfits(session: Session, lines: Collection[tuple[int, ...]]) -> dict[tuple[int, ...], Quote]:
    """At which step, and what was said last; by the ids that a line names."""
    places = where(session, list(lines))
    return {
        line: Quote(plain_text(escape(place.sentence), QUOTED_LETTERS))
        for line, place in zip(lines, places, strict=True)
        if place is not None
    }


def _cut(html: str, public: tuple[str, ...]) -> str | None:
    words = plain_text(html, 2 * QUOTED_LETTERS)  # a number at the edge is seen whole, and masked whole
    return plain_text(escape(_masked(words, public, i18n.language())), QUOTED_LETTERS) or None


@lru_cache(maxsize=512)
def _masked(words: str, public: tuple[str, ...], _language: str) -> str:
    """The words with masks in the reader's language; looking for what to mask takes most of a millisecond."""
    return mask_spans(words, [span for span in find(words, public) if span.kind is not Kind.NAME])
