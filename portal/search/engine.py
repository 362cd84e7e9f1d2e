"""What an engine of words does: Whoosh beside SQLite, PostgreSQL by itself. Keys come from ``language`` alone."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from portal.search.asking import Filters
from portal.search.models import SearchDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a query: a document has it when it has any of the keys."""

    keys: frozenset[str]
    #: Keys that mean the same, or nearly: each with its weight from 0 to 1 beside that of the word itself.
    near: Mapping[str, float]
    weight: float = 1.0
    #: Set for the last word while somebody types: words of titles that begin so count as well.
    beginning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordQuery:
    """A query as an engine is given it. No text of a person: only keys, ids and values that we made."""

    terms: Sequence[Term]
    #: Words that must stand one after another; each by its keys.
    phrases: Sequence[Sequence[frozenset[str]]] = ()
    without: Sequence[frozenset[str]] = ()
    filters: Filters = field(default_factory=Filters)
    #: The tokens of whoever asks: a document is open when it has one of them.
    access: frozenset[str]
    #: Every term must be there; otherwise any will do, the more the better.
    strict: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A document by its id with the engine's own score (higher is better, any scale)."""

    document_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """The best documents. ``partial``: the time limit cut the work short."""

    hits: Sequence[Hit]
    partial: bool = False


#: Whoever changes documents inside the database takes turns under this name (``core.db.one_at_a_time``).
WRITING = "search.index"


class IndexBroken(Exception):
    """The index is missing, damaged, locked for too long or of another version: it must be made anew."""


class Engine(Protocol):
    """Every method raises IndexBroken where the index can't serve; nothing else of the engine's own comes out."""

    name: str

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Index these, in place of their former state. Seen by searches that begin afterwards, in every process.

        They are asked for once nobody else writes, so that who reads them then reads what is written last.
        """

    def remove(self, ids: Collection[int]) -> None:
        """Forget the documents of these ids."""

    def search(self, query: WordQuery) -> Hits:
        """The best ``query.limit`` documents, ranked by BM25F with titles and words above the body."""

    def frequencies(self, keys: Collection[str]) -> Mapping[str, int]:
        """In how many documents each key stands; absent keys are left out."""

    def beginning(self, letters: str, limit: int, *, everywhere: bool = False) -> Sequence[str]:
        """Words of titles (normalised, as typed) that begin so, the commonest first; or of all texts."""

    def near(self, word: str, limit: int) -> Sequence[str]:
        """Words of the index (normalised) within one edit, the first letter kept, the commonest first."""

    def count(self) -> int:
        """How many documents it holds."""

    def broken(self) -> str:
        """Why it has to be made anew, as far as somebody has noticed; empty while it serves."""

    def prints(self, ids: Collection[int] | None = None) -> Mapping[int, int]:
        """What it holds of these documents (None: of all), by id: ``index_words.short_print`` of their prints."""

    def readings(self, prints: Mapping[int, int]) -> Mapping[int, bytes]:
        """Documents taken apart (``reading``), by id: those that it holds in the state of these short prints."""

    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None:
        """Make the index anew beside the old one, which serves until the new one takes its place."""
