"""A source in stretches: the facts before it, its beginning, each step. Versions are compared stretch by stretch."""

import re
from collections.abc import Iterator

from portal.algorithms.document import Block, BlockKind, Document
from portal.algorithms.understanding import understood
from portal.core.i18n import gettext as _
from portal.knowledge.shapes import Section

#: The key that publishing writes behind a heading: no reader sees it.
_KEY = re.compile(r"[^\S\n]*\{#[^{}\s]*\}[^\S\n]*(?=\r?$)", re.MULTILINE)
_BEGINNING = "\n"  # no key of a step holds a line end


def sections(source: str) -> tuple[Section, ...]:
    """The stretches in their order, without the keys of headings; together they say all that the source says."""
    found = understood(source)
    keys = {node.line: node.key for node in found.graph.nodes}
    return tuple(_sections(found.document, keys))


def _sections(document: Document, keys: dict[int, str]) -> Iterator[Section]:
    first = document.blocks[0].line if document.blocks else len(document.lines) + 1
    yield Section(_BEGINNING, _("Beginning"), _words("".join(document.lines[: first - 1])))
    for place, block in enumerate(document.blocks):
        last = document.blocks[place + 1].line - 1 if place + 1 < len(document.blocks) else len(document.lines)
        key = keys.get(block.line) or f"{_BEGINNING}{place}"
        yield Section(key, _label(block), _words("".join(document.lines[block.line - 1 : last])))


def _label(block: Block) -> str:
    return block.title or (_("Any time") if block.kind is BlockKind.ANY_TIME else "")


def _words(text: str) -> str:
    return _KEY.sub("", text).strip()
