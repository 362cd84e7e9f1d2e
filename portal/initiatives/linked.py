"""Initiatives as other items are tied to them: their cards, and how one is found by its title."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ME, TEAM, CardSource, ItemCard, ItemRef
from portal.core.numbers import number_path
from portal.core.titles import has_words
from portal.initiatives.item_kind import KIND
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries import statuses
from portal.initiatives.queries.look_alikes import candidates, stems_of
from portal.initiatives.queries.visibility import visible_to, visible_when
from portal.people.models import Role


def _visible(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    team = TEAM if actor.team_id is not None else None
    return (visible_when(ME, team, in_committee=actor.has(Role.COMMITTEE)),)


def _card(session: Session, number: int, title: str, status_id: int) -> ItemCard:
    """With the company's word for where it stands."""
    return ItemCard(
        ref=ItemRef(KIND, number),
        title=title,
        href=f"/initiatives/{number_path(number)}",
        note=statuses(session).by_id[status_id].label,
        icon="lightbulb",
    )


CARDS = CardSource(id=Initiative.id, title=Initiative.title, sort=Initiative.status_id, visible=_visible, card=_card)


def titled(session: Session, text: str, actor: Actor, limit: int) -> Sequence[ItemCard]:
    """Initiatives with words of ``text`` in their titles: those with the most of them first, then the newest."""
    words, wanted = stems_of(text), has_words(Initiative.title, text)
    rows: Any = session.execute(candidates(words, actor, common=1).limit(limit)).all() if words else []
    if not rows and wanted:  # the index of beginnings knows no short words and not every form
        shown = Initiative.status_type.not_in([StatusType.DRAFT, StatusType.MERGED])
        named = select(Initiative.id, Initiative.title, Initiative.status_id).where(visible_to(actor), shown, *wanted)
        rows = session.execute(named.order_by(Initiative.id.desc()).limit(limit)).all()
    return [_card(session, row.id, row.title, row.status_id) for row in rows]
