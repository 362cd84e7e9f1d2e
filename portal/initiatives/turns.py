"""Whose turn it is with an initiative, and until when: told in one way on its page and on the home page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries.last_word import LastWord
from portal.initiatives.queries.reference import KnownStatus

#: From so many days before its date, something is marked.
SOON_DAYS = 3
#: Company statuses, by key, that mean: the author has something to add.
WAITING_FOR_AUTHOR = frozenset({"needs_author"})
#: Until the decision the committee's questions hold it up; afterwards they don't.
UNDECIDED_TYPES = frozenset({StatusType.NEW, StatusType.IN_REVIEW})
#: Statuses whose day somebody has to keep.
_DATED = frozenset({StatusType.ACCEPTED, StatusType.IN_PROGRESS, StatusType.IMPLEMENTED})
#: Stands in a sentence where its day will be shown: the page marks the day, the translator has the whole sentence.
_DAY = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and until when; ``state`` is "soon" or "late" when the day is near or past."""

    sentence: str
    until: date | None = None
    state: str | None = None
    #: Whether it waits for a word of the author.
    author: bool = False

    @property
    def before(self) -> str:
        """What stands before the day; all of it where there is no day."""
        return self.sentence.partition(_DAY)[0]

    @property
    def day(self) -> str:
        """The day in words."""
        return i18n.full_day(self.until) if self.until else ""

    @property
    def after(self) -> str:
        """What stands behind the day."""
        return self.sentence.partition(_DAY)[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides whose turn it is."""

    status: KnownStatus
    #: When it got the status.
    since: datetime
    answered: bool
    #: None for an author who has no account: anonymous, erased, or unknown to a file.
    author_id: int | None
    last_word: str | None
    #: None: nobody is responsible; empty: somebody who was erased.
    owner: str | None
    #: The day that matters in this status: see ``day_of``.
    day: date | None
    #: Whether anybody is in the committee: nobody's answer can be promised before.
    heard: bool = True
    #: Whether the author, whom nobody knows, can be asked in the conversation with the committee.
    anonymous: bool = False


def day_of(initiative: Initiative, promised: date | None) -> date | None:
    """The day it comes back, is checked, or is due; until the decision, the one ``promised`` by the committee."""
    match initiative.status_type:
        case StatusType.NEW | StatusType.IN_REVIEW:
            return promised
        case StatusType.DEFERRED:
            return initiative.defer_until
        case StatusType.IMPLEMENTED:
            return initiative.metric_due_on
        case _:
            return initiative.due_on


def day_state(day: date | None, today: date, *, soon_days: int = SOON_DAYS) -> str | None:
    """'late' after the day, 'soon' on it and so many days before it: every page that shows a day marks it by this."""
    if day is None or day > today + timedelta(days=soon_days):
        return None
    return "late" if day < today else "soon"


def promise_state(day: date, today: date, *, answered: bool) -> str | None:
    """'late' after a promised day; 'soon' on the last day for a first answer, and near the day of a decision."""
    return day_state(day, today, soon_days=SOON_DAYS if answered else 0)


def clock_words(day: date, today: date) -> str:
    """'1 day left', 'today', '2 days over': how a day stands to today."""
    left = (day - today).days
    if left < 0:
        return ngettext("%(num)s day over", "%(num)s days over", -left)
    return _("today") if left == 0 else ngettext("%(num)s day left", "%(num)s days left", left)


def waiting_words(days: int) -> str:
    """For how many days something has waited for the committee."""
    return ngettext("waits %(num)s day", "waits %(num)s days", days) if days > 0 else _("since today")


def whose_turn(of: Standing, now: datetime, *, mine: bool) -> Turn | None:
    """Whose turn it is, said to the author (``mine``) or to others; None when nothing more is due."""
    today = i18n.today(now)
    if waits_for_author(of.status, of.last_word, reachable=of.author_id is not None or of.anonymous):
        words = (
            _("Your turn: the committee waits for your answer.")
            if mine
            else _("The author's turn: the committee waits for an answer.")
        )
        return Turn(words, author=True)
    if of.status.type in UNDECIDED_TYPES:
        if not of.heard and not of.answered:
            return Turn(_("It waits until an administrator names the committee: nobody can answer yet."))
        return _to_decide(of, today)
    if of.status.type in _DATED:
        return _promised(of, today)
    told = _told(of)
    return None if told is None else Turn(told)


def waits_for_author(status: KnownStatus, last_word: str | None, *, reachable: bool) -> bool:
    """Whether the committee waits for a word of the author, whom it can reach only with an account or a code."""
    if not reachable or status.type not in UNDECIDED_TYPES:
        return False
    named = status.key in WAITING_FOR_AUTHOR and last_word != LastWord.ANSWERED
    return named or last_word == LastWord.ASKED


#: Until the first answer, after it, and while it is looked at: without a day, until a promised day, after that day.
_TO_DECIDE: dict[tuple[StatusType, bool], tuple[Any, Any, Any]] = {
    (StatusType.NEW, False): (
        _l("The committee's turn: its first answer is still to come."),
        _l("The committee's turn: a first answer comes by %(day)s."),
        _l("The committee's turn: its first answer was promised by %(day)s and is late."),
    ),
    (StatusType.NEW, True): (
        _l("The committee has answered; the decision is still to come."),
        _l("The committee has answered; its decision comes by %(day)s."),
        _l("The committee has answered; its decision was promised by %(day)s and is late."),
    ),
    (StatusType.IN_REVIEW, True): (
        _l("The committee decides."),
        _l("The committee's turn: it decides by %(day)s."),
        _l("The committee's turn: its decision was promised by %(day)s and is late."),
    ),
}


def _to_decide(of: Standing, today: date) -> Turn:
    answered = of.answered or of.status.type is StatusType.IN_REVIEW
    plain, ahead, past = _TO_DECIDE[of.status.type, answered]
    words = plain if of.day is None else past if of.day < today else ahead
    state = None if of.day is None else promise_state(of.day, today, answered=answered)
    return Turn(str(words) % {"day": _DAY}, of.day, state)


#: By type, and by whether somebody is responsible: without a day, until a day that lies ahead, after the day.
_PROMISES: dict[tuple[StatusType, bool], tuple[Any, Any, Any]] = {
    (StatusType.ACCEPTED, False): (
        _l("The committee looks for somebody who takes it on."),
        _l("The committee looks for somebody who takes it on and has it ready by %(day)s."),
        _l("The committee looks for somebody who takes it on; it should have been ready by %(day)s."),
    ),
    (StatusType.ACCEPTED, True): (
        _l("To be begun by %(name)s."),
        _l("To be begun by %(name)s and ready by %(day)s."),
        _l("To be begun by %(name)s; it should have been ready by %(day)s."),
    ),
    (StatusType.IN_PROGRESS, False): (
        _l("Being done."),
        _l("Being done, to be ready by %(day)s."),
        _l("Being done; it should have been ready by %(day)s."),
    ),
    (StatusType.IN_PROGRESS, True): (
        _l("Being done by %(name)s."),
        _l("Being done by %(name)s, to be ready by %(day)s."),
        _l("Being done by %(name)s; it should have been ready by %(day)s."),
    ),
    (StatusType.IMPLEMENTED, False): (
        _l("The committee checks what came of it."),
        _l("The committee checks by %(day)s what came of it."),
        _l("The committee was to check by %(day)s what came of it."),
    ),
}


def _promised(of: Standing, today: date) -> Turn:
    """Who does it, and until when."""
    has_owner = of.owner is not None and of.status.type is not StatusType.IMPLEMENTED
    plain, ahead, past = _PROMISES[of.status.type, has_owner]
    words = plain if of.day is None else past if of.day < today else ahead
    said = str(words) % {"name": of.owner or _("a former colleague"), "day": _DAY}
    return Turn(said, of.day, day_state(of.day, today))


def _told(of: Standing) -> str | None:
    match of.status.type:
        case StatusType.DRAFT:
            return _("You withdrew it on %(day)s; only you see it now.", day=i18n.full_day(i18n.today(of.since)))
        case StatusType.DEFERRED if of.day:
            return _("Put off: it comes back to the committee on %(day)s.", day=i18n.full_day(of.day))
        case _:
            return None
