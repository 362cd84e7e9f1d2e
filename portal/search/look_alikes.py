"""Look-alikes beside the form of an initiative: what was proposed already, and knowledge that answers it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, LookAlike, LookAlikes
from portal.initiatives.models import Initiative
from portal.initiatives.queries import statuses
from portal.search.asking import Found
from portal.search.similar import PROPOSED, similar

KINDS = frozenset({PROPOSED, "case", "article", "algorithm"})
#: Fewer letters of a title, with nothing else, say nothing yet.
LEAST_LETTERS = 12
#: Titles so close are one.
SAME_TITLE = 0.8


class LookAlikesByMeaning:
    """Takes the place of the match of titles (``core.extension.look_alikes``), and asks it for what is all but equal:

    what was handed in this very moment has no place in the index yet, and an index may be missing.
    """

    def __init__(self, by_title: LookAlikes) -> None:
        self._by_title = by_title

    def similar(self, session: Session, text: str, actor: Actor, limit: int) -> Sequence[LookAlike]:
        """Initiatives with their supporters, knowledge as it is."""
        title, _end, body = text.strip().partition("\n")
        if len(title) + len(body) < LEAST_LETTERS:
            return []
        found = similar(session, title, body, i18n.language(), actor, kinds=KINDS, limit=limit)
        rows = _rows(session, [one.item_id for one in found if one.kind == PROPOSED])
        likely = [made for one in found if (made := _made(session, one, rows, actor)) is not None]
        known = {one.card.ref for one in likely}
        equal = self._by_title.similar(session, text, actor, limit)
        likely += [one for one in equal if one.closeness >= SAME_TITLE and one.card.ref not in known]
        return sorted(likely, key=lambda one: -one.closeness)[:limit]


def _rows(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int, str, int | None]]:
    if not ids:
        return {}
    rows = session.execute(
        select(
            Initiative.id, Initiative.support_count, Initiative.status_id, Initiative.status_type, Initiative.author_id
        ).where(Initiative.id.in_(ids))
    )
    return {row.id: (row.support_count, row.status_id, row.status_type.value, row.author_id) for row in rows}


def _made(
    session: Session, one: Found, rows: dict[int, tuple[int, int, str, int | None]], actor: Actor
) -> LookAlike | None:
    card = ItemCard(ref=ItemRef(one.kind, one.item_id), title=one.title, href=one.href, note=one.note, icon=one.icon)
    if one.kind != PROPOSED:
        return LookAlike(
            card=card, closeness=one.score, support_count=0, status_type="", status_label=one.note, own=False
        )
    if one.item_id not in rows:
        return None  # it went meanwhile
    support_count, status_id, status_type, author_id = rows[one.item_id]
    return LookAlike(
        card=card,
        closeness=one.score,
        support_count=support_count,
        status_type=status_type,
        status_label=statuses(session).by_id[status_id].label,
        own=author_id == actor.id,
    )
