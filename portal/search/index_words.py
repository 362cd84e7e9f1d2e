"""What both engines keep of a document: the keys of its words, their forms, and what it is filtered by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from portal.search.asking import Filters
from portal.search.language import Token, analyse, normalised
from portal.search.models import SearchDocument
from portal.search.reading import packed

#: Another one lets every index be made anew: raise it when keys, forms or facts change.
VERSION = 3
#: A longer word is none; engines would refuse it.
MAX_KEY_LETTERS = 80
#: PostgreSQL keeps a mebibyte of the different words of a text with their places, and refuses the text beyond it. Only
#: lists of very many rare words come near; of them what stands last isn't found. So few are never too many.
MOST_BYTES, FEW_WORDS = 950_000, 2_500
_BYTES_OF_A_WORD, _BYTES_OF_A_PLACE = 6, 2
#: What a text says behind so many letters isn't searched by its words.
MAX_BODY_LETTERS = 200_000


@dataclass(frozen=True, slots=True)
class IndexWords:
    """The words of one document."""

    title: Sequence[str]
    words: Sequence[str]
    body: Sequence[str]
    #: The words of the title as they stand there, normalised; and those of everything.
    title_forms: frozenset[str]
    forms: frozenset[str]
    #: Who may find it and what it is filtered by, as ``name=value``.
    facts: frozenset[str]
    #: Where its keys stand (``reading``).
    reading: bytes


def index_words(document: SearchDocument) -> IndexWords:
    """Take a document apart. Takes a millisecond for some hundred words."""
    lang = document.lang
    title, words = analyse(document.title, lang), analyse(document.words, lang)
    body = analyse(document.body[:MAX_BODY_LETTERS], lang)
    title_forms = _forms(title)
    return IndexWords(
        title=_keys(title),
        words=_keys(words),
        body=_as_many_as_are_kept(_keys(body)),
        title_forms=title_forms,
        forms=title_forms | frozenset(_as_many_as_are_kept(sorted(_forms(words) | _forms(body)))),
        facts=_facts(document),
        reading=packed(title, words, body),
    )


def _keys(tokens: Sequence[Token]) -> list[str]:
    return [key for token in tokens for key in token.keys if len(key) <= MAX_KEY_LETTERS]


def _forms(tokens: Sequence[Token]) -> frozenset[str]:
    forms = (normalised(token.text) for token in tokens)
    return frozenset(form for form in forms if 1 < len(form) <= MAX_KEY_LETTERS)


def _as_many_as_are_kept(words: list[str]) -> list[str]:
    if len(words) <= FEW_WORDS:
        return words
    known, size = set[str](), 0
    for place, word in enumerate(words):
        size += _BYTES_OF_A_PLACE if word in known else len(word.encode()) + _BYTES_OF_A_WORD
        if size > MOST_BYTES:
            return words[:place]
        known.add(word)
    return words


def _facts(document: SearchDocument) -> frozenset[str]:
    found = {f"access={token}" for token in document.access.split()}
    found |= {f"tag={line}"[:200] for line in document.words.lower().split("\n") if line}
    values = {
        "kind": document.kind, "status": document.status, "genre": document.genre, "lang": document.lang,
        "author": document.author_id, "team": document.team_id, "area": document.area_id,
    }  # fmt: skip
    return frozenset(found | {f"{name}={value}" for name, value in values.items() if value not in ("", None)})


def wanted_facts(filters: Filters) -> list[list[str]]:
    """Of each list a document has to have one; without those of the days."""
    named = {
        "kind": filters.kinds, "status": filters.statuses, "genre": filters.genres, "lang": filters.langs,
        "tag": {tag.lower() for tag in filters.tags}, "author": filters.author_ids, "team": filters.team_ids,
        "area": filters.area_ids,
    }  # fmt: skip
    return [sorted(f"{name}={value}"[:200] for value in values) for name, values in named.items() if values]


def day_number(day: date | None) -> int:
    """A day as a number that can be compared; 0: none."""
    return day.toordinal() if day is not None else 0


def short_print(print_: str) -> int:
    """A print as a number of 63 bits: enough to notice that an index says something else."""
    return int.from_bytes(sha256(print_.encode()).digest()[:8], "big") >> 1
