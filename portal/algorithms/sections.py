"""A text in stretches: the facts before it, its beginning, each step. Versions are compared stretch by stretch.

Their words are shown to people who never write the format: without keys and without the signs of lines.
"""

import re
from collections.abc import Iterator

from portal.algorithms.document import Block, BlockKind, Document
from portal.algorithms.format import keys_in
from portal.algorithms.understanding import understood
from portal.core.i18n import gettext as _
from portal.knowledge.shapes import Section

#: What stands before all steps: no key of a step is empty.
BEGINNING = ""
#: What the page uses and nobody reads.
_KEY = re.compile(r"(?<![^\S\n])[^\S\n]*\{#[^{}\s]*\}")
#: The signs of the format at the beginning of a line, and what stands there for a reader.
_SIGNS = (
    (re.compile(r"^#+[ \t]+(?:\d+[.)]?[ \t]*)?", re.MULTILINE), ""),
    (re.compile(r"^>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*[-*+][ \t]+\[[ xX]\][ \t]*", re.MULTILINE), "☐ "),
    (re.compile(r"^[ \t]*[-*+][ \t]+", re.MULTILINE), "• "),
    (re.compile(r"^\?[ \t]*", re.MULTILINE), ""),
)


def sections(source: str) -> tuple[Section, ...]:
    """The stretches of a source in their order."""
    return tuple(stretches(understood(source).document))


def stretches(document: Document) -> Iterator[Section]:
    """What stands before the first step, then each step with its title; a renamed step has the same key."""
    keys = keys_in(document)
    first = document.blocks[0].line if document.blocks else len(document.lines) + 1
    yield Section(BEGINNING, _("About the algorithm"), _words(document, 1, first - 1))
    keyless = 0
    for block in document.blocks:
        keyless += block.line not in keys
        key = keys.get(block.line, f"{block.kind.value}:{keyless}")
        yield Section(key, _label(block), _words(document, block.line, block.last_line))


def _label(block: Block) -> str:
    return block.title or (_("Any time") if block.kind is BlockKind.ANY_TIME else "…")


def _words(document: Document, first: int, last: int) -> str:
    text = _KEY.sub("", "".join(document.lines[first - 1 : last])).replace("\r\n", "\n").strip()
    for sign, shown in _SIGNS:
        text = sign.sub(shown, text)
    return text
