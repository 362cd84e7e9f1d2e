"""An algorithm's text to what it says, and back. Pure: no database, no Flask; whatever the bytes, no exception.

The format is Markdown that stays pleasant to read anywhere. Each line is looked at once, so reading takes time in
proportion to the text.
"""

import re
from collections.abc import Sequence

from portal.algorithms import front_matter
from portal.algorithms.document import BlockKind, Document, Front
from portal.algorithms.lines import looked_at
from portal.algorithms.reader import Reader
from portal.algorithms.titles import keys_of

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BOM = "\ufeff"


def read(source: str | bytes) -> Document:
    """What a text says. Bytes that are no UTF-8 are letters that nobody knows, and kept."""
    text = source.decode("utf-8", "surrogateescape") if isinstance(source, bytes) else source
    lines = tuple(_LINE.findall(text))
    front, first = _front(lines)
    reader = Reader(lines, front, first + 1)
    for line in looked_at(lines, first):
        reader.take(line)
    return reader.document()


def write(document: Document) -> str:
    """The text that was read, to the last sign."""
    return "".join(document.lines)


def write_bytes(document: Document) -> bytes:
    """The bytes that were read."""
    text = write(document)
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # it was no file: a text with halves of surrogate pairs
        return text.encode("utf-8", "surrogatepass")


def keys_in(document: Document) -> dict[int, str]:
    """The key of each step and finish by the line of its heading: as it is written there, else from the title."""
    blocks = [block for block in document.blocks if block.kind is not BlockKind.ANY_TIME]
    keys = keys_of((block.title, block.written_key) for block in blocks)
    return {block.line: key for block, key in zip(blocks, keys, strict=True)}


def with_keys(document: Document) -> str:
    """The text with its key in each heading of a step or a finish: what is renamed later stays itself."""
    lines = list(document.lines)
    written = {block.line: block.written_key for block in document.blocks}
    for number, key in keys_in(document).items():
        if written[number] != key:
            heading = lines[number - 1].rstrip("\r\n")
            lines[number - 1] = f"{_unkeyed(heading)} {{#{key}}}{lines[number - 1][len(heading) :]}"
    return "".join(lines)


def _unkeyed(heading: str) -> str:
    """A heading without the signs that close it, and without a key."""
    bare = heading.rstrip()
    stem = bare.rstrip("#")
    if stem != bare and stem.strip() and stem[-1].isspace():
        bare = stem.rstrip()
    return bare[: bare.rfind("{#")].rstrip() if bare.endswith("}") and "{#" in bare else bare


def _front(lines: Sequence[str]) -> tuple[Front, int]:
    """The front matter, and how many lines it takes."""
    if not lines or lines[0].lstrip(_BOM).rstrip() != "---":
        return front_matter.NONE, 0
    for number, line in enumerate(lines[1:], 1):
        if line.startswith("##"):  # a step: what is meant to end above it never does
            break
        if line.rstrip() in {"---", "..."}:
            return front_matter.front_of(lines[1:number]), number + 1
    return Front(values={}, lines={}, fault_line=1), 1
