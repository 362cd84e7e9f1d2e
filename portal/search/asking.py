"""What is asked of search, and what it answers: plain values that engines, ranking and pages share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What results are narrowed by; an empty one doesn't narrow."""

    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    langs: frozenset[str] = frozenset()
    author_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    area_ids: frozenset[int] = frozenset()
    after: date | None = None
    before: date | None = None
    #: Beside ``author_ids``: genres that are told without blame, and who asks. Nobody finds those by another's name.
    blameless: frozenset[str] = frozenset()
    asker_id: int | None = None


class Order(StrEnum):
    """In which order results stand."""

    BEST = "best"
    #: The newest first, of what was found; what has no day comes last.
    NEWEST = "newest"


class Repair(StrEnum):
    """How a query was read that found nothing, or little, as it was typed."""

    LAYOUT = "layout"
    TRANSLITERATION = "transliteration"
    TYPING_ERROR = "typing_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Another reading of a query than the literal one: what was looked for."""

    text: str
    by: Repair


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One result, made only for somebody who may see it."""

    document_id: int
    kind: str
    item_id: int
    #: The key of a step of an algorithm; empty for the item.
    part: str
    title: str
    href: str
    #: From 0 to 1, comparable within one answer only.
    score: float
    external_id: str | None = None
    #: Title and a passage with <mark> around the words in the form that stands there.
    marked_title: Markup = field(default_factory=Markup)
    snippet: Markup = field(default_factory=Markup)
    #: What sort of item it is, in a word or two; its drawing; where it stands (status, author) in words.
    note: str = ""
    icon: str = ""
    status: str = ""
    lang: str = ""
    at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How many results have a value: ``name`` is a field of ``Filters``."""

    name: str
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A filter that was typed into a query and narrowed the answer."""

    #: As it stands there ("статус:прийнято"): taking it off is taking these letters out of the query.
    typed: str
    #: What it means, in the reader's words ("Прийнято").
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query found."""

    query: str
    results: Sequence[Found]
    #: How many there are; with ``more`` at least so many.
    count: int
    more: bool = False
    facets: Mapping[str, Sequence[Facet]] = field(default_factory=dict)
    reading: Reading | None = None
    #: The time ran out, or the index is being made anew: there may be more. A sentence, or empty.
    incomplete: str = ""
    #: Filters of the query, in its order.
    chosen: Sequence[Chosen] = ()
    #: Words of the query that were read as filters but name nothing ("team:абв").
    unknown: Sequence[str] = ()
