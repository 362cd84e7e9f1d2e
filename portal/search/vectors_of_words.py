"""Words as PostgreSQL keeps and asks for them: vectors and queries as text, made here and never by its own parser."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from portal.search.index_words import IndexWords, day_number, short_print
from portal.search.models import SearchDocument

#: Stands before the form of a word, which is no key.
FORM = "="
#: PostgreSQL counts no place beyond it, and no more of one word.
LAST_PLACE, MOST_PLACES = 16_383, 255


def as_entry(document: SearchDocument, words: IndexWords) -> dict[str, Any]:
    """The row of a document."""
    title_forms = [FORM + form for form in sorted(words.title_forms)]
    return {
        "document_id": document.id,
        "print_": short_print(document.print_),
        "keys": vector((title_forms, "A"), (words.title, "A"), (words.words, "B"), (words.body, "D")),
        "titles": vector((title_forms, "A"), (words.title, "A")),
        "forms": vector((sorted(words.title_forms), "A"), (sorted(words.forms - words.title_forms), "D")),
        "facts": sorted(words.facts),
        "reading": words.reading,
        "day": day_number(document.at),
        "title_length": len(words.title),
        "words_length": len(words.words),
        "body_length": len(words.body),
    }


def vector(*parts: tuple[Sequence[str], str]) -> str:
    """Words with their places, counted through all parts, and the weights of the parts."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    place = 0
    for words, weight in parts:
        for word in words:
            place = min(place + 1, LAST_PLACE)
            if len(places[word]) < MOST_PLACES:
                places[word].append(f"{place}{weight}")
    return " ".join(f"{quoted(word)}:{','.join(found)}" for word, found in places.items())


def quoted(word: str) -> str:
    """A word as it stands in a vector or a query."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def any_of(words: Collection[str], beginning: str = "") -> str:
    """A query for documents that have one of the words, or a word of the title that begins so; empty for none."""
    said = [quoted(word) for word in sorted(words)]
    if beginning:
        said.append(f"{quoted(FORM + beginning)}:*")
    return f"({'|'.join(said)})" if said else ""


def all_of(queries: Iterable[str]) -> str:
    """A query for documents that answer each of some queries."""
    return "&".join(query for query in queries if query)


def none_of(words: Collection[str]) -> str:
    """A query for documents that have none of the words."""
    return f"!{any_of(words)}" if words else ""
