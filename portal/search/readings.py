"""Documents taken apart, as the index has them; what it hasn't, or not in its present state, is read anew."""

from collections.abc import Collection, Mapping
from contextlib import suppress

from sqlalchemy.orm import Session

from portal.search.engine import Engine, IndexBroken
from portal.search.index_words import short_print
from portal.search.pool import Candidate, bodies
from portal.search.reading import Reading, read, unpacked


def readings_of(session: Session, words: Engine, candidates: Collection[Candidate]) -> Mapping[int, Reading]:
    """Each of the candidates taken apart, by its id."""
    held: Mapping[int, bytes] = {}
    with suppress(IndexBroken):
        held = words.readings({one.id: short_print(one.print_) for one in candidates})
    texts = bodies(session, {one.id for one in candidates} - held.keys())
    return {
        one.id: unpacked(held[one.id])
        if one.id in held
        else read(one.lang, one.title, one.words, texts.get(one.id, ""))
        for one in candidates
    }
