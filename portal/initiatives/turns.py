"""Whose turn it is with an initiative, and until when: told in one way on its page and on the home page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries.last_word import LastWord
from portal.initiatives.queries.reference import KnownStatus

#: Working days (Monday to Friday) within which everybody is promised a first human answer.
ANSWER_DAYS = 2
#: From so many days before its date, something is marked.
SOON_DAYS = 3
#: Company statuses, by key, that mean: the author has something to add.
WAITING_FOR_AUTHOR = frozenset({"needs_author"})
#: Until the decision the committee's questions hold it up; afterwards they don't.
_UNDECIDED = frozenset({StatusType.NEW, StatusType.IN_REVIEW})
#: Statuses whose day somebody has to keep.
_DATED = frozenset({StatusType.ACCEPTED, StatusType.IN_PROGRESS, StatusType.IMPLEMENTED})


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and until when; ``state`` is "soon" or "late" when the day is near or past."""

    text: str
    until: date | None = None
    state: str | None = None
    #: Whether it waits for a word of the author.
    author: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides whose turn it is."""

    status: KnownStatus
    #: When it got the status.
    since: datetime
    answered: bool
    #: None for an author whom nobody can ask: anonymous or erased.
    author_id: int | None
    last_word: str | None
    #: None: nobody is responsible; empty: somebody who was erased.
    owner: str | None
    #: The day that matters in this status: see ``day_of``.
    day: date | None


def day_of(initiative: Initiative) -> date | None:
    """The day it comes back, is checked, or is due."""
    match initiative.status_type:
        case StatusType.DEFERRED:
            return initiative.defer_until
        case StatusType.IMPLEMENTED:
            return initiative.metric_due_on
        case _:
            return initiative.due_on


def answer_due(since: date) -> date:
    """The last day on which the first answer to something handed in on ``since`` is in time."""
    day, left = since, ANSWER_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def answer_state(since: date, today: date) -> str | None:
    """'soon' on the last day for a first answer, 'late' after it."""
    due = answer_due(since)
    return "late" if today > due else "soon" if today == due else None


def whose_turn(of: Standing, now: datetime, *, mine: bool) -> Turn | None:
    """Whose turn it is, said to the author (``mine``) or to others; None when nothing more is due."""
    today = i18n.today(now)
    if _waits_for_author(of):
        words = (
            _("Your turn: the committee waits for your answer.")
            if mine
            else _("The author's turn: the committee waits for an answer.")
        )
        return Turn(words, author=True)
    if of.status.type is StatusType.NEW and not of.answered:
        return _first_answer(i18n.today(of.since), today)
    told = _told(of)
    if told is None:
        return None
    return Turn(told, of.day, _state(of.day, today)) if of.status.type in _DATED else Turn(told)


def _waits_for_author(of: Standing) -> bool:
    if of.author_id is None or of.status.type not in _UNDECIDED:
        return False
    named = of.status.key in WAITING_FOR_AUTHOR and of.last_word != LastWord.ANSWERED
    return named or of.last_word == LastWord.ASKED


def _first_answer(since: date, today: date) -> Turn:
    state = answer_state(since, today)
    words = (
        _("The committee's turn: its first answer is late, it was promised")
        if state == "late"
        else _("The committee's turn: a first answer comes")
    )
    return Turn(words, answer_due(since), state)


def _told(of: Standing) -> str | None:
    owner = None if of.owner is None else of.owner or _("a former colleague")
    match of.status.type:
        case StatusType.DRAFT:
            return _("Taken back: only you see it, and you can hand it in again.")
        case StatusType.NEW:
            return _("The committee has answered; the decision is still to come.")
        case StatusType.IN_REVIEW:
            return _("The committee decides.")
        case StatusType.ACCEPTED:
            if owner is None:
                return _("The committee looks for somebody who takes it on.")
            return _("Responsible to begin: %(name)s.", name=owner)
        case StatusType.IN_PROGRESS:
            return _("Being done.") if owner is None else _("Being done by %(name)s.", name=owner)
        case StatusType.IMPLEMENTED:
            return _("The committee checks what came of it.")
        case StatusType.DEFERRED if of.day:
            return _("It comes back to the committee on %(day)s.", day=i18n.day(of.day))
        case _:
            return None


def _state(day: date | None, today: date) -> str | None:
    if day is None or day > today + timedelta(days=SOON_DAYS):
        return None
    return "late" if day < today else "soon"
