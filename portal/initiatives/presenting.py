"""What the page of one initiative says in words: whose turn it is, what was answered and measured, what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.numbers import number_words
from portal.discussion.shown import CommentView
from portal.discussion.thread import ThreadPage
from portal.initiatives.events import (
    InitiativesMerged,
    InitiativeUnmerged,
    OwnerAssigned,
    PlanChanged,
    SolutionChosen,
    SolutionProposed,
    SolutionWithdrawn,
    VisibilityChanged,
)
from portal.initiatives.joining import history_words
from portal.initiatives.models import Initiative, Origin, StatusType, Visibility
from portal.initiatives.policy import ANSWERS, is_anonymous, is_one_of_authors
from portal.initiatives.queries import KnownStatus, Statuses
from portal.initiatives.queries.detail import Detail
from portal.initiatives.queries.merging import MergedTwin
from portal.initiatives.queries.past import Change, Move
from portal.initiatives.turns import Standing, Turn, day_of, whose_turn
from portal.linking.history import link_words

#: Back in the queue an older answer no longer holds; it stays in the history.
_UNANSWERED = frozenset({StatusType.DRAFT, StatusType.NEW, StatusType.IN_REVIEW})


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
    """A move or another change as a line of the stream; a move has the type of its status, others an icon."""

    type: StatusType | None
    text: str
    at: datetime
    reason_html: str = ""
    kind: str = "event"
    icon: str | None = None


def kind_label(initiative: Initiative | MergedTwin) -> str:
    """What made somebody write it."""
    return _("Opportunity") if initiative.origin is Origin.OPPORTUNITY else _("Problem")


def turn(detail: Detail, status: KnownStatus, actor: Actor, now: datetime, *, heard: bool = True) -> Turn | None:
    """Whose turn it is, as ``actor`` is told; None when nothing more is due. ``heard``: see Standing."""
    row = detail.initiative
    standing = Standing(
        status=status,
        since=row.status_changed_at,
        answered=row.first_answered_at is not None,
        author_id=row.author_id,
        last_word=detail.last_word,
        owner=None if row.owner_id is None else detail.owner_name or "",
        day=day_of(row, detail.promised_day),
        heard=heard,
        anonymous=is_anonymous(row),
    )
    return whose_turn(standing, now, mine=is_one_of_authors(actor, row))


def _shown(name: str | None) -> str:
    return name or _("a former colleague")


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
    return _newest(moves, known, ANSWERS - {StatusType.MEASURED})


def _newest(moves: Sequence[Move], known: Statuses, types: frozenset[StatusType]) -> Answer | None:
    for move in reversed(moves):
        status = known.by_id[move.to_status_id]
        # What came back from a merge has its old status again; why it came back is no answer.
        back = move.from_status_id is not None and known.by_id[move.from_status_id].type is StatusType.MERGED
        if status.type in types and move.reason_html and not back:
            return Answer(status, move.reason_html, move.actor_name, move.at)
    return None


def history(
    moves: Sequence[Move],
    changes: Sequence[Change],
    known: Statuses,
    linked: Mapping[ItemRef, ItemCard],
    *,
    anonymous: bool = False,
) -> list[HistoryEvent]:
    """What happened as lines of the stream, oldest first; of an ``anonymous`` author nobody is named.

    ``linked``: cards of the items to which it was tied that the reader may see.
    """
    events = [
        HistoryEvent(
            known.by_id[move.to_status_id].type, _happened(move, known, anonymous=anonymous), move.at, move.reason_html
        )
        for move in moves
    ]
    for change in changes:
        icon, what = link_words(change.event, change.data, linked) or _changed(change)
        if what:
            who = _shown(change.actor_name) if change.actor_id else _("The portal")
            events.append(HistoryEvent(None, f"{who}: {what}", change.at, change.reason_html, icon=icon))
    return sorted(events, key=lambda event: event.at)


def _changed(change: Change) -> tuple[str, str]:
    """Icon and words of a change; no words when it isn't worth a line (the text was edited before any answer)."""
    if (words_above := history_words.get(change.event)) is not None:
        return words_above(change)
    match change.event:
        case OwnerAssigned.name if change.data["owner_id"] is None:
            return "user-round", _("nobody is responsible for now")
        case OwnerAssigned.name:
            return "user-round", _("responsible: %(name)s", name=_shown(change.owner_name))
        case VisibilityChanged.name if change.data["visibility"] == Visibility.EVERYONE:
            return "lock", _("opened to everyone")
        case VisibilityChanged.name:
            return "lock", _("opened to some teams only")
        case PlanChanged.name:
            words = {"due_on": _("another day"), "area": _("another area"), "tags": _("other tags")}
            return "calendar", ", ".join(words[name] for name in change.data["what"] if name in words)
        case _:
            return _grown(change)


def _grown(change: Change) -> tuple[str, str]:
    """What was put beside it or into it, and what its text became."""
    match change.event:
        case InitiativesMerged.name:
            return "git-merge", _("merged into this: %(which)s", which=_numbers(change.data["twin_ids"]))
        case InitiativeUnmerged.name:
            return "rotate-ccw", _("parted from this again: %(which)s", which=_numbers([change.data["twin_id"]]))
        case SolutionProposed.name:
            return "lightbulb", _("proposed another solution")
        case SolutionWithdrawn.name if change.data["gone"]:
            return "rotate-ccw", _("took a solution back")
        case SolutionWithdrawn.name:
            return "lightbulb", _("put a solution back")
        case SolutionChosen.name if change.data["chosen"]:
            return "circle-check", _("chose a solution")
        case SolutionChosen.name:
            return "circle-slash", _("left open which solution it will be")
        case _:
            return "pencil", _("text changed") if change.data.get("after_answer") else ""


def _numbers(numbers: Sequence[int]) -> str:
    """'№ 12, № 15'."""
    return ", ".join(f"№ {number_words(number)}" for number in numbers)


def _happened(move: Move, known: Statuses, *, anonymous: bool) -> str:
    to = known.by_id[move.to_status_id]
    came_from = known.by_id[move.from_status_id].type if move.from_status_id else None
    if came_from is None and to.type is StatusType.NEW:
        what = _("proposed")
    elif to.type is StatusType.DRAFT:
        what = _("taken back")
    elif came_from is StatusType.DRAFT:
        what = _("handed in again")
    elif came_from is StatusType.MERGED:
        what = _("by itself again · %(status)s", status=to.label)
    elif move.defer_until:
        until = _("until %(day)s", day=i18n.day(move.defer_until))
        what = f"{to.label} · {until}"
    else:
        what = to.label
    by_author = anonymous and (came_from is None or to.type is StatusType.DRAFT)
    nobody = _("The author") if by_author else _("The portal")
    return f"{_shown(move.actor_name) if move.actor_id else nobody}: {what}"


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
