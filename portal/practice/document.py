"""What a practice dialogue's text says, with the line of everything: pure data, made by ``reader.read``.

Lines are counted from 1. Texts are as they were written, without their markers and without white space around them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """What a reply is worth, in the signs that stand in the text."""

    BEST = "+"
    POSSIBLE = "~"
    AGAIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Something that the learner can say or do."""

    text: str
    #: None: the line has no mark, which is a fault.
    mark: Mark | None
    #: An answer of the step in the algorithm, or the title where it leads; '': the conversation stays here.
    target: str
    #: It goes on with the next moment of the same step.
    goes_on: bool
    line: int
    #: What the customer says to it.
    says: tuple[str, ...] = ()
    #: Why it is so.
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A moment of a step, or an end: from its heading to the next one."""

    #: The title of a step or a finish of the algorithm, without numbering, key and ``Finish:``.
    title: str
    line: int
    last_line: int
    #: What the customer says.
    words: tuple[str, ...] = ()
    #: What can be seen or heard beside the words.
    setting: str = ""
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The facts above the text: each with its line."""

    values: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[tuple[str, int], ...] = ()
    #: Lines that can't be read as ``name: value``.
    unreadable: tuple[int, ...] = ()
    #: It begins and never ends.
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A whole text."""

    front: Front
    #: Of the heading, else of the front matter.
    title: str
    title_line: int
    customer: str
    goal: str
    scenes: tuple[Scene, ...]
    #: Lines that stand where nothing of theirs belongs.
    stray: tuple[int, ...]
    lines: tuple[str, ...]

    @property
    def algorithm(self) -> str:
        """The algorithm that is practised: its number or its title."""
        return self.front.values.get("algorithm", "")

    @property
    def tags(self) -> tuple[str, ...]:
        """In the order of the text."""
        parts = (part.strip() for part in self.front.values.get("tags", "").replace(";", ",").split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    @property
    def minutes(self) -> int:
        """How long it takes: as it says, else half a minute a scene, at least three."""
        said = self.front.values.get("minutes", "")
        return int(said) if said.isascii() and said.isdigit() and 0 < int(said) <= MAX_MINUTES else self._reckoned

    @property
    def _reckoned(self) -> int:
        return max(3, min(MAX_MINUTES, (len(self.scenes) + 1) // 2))


MAX_MINUTES = 90
