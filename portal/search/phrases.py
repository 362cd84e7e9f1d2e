"""Phrases, looked for in documents taken apart: an index without places of words is half as large."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.search.engine import Engine, Hits, WordQuery
from portal.search.index_words import short_print
from portal.search.language import analyse
from portal.search.models import SearchDocument
from portal.search.reading import FIELDS, MAX_LETTERS, Reading, number_of, unpacked

#: So many are looked at together.
BATCH = 100
#: A query with phrases looks at so many at most.
MOST_LOOKED_AT = 400
Phrase = Sequence[frozenset[str]]


def having_phrases(session: Session, words: Engine, query: WordQuery, hits: Hits) -> Hits:
    """Those in which all phrases stand, the best first, as many as are wanted."""
    found = []
    for first in range(0, len(hits.hits), BATCH):
        batch = hits.hits[first : first + BATCH]
        standing = _standing(session, words, [hit.document_id for hit in batch], query.phrases)
        found += [hit for hit in batch if hit.document_id in standing]
        if len(found) >= query.limit:
            return Hits(found[: query.limit], hits.partial)
    return Hits(found, hits.partial)


def _standing(session: Session, words: Engine, ids: Sequence[int], phrases: Sequence[Phrase]) -> set[int]:
    document = SearchDocument
    rows = read_rows(
        session, select(document.id, document.print_, func.length(document.body)).where(document.id.in_(ids))
    )
    kept = words.readings({row[0]: short_print(row[1]) for row in rows})
    numbers = [[np.array([number_of(key) for key in keys], np.uint32) for keys in phrase] for phrase in phrases]
    found = {number for number, one in kept.items() if all(_stands_in(phrase, unpacked(one)) for phrase in numbers)}
    unsure = {row[0] for row in rows if row[0] not in found and (row[0] not in kept or row[2] > MAX_LETTERS)}
    return found | _standing_in_texts(session, unsure, phrases)


def _stands_in(phrase: Sequence[Any], one: Reading) -> bool:
    """Whether the words of a phrase, each by the numbers of its keys, stand one after another in one field."""
    where = [one.of_words[np.isin(one.keys, numbers)] for numbers in phrase]
    if not phrase or not all(len(words) for words in where):
        return False
    return any(_side_by_side(where, one, *one.bounds(field)) for field in FIELDS)


def _side_by_side(where: Sequence[Any], one: Reading, first: int, behind: int) -> bool:
    inside = [words[(words >= first) & (words < behind)] for words in where]
    if not all(len(words) for words in inside):
        return False
    positions = list(_positions(one.starts[first:behind].tolist(), one.ends[first:behind].tolist()))
    return bool(
        set.intersection(
            *({positions[word - first] - number for word in words.tolist()} for number, words in enumerate(inside))
        )
    )


def _positions(starts: Sequence[int], ends: Sequence[int]) -> Iterator[int]:
    """As ``language.analyse`` counts them: the first part of a hyphenated word stands where the whole does."""
    position, whole_end, parts = -1, 0, 0
    for start, end in zip(starts, ends, strict=True):
        if start >= whole_end:
            position, whole_end, parts = position + 1, end, 0
        else:
            position, parts = position + bool(parts), parts + 1
        yield position


def _standing_in_texts(session: Session, ids: Collection[int], phrases: Sequence[Phrase]) -> set[int]:
    """The same by the texts: of those that the index hasn't, or only the beginning of."""
    document = SearchDocument
    columns = select(document.id, document.lang, document.title, document.words, document.body)
    rows = read_rows(session, columns.where(document.id.in_(ids))) if ids else ()
    return {
        row.id for row in rows if all(_in_one(phrase, row.lang, row.title, row.words, row.body) for phrase in phrases)
    }


def _in_one(phrase: Phrase, lang: str, *texts: str) -> bool:
    return any(stands(phrase, text, lang) for text in texts)


def stands(phrase: Phrase, text: str, lang: str) -> bool:
    """Whether the words of a phrase stand one after another in a text."""
    places: list[set[int]] = [set() for _word in phrase]
    for token in analyse(text, lang):
        for number, keys in enumerate(phrase):
            if not keys.isdisjoint(token.keys):
                places[number].add(token.position - number)
    return bool(phrase) and bool(set.intersection(*places))
