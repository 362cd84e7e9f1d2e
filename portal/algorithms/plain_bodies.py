"""A plain text that somebody calls an algorithm, as the source of one: its steps if it has any, else words to read."""

import json
import re
from collections.abc import Sequence

from portal.algorithms.understanding import understood

_FRONT_MATTER = "---\n"
#: What would be read as structure where a line begins with it.
_STRUCTURE = re.compile(r"^(?=#{1,6}\s|>|!{3}|```|~~~)")


def source_of_body(body: str, *, title: str, tags: Sequence[str], language: str | None) -> str:
    """The body with its title, tags and language in the front matter; what has one already says them itself."""
    if body.startswith(_FRONT_MATTER):
        return body
    said = {"title": title, "tags": list(tags), "language": language}
    front = "".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in said.items()
        if value not in ("", [], None)
    )
    text = body if understood(body).document.blocks else _as_paragraphs(body)
    return f"{_FRONT_MATTER}{front}{_FRONT_MATTER}{text.strip()}\n"


def _as_paragraphs(body: str) -> str:
    """Lines that somebody set apart stay so."""
    lines = (_STRUCTURE.sub("\\\\", " ".join(line.split())) for line in body.splitlines())
    return "\n\n".join(line for line in lines if line)
