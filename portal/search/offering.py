"""Items offered to somebody who looks for one to choose: to link to, to make a card of, to put on a track."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.search.asking import Filters
from portal.search.finding import find
from portal.search.similar import PROPOSED
from portal.search.sources.learning import DIALOGUE

#: What is offered by its title, too.
KINDS = frozenset({PROPOSED, "case", "article", "algorithm", DIALOGUE})
#: So many of the best are looked at, of all kinds together.
MOST_READ = 30


def offered(session: Session, text: str, actor: Actor, limit: int) -> Sequence[ItemCard]:
    """Of each kind so many of the best at most, by words of the whole text in any language, and by meaning."""
    found = find(session, text, actor, limit=MOST_READ, filters=Filters(kinds=KINDS), typing=True).results
    by_kind = groupby(sorted(found, key=lambda one: one.kind), key=lambda one: one.kind)
    best = {one.document_id for _kind, group in by_kind for one in list(group)[:limit]}
    return [
        ItemCard(ref=ItemRef(one.kind, one.item_id), title=one.title, href=one.href, note=one.note, icon=one.icon)
        for one in found
        if one.document_id in best
    ]
