"""A source, read: kept for a while, because one page asks for it several times and a call asks for it again."""

from dataclasses import dataclass
from functools import lru_cache

from portal.algorithms.document import Document
from portal.algorithms.format import read
from portal.algorithms.graph import Graph, graph_of
from portal.core.i18n import LANGUAGES
from portal.core.text import guess_language

#: More than 150 steps take. What was read takes a hundred times its room: of longer texts only a few are kept.
ORDINARY_LETTERS = 40_000


@dataclass(frozen=True, slots=True)
class Understood:
    """What a source says, and which ways lead through it."""

    document: Document
    graph: Graph


def understood(source: str) -> Understood:
    """The document and the graph of a source. Never raises, whatever it says."""
    return _ordinary(source) if len(source) <= ORDINARY_LETTERS else _long(source)


def _understood(source: str) -> Understood:
    document = read(source)
    return Understood(document, graph_of(document))


_ordinary, _long = lru_cache(maxsize=48)(_understood), lru_cache(maxsize=3)(_understood)


def language_of(document: Document, source: str, *, fallback: str) -> str:
    """The language that a text says, else the one that its letters tell."""
    said = str(document.front.values.get("language") or "").strip().lower()
    return said if said in LANGUAGES else guess_language(source, fallback=fallback)
