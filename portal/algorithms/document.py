"""What an algorithm's text says, with the line of everything: pure data, made by ``format.read``.

Lines are counted from 1. Texts are as they were written, without their markers and without white space around them;
inline Markdown (``**bold**``) is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a second-level heading opens."""

    STEP = "step"
    FINISH = "finish"
    ANY_TIME = "any_time"


class ResultKind(StrEnum):
    """How a conversation ended, in the words that every language has; ``OTHER`` keeps a company's own."""

    SOLVED = "solved"
    FOLLOW_UP = "follow_up"
    ESCALATED = "escalated"
    NOT_SOLVED = "not_solved"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The ``Result:`` line of a finish."""

    kind: ResultKind
    #: After how many days one comes back; for ``FOLLOW_UP`` alone.
    days: int | None
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The ``Note for CRM:`` line of a finish: its template, and the names in braces."""

    text: str
    names: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """An example of the tone, with the quotation marks around it."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A flexible point: done in any order, or left out unless it is a must."""

    text: str
    must: bool
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to remember: a quick choice among values."""

    name: str
    values: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """That an answer holds only after a question was answered so."""

    question: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the customer may say, and the title of the step that it leads to, as it was written."""

    text: str
    target: str
    condition: Condition | None
    #: For the rest: when no condition of the step holds.
    otherwise: bool
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Ordinary Markdown, some lines of it, as it stands in the file."""

    text: str
    line: int


Part = Phrase | Point | Question | Answer | Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A step, a finish, or what is open at any time: from its heading to the next one."""

    kind: BlockKind
    #: Without numbering, ``{#id}`` and ``Finish:``.
    title: str
    #: The id that publishing wrote into the heading; None for one that has none yet.
    written_key: str | None
    line: int
    last_line: int
    goal: str
    #: Everything between the headings in the order of the text, but for goal, result and note.
    parts: tuple[Part, ...]
    result: Result | None = None
    note: Note | None = None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Those that lead on, in order."""
        return tuple(part for part in self.parts if isinstance(part, Answer))

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Its examples of the tone."""
        return tuple(part for part in self.parts if isinstance(part, Phrase))

    @property
    def points(self) -> tuple[Point, ...]:
        """Its flexible points."""
        return tuple(part for part in self.parts if isinstance(part, Point))

    @property
    def questions(self) -> tuple[Question, ...]:
        """What it asks to remember."""
        return tuple(part for part in self.parts if isinstance(part, Question))


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The front matter. ``values`` by English key in lower case; ``lines``: the line of each key.

    ``fault_line`` names where it can't be read: ``fault_key`` is the key whose value can't, the others stand; without
    a key YAML can't, and there are no values. ``unknown``: keys that mean nothing here, with their lines.
    """

    values: Mapping[str, object]
    lines: Mapping[str, int]
    unknown: tuple[tuple[str, int], ...] = ()
    fault_line: int | None = None
    fault_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole file. ``"".join(lines)`` is the text again, endings of lines and all."""

    lines: tuple[str, ...]
    #: The first line behind the front matter.
    first_line: int
    front: Front
    #: Of the front matter, else of the ``#`` heading; empty without either.
    title: str
    #: Of the ``#`` heading; 1 without one.
    title_line: int
    goal: str
    #: Ordinary Markdown before the first block.
    prose: tuple[Prose, ...]
    blocks: tuple[Block, ...]

    @property
    def steps(self) -> tuple[Block, ...]:
        """Neither finishes nor what is open at any time; the first is the start."""
        return tuple(block for block in self.blocks if block.kind is BlockKind.STEP)

    @property
    def finishes(self) -> tuple[Block, ...]:
        """The ends."""
        return tuple(block for block in self.blocks if block.kind is BlockKind.FINISH)
