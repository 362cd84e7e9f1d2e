"""Finding every mark of an item again in the text that comes to stand.

That takes up to a second for a text that is full of marks, and while somebody publishes others wait to write. So the
places are found before the transaction (``find_places``) and kept in the process; inside it only those are looked for
that somebody has marked in between.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.knowledge.anchoring import TELLING_LETTERS, Haystack, Selector, find, find_unchanged
from portal.knowledge.models import GreenMark, KnowledgeItem, KnowledgeRevision
from portal.knowledge.plain_words import plain_words
from portal.knowledge.queries import genres
from portal.knowledge.services.marking import around

#: HTML of the parts that can be marked, by their names, in the order of the shape.
_Texts = tuple[tuple[str, str], ...]


class _Wanted(NamedTuple):
    """A mark as it is looked for: the part that it was made in, and its words."""

    part: str
    words: Selector


class _Found(NamedTuple):
    """Where it stands now, and what stands around it: columns of the mark."""

    part: str
    around: Mapping[str, int | str]


def find_places(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """Find every mark of the item in what is to stand. To be called before the transaction."""
    wanted = [_wanted(row) for row in _marks(session, item)]
    if wanted:
        _look(_texts(session, revision), wanted)


def reanchor(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """Give each mark its place in ``revision``, or note that its words aren't there; one whose words are back is found.

    Called when a revision has come to stand, in the transaction of publishing.
    """
    marks = _marks(session, item)
    if not marks:
        return
    places = _look(_texts(session, revision), [_wanted(row) for row in marks])
    for row in marks:
        found = places[_wanted(row)]
        if found is None:
            row.lost_in = row.lost_in or revision.number
            continue
        row.part, row.lost_in = found.part, None
        for name, value in found.around.items():
            setattr(row, name, value)
    item.mark_count = sum(row.lost_in is None and row.taken_back_at is None for row in marks)


def _marks(session: Session, item: KnowledgeItem) -> list[GreenMark]:
    """Those that were taken back too: they may be had back."""
    return list(session.scalars(_ALL, {"item": item.id}))


_ALL = select(GreenMark).where(GreenMark.item_id == bindparam("item")).order_by(GreenMark.id)


def _wanted(row: GreenMark) -> _Wanted:
    return _Wanted(row.part, Selector(row.quote, row.prefix, row.suffix, row.start))


def _texts(session: Session, revision: KnowledgeRevision) -> _Texts:
    html, shape = revision.html, genres(session).by_id[revision.genre_id].shape
    return tuple((part.key, html[part.key]) for part in shape.parts if part.markable and part.key in html)


@lru_cache(maxsize=16)
def _known(_texts: _Texts) -> dict[_Wanted, _Found | None]:
    """What was found in these very texts so far."""
    return {}


def _look(texts: _Texts, wanted: Iterable[_Wanted]) -> Mapping[_Wanted, _Found | None]:
    known = _known(texts)
    unknown = [one for one in wanted if one not in known]
    if unknown:
        haystacks = {part: Haystack(plain_words(html).text) for part, html in texts}
        known.update({one: _place(one, haystacks) for one in unknown})
    return known


def _place(wanted: _Wanted, texts: Mapping[str, Haystack]) -> _Found | None:
    for part, haystack in _in_order(wanted, texts):
        moved = part != wanted.part
        place = find_unchanged(haystack, wanted.words) if moved else find(haystack, wanted.words)
        if place is not None:
            return _Found(part, around(haystack.text, place))
    return None


def _in_order(wanted: _Wanted, texts: Mapping[str, Haystack]) -> Iterator[tuple[str, Haystack]]:
    """The part that it was made in; then the others, for words enough to be known in another place."""
    if wanted.part in texts:
        yield wanted.part, texts[wanted.part]
    if len(wanted.words.quote) >= TELLING_LETTERS:
        yield from ((part, text) for part, text in texts.items() if part != wanted.part)
