"""What changed between two versions of an algorithm, step by step and word by word. Pure."""

import re
from collections.abc import Iterator

from portal.algorithms.document import Block, BlockKind, Document
from portal.algorithms.format import keys_in
from portal.core.difference import Change, difference
from portal.core.i18n import gettext as _
from portal.knowledge.changes import PartChange, at_a_glance

#: What the page uses and nobody reads.
_KEY = re.compile(r"[^\S\n]*\{#[^}\s]*\}")
#: The signs of the format at the beginning of a line, and what stands there for somebody who never writes one.
_SIGNS = (
    (re.compile(r"^#+[ \t]+(?:\d+[.)]?[ \t]*)?", re.MULTILINE), ""),
    (re.compile(r"^>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*[-*+][ \t]+\[[ xX]\][ \t]*", re.MULTILINE), "☐ "),
    (re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE), "• "),
    (re.compile(r"^\?[ \t]*", re.MULTILINE), ""),
)
#: The front matter, which changes nothing that people do.
_FACTS = re.compile(r"\A\ufeff?---[^\S\n]*\n.*?^---[^\S\n]*$", re.DOTALL | re.MULTILINE)


def changes_by_step(before: Document, after: Document) -> tuple[PartChange, ...]:
    """The parts that say something else, under the titles of their steps, in the order of the text that stands.

    A step is known by its key, so one with another title is the same; what only moved has not changed.
    """
    was, now = dict(_sections(before)), dict(_sections(after))
    found = []
    for key in [*now, *(key for key in was if key not in now)]:
        (label, old), (new_label, new) = was.get(key, ("", "")), now.get(key, ("", ""))
        pieces = difference(old, new)
        if any(piece.kind is not Change.KEPT for piece in pieces):
            found.append(at_a_glance(PartChange(new_label or label, pieces)))
    return tuple(found)


def _sections(document: Document) -> Iterator[tuple[str, tuple[str, str]]]:
    """By key: the title of a step, and all that it says with its title. First what stands before all steps."""
    keys = keys_in(document)
    first = document.blocks[0].line if document.blocks else len(document.lines) + 1
    yield "", (_("About the algorithm"), _text(document, 1, first - 1))
    for block in document.blocks:
        # What is open at any time has no key: there is one such part.
        key = keys.get(block.line, f"{block.kind.value}:")
        yield key, (_label(block), _text(document, block.line, block.last_line))


def _label(block: Block) -> str:
    return block.title or (_("Any time") if block.kind is BlockKind.ANY_TIME else "…")


def _text(document: Document, first: int, last: int) -> str:
    text = _KEY.sub("", "".join(document.lines[first - 1 : last])).replace("\r\n", "\n").strip()
    facts = _FACTS.match(text)
    text = text[facts.end() :].strip() if facts else text
    for sign, shown in _SIGNS:
        text = sign.sub(shown, text)
    return text
