"""What changed between two revisions of an item, part by part and word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.difference import Change, Piece, difference
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.shapes import Part, Section, Shape

TITLE, ORDER = _l("Title"), _l("Order")


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part that says something else now."""

    label: Any
    pieces: Sequence[Piece]


#: So much of what stayed is shown on either side of what changed.
CONTEXT_LETTERS = 140
CUT = " … "


def at_a_glance(change: PartChange) -> PartChange:
    """The same with long stretches of kept words cut to those beside a change."""
    pieces, last = change.pieces, len(change.pieces) - 1
    short = tuple(
        Piece(piece.kind, _cut(piece.words, before=place < last, after=place > 0))
        if piece.kind is Change.KEPT
        else piece
        for place, piece in enumerate(pieces)
    )
    return PartChange(change.label, short)


def _cut(words: str, *, before: bool, after: bool) -> str:
    """The end of kept words that stand ``before`` a change, and the beginning of those ``after`` one."""
    if len(words) <= (before + after) * CONTEXT_LETTERS + len(CUT):
        return words
    head = words[:CONTEXT_LETTERS].rpartition(" ")[0] if after else ""
    tail = words[-CONTEXT_LETTERS:].partition(" ")[2] if before else ""
    return f"{head}{CUT}{tail}"


def below_the_label(label: str, *versions: Section) -> list[str]:
    """The texts of a stretch, without the heading that the page shows above them when all of them have that one."""
    parted = [one.text.partition("\n") for one in versions if one.text]
    if any(heading.strip() != label or not rest.strip() for heading, _end, rest in parted):
        return [one.text for one in versions]
    return [one.text.partition("\n")[2].lstrip("\n") for one in versions]


def changes_between(before: Any, after: Any, shape: Shape) -> tuple[PartChange, ...]:
    """The parts of two revisions that differ, in the order of the page; none when both say the same."""
    found = [PartChange(TITLE, difference(before.title, after.title))]
    known = {part.key: part for part in shape.parts}
    for key in [*known, *(key for key in before.parts if key not in known)]:
        found += _changes_of(known.get(key), key, before.parts.get(key, ""), after.parts.get(key, ""))
    return tuple(change for change in found if any(piece.kind is not Change.KEPT for piece in change.pieces))


def _changes_of(part: Part | None, key: str, before: str, after: str) -> list[PartChange]:
    if part is None or part.sections is None:
        return [PartChange(part.label if part else key, difference(before, after))]
    return _changes_of_sections(part, part.sections(before), part.sections(after))


def _changes_of_sections(part: Part, before: Sequence[Section], after: Sequence[Section]) -> list[PartChange]:
    """Section by section, so that a long text is compared fast and a change is seen in its place."""
    was, now = {one.key: one for one in before}, {one.key: one for one in after}
    nothing = Section("", "", "")
    found = [
        PartChange(one.label or part.label, difference(*below_the_label(one.label, was.get(one.key, nothing), one)))
        for one in after
        if one != was.get(one.key)
    ]
    found += [PartChange(one.label or part.label, difference(one.text, "")) for one in before if one.key not in now]
    order = [[now[key].label for key in keys if key in was and key in now] for keys in (was, now)]
    return [*found, PartChange(ORDER, difference(*("\n".join(labels) for labels in order)))]
