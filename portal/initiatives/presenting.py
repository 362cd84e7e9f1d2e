"""What the page of one initiative says in words: whose turn it is, what was answered and measured, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.discussion.thread import CommentView, ThreadPage
from portal.initiatives.models import Initiative, Origin, StatusType
from portal.initiatives.queries import KnownStatus, Statuses
from portal.initiatives.queries.detail import Detail, Move

SOON_DAYS = 3
#: Moves whose reason is the official answer.
_ANSWERS = frozenset(
    {StatusType.ACCEPTED, StatusType.DECLINED, StatusType.DEFERRED, StatusType.IMPLEMENTED, StatusType.MEASURED}
)
#: Back in the queue an older answer no longer holds; it stays in the history.
_UNANSWERED = frozenset({StatusType.DRAFT, StatusType.NEW, StatusType.IN_REVIEW})


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, and until when; ``state`` is "soon" or "late" when the day is near or past."""

    text: str
    until: date | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The committee's word that holds now."""

    status: KnownStatus
    html: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Metric:
    """A number as it is expected to change."""

    name: str
    unit: str
    baseline: str
    target: str
    due_on: date | None

    @property
    def words(self) -> str:
        """'Expected: missed calls 19 % → 8 %', as far as the numbers are known."""
        unit = f" {self.unit}" if self.unit else ""
        path = " → ".join(f"{value}{unit}" for value in (self.baseline, self.target) if value)
        return _("Expected: %(metric)s", metric=f"{self.name} {path}".strip())


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A move as a line of the stream."""

    type: StatusType
    text: str
    at: datetime
    reason_html: str = ""
    kind: str = "event"


def kind_label(initiative: Initiative) -> str:
    """What made somebody write it."""
    return _("Opportunity") if initiative.origin is Origin.OPPORTUNITY else _("Problem")


def turn(detail: Detail, now: datetime) -> Turn | None:
    """Whose turn it is; None when nothing more is due."""
    initiative, today = detail.initiative, i18n.today(now)
    due = initiative.due_on
    match initiative.status_type:
        case StatusType.DRAFT:
            return Turn(_("Taken back: only you see it, and you can hand it in again."))
        case StatusType.NEW:
            return Turn(_("The committee's turn: a first answer within two working days."))
        case StatusType.IN_REVIEW:
            return Turn(_("The committee decides."))
        case StatusType.ACCEPTED if initiative.owner_id is None:
            return Turn(_("The committee looks for somebody who takes it on."))
        case StatusType.ACCEPTED:
            return Turn(_("Responsible to begin: %(name)s.", name=_shown(detail.owner_name)), due, _state(due, today))
        case StatusType.IN_PROGRESS if initiative.owner_id is None:
            return Turn(_("Being done."), due, _state(due, today))
        case StatusType.IN_PROGRESS:
            return Turn(_("Being done by %(name)s.", name=_shown(detail.owner_name)), due, _state(due, today))
        case StatusType.IMPLEMENTED:
            check = initiative.metric_due_on
            return Turn(_("The committee checks what came of it."), check, _state(check, today))
        case StatusType.DEFERRED:
            return Turn(_("It comes back to the committee."), initiative.defer_until)
        case _:
            return None


def _shown(name: str | None) -> str:
    return name or _("a former colleague")


def _state(day: date | None, today: date) -> str | None:
    if day is None or day > today + timedelta(days=SOON_DAYS):
        return None
    return "late" if day < today else "soon"


def metric(initiative: Initiative) -> Metric | None:
    """The number that the author expects to change."""
    if not initiative.metric_name:
        return None
    return Metric(
        initiative.metric_name,
        initiative.metric_unit,
        _quantity(initiative.metric_baseline),
        _quantity(initiative.metric_target),
        initiative.metric_due_on,
    )


def _quantity(value: Decimal | None) -> str:
    return "" if value is None else i18n.number(float(value))


def measured(initiative: Initiative, moves: Sequence[Move], known: Statuses) -> Answer | None:
    """What was measured, as the committee wrote it; None until the status says so."""
    if initiative.status_type is not StatusType.MEASURED:
        return None
    return _newest(moves, known, frozenset({StatusType.MEASURED}))


def official_answer(initiative: Initiative, moves: Sequence[Move], known: Statuses) -> Answer | None:
    """The newest answer with a reason that still holds. What was measured stands apart, above."""
    if initiative.status_type in _UNANSWERED:
        return None
    return _newest(moves, known, _ANSWERS - {StatusType.MEASURED})


def _newest(moves: Sequence[Move], known: Statuses, types: frozenset[StatusType]) -> Answer | None:
    for move in reversed(moves):
        status = known.by_id[move.to_status_id]
        if status.type in types and move.reason_html:
            return Answer(status, move.reason_html, move.actor_name, move.at)
    return None


def history(moves: Sequence[Move], known: Statuses) -> list[HistoryEvent]:
    """The moves as lines of the stream, oldest first."""
    return [
        HistoryEvent(known.by_id[move.to_status_id].type, _happened(move, known), move.at, move.reason_html)
        for move in moves
    ]


def _happened(move: Move, known: Statuses) -> str:
    to = known.by_id[move.to_status_id]
    came_from = known.by_id[move.from_status_id].type if move.from_status_id else None
    if came_from is None and to.type is StatusType.NEW:
        what = _("proposed")
    elif to.type is StatusType.DRAFT:
        what = _("taken back")
    elif came_from is StatusType.DRAFT:
        what = _("handed in again")
    elif move.defer_until:
        what = f"{to.label} · {_('until %(day)s', day=i18n.day(move.defer_until))}"
    else:
        what = to.label
    who = _shown(move.actor_name) if move.actor_id else _("The portal")
    return f"{who}: {what}"


def support_line(count: int) -> str:
    """How many colleagues stand behind it."""
    if not count:
        return _("Nobody has supported this yet")
    return ngettext("%(num)s colleague supports this", "%(num)s colleagues support this", count)


def stream(talk: ThreadPage, events: Sequence[HistoryEvent], since: str | None) -> list[HistoryEvent | CommentView]:
    """Comments and events in the order of time, oldest first.

    Of a long discussion each page has the events of its time; ``since`` is the time of the last comment before it.
    """
    items: list[HistoryEvent | CommentView] = [*talk.comments, *_within(talk, events, since)]
    return sorted(items, key=lambda item: item.at)


def _within(talk: ThreadPage, events: Sequence[HistoryEvent], since: str | None) -> list[HistoryEvent]:
    if not talk.comments:
        return list(events) if talk.first else []
    first, last = talk.comments[0].at, talk.comments[-1].at
    begin = first if since is None else min(first, _moment(since) or first)
    return [event for event in events if (talk.first or event.at > begin) and (talk.after is None or event.at <= last)]


def _moment(seconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
