"""Tracks in words: kinds of steps with their drawings, conditions, and how much a track asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.onboarding.models import Condition, StepKind
from portal.onboarding.step_words import KIND_WORDS
from portal.onboarding.version_changes import Happened

KINDS: dict[StepKind, Any] = {
    StepKind.READ: _l("Read"),
    StepKind.WALK: _l("Walk an algorithm"),
    StepKind.PRACTISE: _l("Practise"),
    StepKind.CHECK: _l("Self-check"),
    StepKind.ACKNOWLEDGE: _l("Read and confirm"),
    StepKind.MEET: _l("Meet the mentor"),
    StepKind.WRITE: _l("Write a case"),
}
KIND_ICONS = {kind: words.icon for kind, words in KIND_WORDS.items()}
CONDITIONS: dict[Condition, Any] = {
    Condition.ANYTIME: _l("At any time"),
    Condition.PREVIOUS: _l("After the step before it"),
    Condition.SECTION: _l("After all required steps of the sections before it"),
}
HAPPENED: dict[Happened, Any] = {
    Happened.ADDED: _l("New step"),
    Happened.REMOVED: _l("Taken out"),
    Happened.CHANGED: _l("Changed"),
    Happened.MOVED: _l("Moved"),
}
HAPPENED_ICONS = {
    Happened.ADDED: "plus",
    Happened.REMOVED: "x",
    Happened.CHANGED: "pencil",
    Happened.MOVED: "arrow-up-down",
}
FIELDS: dict[str, Any] = {
    "title": _l("Title"),
    "body": _l("What to look at, and why"),
    "questions": _l("Questions"),
    "kind": _l("What is done"),
    "item": _l("What it is about"),
    "minutes": _l("How many minutes"),
    "due_day": _l("By working day"),
    "required": _l("Has to be done"),
    "after": _l("When it can be begun"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step in the outline of a track."""

    key: str
    place: int
    kind: StepKind
    title: str
    minutes: int
    due_day: int | None
    required: bool
    after: Condition
    asks: bool
    #: What it is about; None: nothing, or it isn't open to this reader.
    card: ItemCard | None
    #: Whether it is about something that isn't there or isn't open to this reader.
    lost: bool

    @property
    def label(self) -> Any:
        """What is done, in a word or two."""
        return KINDS[self.kind]

    @property
    def icon(self) -> str:
        """The drawing for that."""
        return KIND_ICONS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLines:
    """A section with its steps."""

    key: str
    title: str
    intro_html: str
    steps: tuple[StepLine, ...]


def outline_lines(sections: Sequence[Any], steps: Sequence[Any], cards: Any) -> list[SectionLines]:
    """The outline of rows of ``queries.tracks``; ``cards``: of what steps are about, by what they are of."""
    lines: dict[int, list[StepLine]] = {}
    for place, row in enumerate(steps, 1):
        lines.setdefault(row.section_id, []).append(_line(row, place, cards))
    return [
        SectionLines(
            key=section.key, title=section.title, intro_html=section.intro_html, steps=tuple(lines.get(section.id, ()))
        )
        for section in sections
    ]


def refs_of(steps: Sequence[Any]) -> list[ItemRef]:
    """What steps are about."""
    return [ItemRef(row.item_kind, row.item_id) for row in steps if row.item_kind is not None]


def _line(row: Any, place: int, cards: Any) -> StepLine:
    card = cards.get(ItemRef(row.item_kind, row.item_id)) if row.item_kind is not None else None
    return StepLine(
        key=row.key, place=place, kind=row.kind, title=row.title, minutes=row.minutes, due_day=row.due_day,
        required=row.required, after=row.after, asks=bool(row.questions), card=card,
        lost=row.item_kind is not None and card is None,
    )  # fmt: skip


def amount(steps: int | None, minutes: int | None, days: int | None, *, more: int | None = 0) -> list[str]:
    """'12 steps', '2 more if you like', 'about 3 hours', '10 working days': what there is to say of it.

    ``steps``: those that have to be done, of which progress is told everywhere; ``more``: the others.
    """
    said = [ngettext("%(num)s step", "%(num)s steps", steps or 0)]
    if more:
        said.append(ngettext("%(num)s more if you like", "%(num)s more if you like", more))
    if minutes and minutes < 90:
        said.append(ngettext("about %(num)s minute", "about %(num)s minutes", minutes))
    elif minutes:
        said.append(ngettext("about %(num)s hour", "about %(num)s hours", round(minutes / 60)))
    if days:
        said.append(ngettext("%(num)s working day", "%(num)s working days", days))
    return said
