"""Phrases, looked for in the texts themselves: an index without places of words is half as large."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.search.engine import Hits, WordQuery
from portal.search.language import analyse
from portal.search.models import SearchDocument

#: So many texts are read at once.
BATCH = 50
#: A query with phrases looks at so many at most.
MOST_LOOKED_AT = 400
Phrase = Sequence[frozenset[str]]


def having_phrases(session: Session, query: WordQuery, hits: Hits) -> Hits:
    """Those in which all phrases stand, the best first, as many as are wanted."""
    found = []
    for first in range(0, len(hits.hits), BATCH):
        batch = hits.hits[first : first + BATCH]
        standing = _standing(session, {hit.document_id for hit in batch}, query.phrases)
        found += [hit for hit in batch if hit.document_id in standing]
        if len(found) >= query.limit:
            return Hits(found[: query.limit], hits.partial)
    return Hits(found, hits.partial)


def _standing(session: Session, ids: Collection[int], phrases: Sequence[Phrase]) -> set[int]:
    rows = session.execute(
        select(
            SearchDocument.id, SearchDocument.lang, SearchDocument.title, SearchDocument.words, SearchDocument.body
        ).where(SearchDocument.id.in_(ids))
    )
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
