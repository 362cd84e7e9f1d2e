"""A meeting in words: what it is called, its agenda as rows, how long things took, and its minutes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from portal.committee.models import Meeting
from portal.committee.queries.meetings import Member, spent_seconds
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.numbers import number_path, number_words
from portal.initiatives.models import StatusType
from portal.initiatives.queries import Statuses
from portal.initiatives.queries.reference import KnownStatus
from portal.initiatives.turns import WAITING_FOR_AUTHOR
from portal.people.queries import shown_name

#: What Markdown would read as its own in a title or a name.
_MARKS = re.compile(r"([\\`*_\[\]<>#])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What the meeting decided about an item; ``asks``: nothing yet, the author was asked something first."""

    status: KnownStatus
    words: str
    asks: bool
    by: str
    reason: str
    reason_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """One item of an agenda."""

    place: int
    number: int
    path: str
    #: None: its author has taken it back.
    title: str | None
    status: KnownStatus
    support_count: int
    merged_into: int | None
    minutes: int
    spent_seconds: int
    notes: str
    notes_version: int
    current: bool
    decided: Decided | None

    @property
    def name(self) -> str:
        """'№ 12. Ramps at the new shops'."""
        title = self.title or _("Its author has taken it back")
        return f"№ {number_words(self.number)}. {title}"

    @property
    def spent(self) -> str:
        """How long was spoken about it, in words; empty for what wasn't opened."""
        minutes = round(self.spent_seconds / 60)
        if not self.spent_seconds:
            return ""
        return ngettext("%(num)s minute", "%(num)s minutes", minutes) if minutes else _("less than a minute")


def day_of(held_on: date, started_at: datetime | None) -> date:
    """The day on which it was held; as long as it hasn't begun, the one it is planned for."""
    return i18n.today(started_at) if started_at else held_on


def name_of(title: str, held_on: date, started_at: datetime | None = None) -> str:
    """Its title, or 'Meeting of 3 May'."""
    held_on = day_of(held_on, started_at)
    return title or _("Meeting of %(day)s", day=i18n.full_day(held_on))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is ticked for a meeting, held against how long it lasts; all in minutes."""

    count: int
    each: int
    length: int

    @property
    def over(self) -> bool:
        """Whether it is more than the meeting holds."""
        return self.count * self.each > self.length

    @property
    def words(self) -> str:
        """'Ticked: 7. In all 35 min of 60.'"""
        fitting, too_much = self.texts()
        minutes = self.count * self.each
        told = {"count": self.count, "minutes": minutes, "length": self.length, "over": minutes - self.length}
        return (too_much if self.over else fitting).format(**told)

    @staticmethod
    def texts() -> tuple[str, str]:
        """The two sentences with {count}, {minutes}, {length} and {over} to be filled in, also by the page's script."""
        return (
            _("Ticked: {count}. In all {minutes} min of {length}."),
            _("Ticked: {count}. In all {minutes} min, {over} min more than the meeting lasts."),
        )


def rows_of(meeting: Meeting, found: Sequence[Row[Any]], known: Statuses, now: datetime) -> list[AgendaRow]:
    """The agenda in its order."""
    return [
        AgendaRow(
            place=place,
            number=row.initiative_id,
            path=number_path(row.initiative_id),
            title=None if row.status_type is StatusType.DRAFT else row.title,
            status=known.by_id[row.status_id],
            support_count=row.support_count,
            merged_into=row.merged_into_id,
            minutes=row.minutes,
            spent_seconds=spent_seconds(meeting, row, now),
            notes=row.notes,
            notes_version=row.notes_version,
            current=row.initiative_id == meeting.current_number,
            decided=_decided(row, known),
        )
        for place, row in enumerate(found, start=1)
    ]


def _decided(row: Row[Any], known: Statuses) -> Decided | None:
    if row.to_status_id is None:
        return None
    status = known.by_id[row.to_status_id]
    words, asks = status.label, status.key in WAITING_FOR_AUTHOR
    if asks:
        words = _("The author is asked")
    elif row.defer_until is not None:
        words = _("%(status)s until %(day)s", status=status.label, day=i18n.full_day(row.defer_until))
    elif status.type is StatusType.MERGED and row.merged_into_id is not None:
        words = _("%(status)s into № %(number)s", status=status.label, number=number_words(row.merged_into_id))
    return Decided(
        status=status, words=words, asks=asks, by=shown_name(row.decided_by), reason=row.reason,
        reason_html=row.reason_html,
    )  # fmt: skip


def tally(rows: Sequence[AgendaRow]) -> list[tuple[str, int]]:
    """How many were decided how, in the order in which they came up; what was left comes last."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.decided:
            name = row.decided.words if row.decided.asks else row.decided.status.label
            counts[name] = counts.get(name, 0) + 1
    left = sum(row.decided is None for row in rows)
    return [*counts.items(), *([(_("Left for another time"), left)] if left else [])]


def from_to(meeting: Meeting) -> str:
    """'10:02-11:10', on the portal's clock; without an end while it runs."""
    if meeting.started_at is None:
        return ""
    begun = f"{i18n.local(meeting.started_at):%H:%M}"
    return f"{begun}–{i18n.local(meeting.closed_at):%H:%M}" if meeting.closed_at else begun


def there_and_not(members: Sequence[Member]) -> tuple[str, str]:
    """The names of those who were there, and of those who weren't."""
    named = [(shown_name(member.name), member.present) for member in members]
    return (
        ", ".join(name for name, present in named if present),
        ", ".join(name for name, present in named if not present),
    )


def facts_of(meeting: Meeting, leader: str | None, members: Sequence[Member], *, noted: bool) -> list[tuple[str, str]]:
    """Day, time, who led, who was there and who wasn't; what is empty is left out.

    As long as nobody has ``noted`` who was there, nobody is said to have been but who led.
    """
    there, absent = there_and_not(members) if noted else (_("nobody has noted who was there"), "")
    day = day_of(meeting.held_on, meeting.started_at)
    facts = [
        (_("Day"), i18n.dated(day)),
        (_("Planned for"), i18n.dated(meeting.held_on) if day != meeting.held_on else ""),
        (_("Time"), from_to(meeting)),
        (_("Led by"), shown_name(leader) if meeting.leader_id else ""),
        (_("Present"), there),
        (_("Absent"), absent),
    ]
    return [(name, value) for name, value in facts if value]


def as_markdown(meeting: Meeting, facts: Sequence[tuple[str, str]], rows: Sequence[AgendaRow]) -> str:
    """The minutes as a text for any other place. Notes and reasons stand in it as they were written."""
    parts = [f"# {_plain(name_of(meeting.title, meeting.held_on, meeting.started_at))}"]
    parts.append("\n".join(f"- **{name}:** {_plain(value)}" for name, value in facts))
    for row in rows:
        parts.append(f"## {row.place}. {_plain(row.name)}")
        if row.decided:
            parts.append(f"{_decision(row.decided)} ({_plain(row.decided.by)})")
            if row.decided.reason:
                parts.append("\n".join(f"> {line}".rstrip() for line in row.decided.reason.splitlines()))
        else:
            undecided = _("Left without a decision.")
            parts.append(f"*{undecided}*")
        if row.notes:
            parts.append(row.notes.strip())
    return "\n\n".join(parts) + "\n"


def _decision(of: Decided) -> str:
    """'**Decision:** Declined'; a question to the author is none."""
    name, words = _("Decision"), _plain(of.words)
    return f"**{words}**" if of.asks else f"**{name}:** {words}"


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)
