"""The plain words of what people have typed, for searching: signs of Markdown and of algorithms are no words."""

import re
from collections.abc import Iterable

from portal.core.markdown import plain_text

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_KEY = re.compile(r"\{#[^{}]*\}")
#: What begins a line: headings, quotations, arrows, bullets, numbers, boxes to tick.
_BEGINNING = re.compile(r"^[ \t]*(?:#{1,6}|>|→|->|!{3}|[-*+]|\d{1,3}[.)])[ \t]*(?:\[[ xX]\][ \t]*)?", re.MULTILINE)
_SIGNS = re.compile(r"[*`~|]+|(?<!\w)_+|_+(?!\w)")


def lines(parts: Iterable[str]) -> str:
    """Texts on lines of their own; empty ones are left out."""
    return "\n".join(part for part in parts if part)


def words_of_html(html: str) -> str:
    """The words of rendered text in one line."""
    return plain_text(html)


def words_of_source(source: str) -> str:
    """The words of a text that isn't rendered, each of its lines by itself."""
    text = _FRONT_MATTER.sub("", source)
    text = _BEGINNING.sub("", _KEY.sub(" ", _LINK.sub(r"\1", text)))
    return lines(" ".join(line.split()) for line in _SIGNS.sub(" ", text).splitlines())
