"""Of which parts an item of knowledge is made. Slices register their shapes; a genre names one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.core.extension import Registry
from portal.knowledge.models import MIN_TITLE_LETTERS

MAX_PART_LETTERS = 30_000


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a part, as versions of it are compared: the same ``key`` is the same stretch."""

    key: str
    #: What it is called; empty: the part's own label.
    label: str
    text: str


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
    #: Kept as it was typed, white space at its ends and all.
    verbatim: bool = False
    #: Clean HTML of its source, in the place of plain Markdown. Slow: never called inside a transaction.
    layout: Callable[[str], str] | None = None
    #: Its source as it is published. What it is laid out as may not change by that: nothing is laid out again.
    seal: Callable[[str], str] | None = None
    #: Its source in stretches, in their order, in which versions are compared one by one.
    sections: Callable[[str], Sequence[Section]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFacts:
    """What a text says of itself, so that no field of the form asks for it. What it doesn't say is empty."""

    title: str
    #: Its first words in lists.
    lead: str = ""
    tags: tuple[str, ...] = ()
    language: str | None = None
    #: A name or an e-mail address, as it was written.
    keeper: str = ""
    check_again_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the items of some genres are built."""

    name: str
    #: The kind of item whose pages show it: "case", "article".
    kind: str
    #: What it is made of, in a line: for whoever adds a genre.
    label: Any
    #: The drawing of genres that have none of their own.
    icon: str
    parts: tuple[Part, ...]
    title_label: Any
    title_help: Any
    #: A word of the dictionary is shorter than a title.
    title_min_letters: int = MIN_TITLE_LETTERS
    #: The part whose first words stand in lists.
    lead: str
    #: What shows a text of this shape to readers; its context is ``text`` (see ``knowledge.presenting``).
    template: str = "knowledge/_text.html"
    #: The style sheets of that template.
    sheets: tuple[str, ...] = ()
    #: The fields of the parts in the form; its context is that of ``knowledge/form.html``.
    editor: str = "knowledge/_form_parts.html"
    #: What stands beside the form, and is no part of it; its context is the same.
    beside: str = "knowledge/_form_preview.html"
    #: What those two templates show of the typed parts, beside the form's context.
    editor_facts: Callable[[Mapping[str, str]], Mapping[str, Any]] | None = None
    #: Whether such an item took place on some channel.
    has_channel: bool = False
    #: What the sources of the parts say of the item: then the form has no fields for title and tags.
    own_facts: Callable[[Mapping[str, str]], OwnFacts] | None = None
    #: Looks at what is to be handed in or published; raises Invalid, naming a part, when it can't stand like that.
    examine: Callable[[Session, Any], None] | None = None

    def part(self, key: str) -> Part | None:
        """The part of that name, or None."""
        return next((part for part in self.parts if part.key == key), None)


#: Shapes by name: "story" (cases), "text" and "term" (articles), "algorithm".
shapes: Registry[Shape] = Registry("shape")
