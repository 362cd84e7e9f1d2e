"""The queue in words: what is due, whose turn it is, and how the day stands to today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from portal.committee.queries.queue import Group, Queue
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.numbers import number_path
from portal.initiatives.queries.reference import KnownStatus
from portal.initiatives.turns import clock_words, promise_state
from portal.people.queries import AreaRow, shown_name

TITLES: dict[Group, Any] = {
    Group.ANSWER: _l("Answer today"),
    Group.DECIDE: _l("Decide this week"),
    Group.COMING: _l("Coming back"),
    Group.LATER: _l("Later"),
    Group.AUTHOR: _l("The author's turn"),
}
#: What each group is, in a line.
NOTES: dict[Group, Any] = {
    Group.ANSWER: _l("A first human word is due. It needn't be the decision."),
    Group.DECIDE: _l("The day of the decision is near or past."),
    Group.COMING: _l("Put off earlier; the day on which you look at it again comes within two weeks."),
    Group.LATER: _l("There is time, the nearest day first."),
    Group.AUTHOR: _l("You asked, and the clock stands still until the author answers."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue."""

    number: int
    path: str
    title: str
    status: KnownStatus
    area: str | None
    author: str
    support_count: int
    comment_count: int
    #: What is due, and how its day stands to today; ``day`` is that day itself.
    due: str
    clock: str
    day: date | None
    state: str | None
    #: Whether one level up was told that a promise wasn't kept.
    told: bool
    #: Whether it is the reader's own, so that somebody else decides.
    own: bool


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """A group with its rows; ``more``: how many aren't shown."""

    key: Group
    title: Any
    note: Any
    rows: Sequence[QueueRow]
    count: int

    @property
    def more(self) -> int:
        """How many aren't shown."""
        return max(self.count - len(self.rows), 0)


def groups(
    found: Queue, statuses: Mapping[int, KnownStatus], areas: Mapping[int, AreaRow], actor: Actor, today: date
) -> list[QueueGroup]:
    """The groups that have something, in their order."""
    made = [
        QueueGroup(
            group,
            TITLES[group],
            NOTES[group],
            [_row(row, group, statuses, areas, actor, today) for row in found.rows[group]],
            found.counts.get(group, 0),
        )
        for group in Group
    ]
    return [group for group in made if group.count]


def _row(
    row: Row[Any],
    group: Group,
    statuses: Mapping[int, KnownStatus],
    areas: Mapping[int, AreaRow],
    actor: Actor,
    today: date,
) -> QueueRow:
    due, clock, day, state = _clock(row, group, today)
    area = areas.get(row.area_id or 0)
    return QueueRow(
        number=row.id,
        path=number_path(row.id),
        title=row.title,
        status=statuses[row.status_id],
        area=area.name if area else None,
        author=_("Without a name") if row.author_id is None else shown_name(row.author_name),
        support_count=row.support_count,
        comment_count=row.comment_count,
        due=due,
        clock=clock,
        day=day,
        state=state,
        told=group is not Group.COMING and row.told,
        own=row.author_id == actor.id or row.co_wrote,
    )


def _clock(row: Row[Any], group: Group, today: date) -> tuple[str, str, date | None, str | None]:
    """What is due, the words of its clock, its day, and whether that is near or past."""
    if group is Group.COMING:
        day: date = row.defer_until
        left = (day - today).days
        words = ngettext("in %(num)s day", "in %(num)s days", left) if left > 0 else _("today")
        return _("comes back"), words, day, None
    if group is Group.AUTHOR:
        days = (today - i18n.today(row.paused_at)).days
        words = ngettext("silent for %(num)s day", "silent for %(num)s days", days) if days > 0 else _("asked today")
        return _("the author's turn"), words, None, None
    due = _("first answer") if row.unanswered else _("decision")
    state = promise_state(row.day, today, answered=not row.unanswered)
    return due, clock_words(row.day, today), row.day, state
