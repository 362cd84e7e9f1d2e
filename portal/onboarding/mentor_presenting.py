"""Learners in words, for whoever helps them: where they are, since when, what they need."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.onboarding.getting_on import Going, Mark, Turn
from portal.onboarding.queries.in_care import Weighed
from portal.onboarding.queries.mentoring import Learner
from portal.people.identity import initials
from portal.people.queries import shown_name

#: Icon and word of what somebody needs: never colour alone.
TURNS: dict[Turn, tuple[str, Any]] = {
    Turn.ANSWER: ("inbox", _l("Waits for you")),
    Turn.STUCK: ("triangle-alert", _l("Stuck")),
    Turn.LATE: ("hourglass", _l("A little behind")),
    Turn.GOING: ("circle-dot", _l("On the way")),
    Turn.AHEAD: ("calendar", _l("Begins soon")),
    Turn.FINISHED: ("circle-check", _l("Finished")),
    Turn.LEFT: ("circle-slash", _l("Left the track")),
}
#: What the dots mean.
MARKS: dict[Mark, Any] = {
    Mark.DONE: _l("done"),
    Mark.WAITING: _l("waits to be read"),
    Mark.AGAIN: _l("to look at again"),
    Mark.LATE: _l("its day has passed"),
    Mark.OPEN: _l("not yet"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRow:
    """One line of the mentor's page."""

    id: int
    href: str
    name: str
    initials: str
    #: Empty where it is the one that the page names for all.
    track: str
    language: str
    turn: str
    icon: str
    label: str
    #: Where they are, and for how long.
    at: str | None
    note: str
    done: int
    total: int
    #: Of the steps that nobody has to do: how many are done, how many there are. The dots show both kinds.
    liked: int
    if_they_like: int
    weeks: tuple[tuple[Mark, ...], ...]
    #: The dots for whoever can't see them.
    dots_words: str
    unread: int
    notes: int


def usual_track(found: Sequence[Weighed]) -> int | None:
    """The track that most of them are on, named once for the page; None where no two are on the same."""
    counted = Counter(one.track_id for one in found).most_common(1)
    return counted[0][0] if counted and counted[0][1] > 1 else None


def learner_row(one: Learner, usual: int | None = None) -> LearnerRow:
    """A learner as a row of the page; ``usual``: the track that needs no naming."""
    row, going = one.row, one.going
    icon, label = TURNS[going.turn]
    weeks = one.plan.dots(one.states, going.day)
    liked, if_they_like = one.plan.if_they_like(one.states)
    return LearnerRow(
        id=row.id, href=f"/learning/mentor/{row.id}", name=shown_name(row.name), initials=initials(row.name or ""),
        track=row.title if row.track_id != usual else "", language=row.language,
        turn=going.turn.value, icon=icon, label=str(label),
        at=going.at.title if going.at is not None else None, note=note_of(going, one.waits_since),
        done=going.done, total=going.total, liked=liked, if_they_like=if_they_like,
        weeks=weeks, dots_words=dots_words(weeks), unread=row.unread,
        notes=row.notes,
    )  # fmt: skip


def note_of(going: Going, waits_since: datetime | None = None) -> str:
    """For how long it has been so, in a few words."""
    if going.turn in {Turn.ANSWER, Turn.STUCK}:
        return _("since %(day)s", day=i18n.day(waits_since or going.since))
    if going.turn is Turn.LATE:
        return ngettext("%(num)s working day over", "%(num)s working days over", going.late_days)
    return ""


def day_words(going: Going) -> str:
    """Which day of theirs it is."""
    if going.turn in {Turn.FINISHED, Turn.LEFT}:
        return ""
    return _("working day %(num)s", num=i18n.number(going.day)) if going.day > 0 else _("hasn't begun yet")


def dots_words(weeks: Sequence[Sequence[Mark]]) -> str:
    """How many steps stand how, in words."""
    marks = [mark for week in weeks for mark in week]
    counts = [(marks.count(mark), words) for mark, words in MARKS.items()]
    return ", ".join(f"{words}: {count}" for count, words in counts if count)
