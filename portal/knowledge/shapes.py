"""Of which parts an item of knowledge is made. Slices register their shapes; a genre names one."""

from dataclasses import dataclass
from typing import Any

from portal.core.extension import Registry
from portal.knowledge.models import MIN_TITLE_LETTERS

MAX_PART_LETTERS = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of the form and one chapter of the page."""

    #: Its name in ``KnowledgeRevision.parts``, in drafts and in files.
    key: str
    label: Any
    #: A sentence beside the field that says what belongs there.
    help: Any
    #: An example that can be opened beside the field; empty for none.
    example: Any = ""
    required: bool = True
    min_letters: int = 20
    max_letters: int = MAX_PART_LETTERS
    #: Laid out as Markdown; else plain words, shown as typed.
    markdown: bool = True
    #: Green-pen marks may be set in it.
    markable: bool = True
    #: Rows of the field when it is empty.
    rows: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the items of some genres are built."""

    name: str
    #: The kind of item whose pages show it: "case", "article".
    kind: str
    parts: tuple[Part, ...]
    title_label: Any
    title_help: Any
    #: A word of the dictionary is shorter than a title.
    title_min_letters: int = MIN_TITLE_LETTERS
    #: The part whose first words stand in lists.
    lead: str
    #: What shows a text of this shape to readers; its context is ``text`` (see ``knowledge.presenting``).
    template: str = "knowledge/_text.html"
    #: Whether such an item took place on some channel.
    has_channel: bool = False

    def part(self, key: str) -> Part | None:
        """The part of that name, or None."""
        return next((part for part in self.parts if part.key == key), None)


#: Shapes by name: "story" (cases), "text" and "term" (articles).
shapes: Registry[Shape] = Registry("shape")
