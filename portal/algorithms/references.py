"""Which cases and algorithms a text names: in its front matter, and by their addresses."""

import re
from collections.abc import Iterator

from portal.algorithms.document import Document
from portal.algorithms.lines import looked_at, without_code

_ADDRESS = re.compile(r"(?<![\w/.])/(cases|algorithms)/(a?\d{1,18})(?!\w)", re.ASCII)
_KINDS = {"cases": "case", "algorithms": "algorithm"}


def references(document: Document) -> Iterator[tuple[str, str, int]]:
    """Kind, number (or title, in the front matter), and line of each, in the order of the text."""
    listed = document.front.values.get("cases", ())
    for ref, line in listed if isinstance(listed, tuple) else ():
        address = _ADDRESS.search(ref)
        yield (_KINDS[address[1]], address[2], line) if address else ("case", ref.removeprefix("#"), line)
    for line in looked_at(document.lines, document.first_line - 1):
        if "/" in line.words and not line.inert and not line.indented:
            for address in _ADDRESS.finditer(without_code(line.words)):
                yield _KINDS[address[1]], address[2], line.number
