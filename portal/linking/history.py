"""What happened to the links of an item, as its history tells it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import JournalEntry
from portal.core.spelled import spelled
from portal.linking.events import ItemsTied, ItemsUntied
from portal.linking.queries import cards_at
from portal.linking.relations import Relation
from portal.people.models import Person

LINK_EVENTS = (ItemsTied.name, ItemsUntied.name)
MOST_SHOWN = 50

_TIED: dict[Relation, Any] = {
    Relation.GREW_OUT_OF: _l("it grew out of “%(title)s”"),
    Relation.GREW_INTO: _l("“%(title)s” grew out of it"),
    Relation.CHANGED_BECAUSE_OF: _l("it was changed because of “%(title)s”"),
    Relation.CHANGED: _l("“%(title)s” was changed because of it"),
    Relation.SEE_ALSO: _l("linked with “%(title)s”"),
}


@dataclass(frozen=True, slots=True)
class LinkChange:
    """One line: who, what, when, and where it leads."""

    icon: str
    who: str
    what: str
    at: datetime
    href: str


def other_of(data: Mapping[str, Any]) -> ItemRef:
    """The item at the other end."""
    return ItemRef(data["other_kind"], data["other_id"])


def link_words(name: str, data: Mapping[str, Any], cards: Mapping[ItemRef, ItemCard]) -> tuple[str, str] | None:
    """Icon and words of what happened; no words when the other item isn't open to the reader. None: no such event."""
    if name not in LINK_EVENTS:
        return None
    card = cards.get(other_of(data))
    if card is None:
        return "link", ""
    if name == ItemsUntied.name:
        return "unlink", _("took the link with “%(title)s” away", title=card.title)
    return "link", str(_TIED[Relation(data["link"])]) % {"title": card.title}


def cards_in(
    session: Session, told: Iterable[tuple[str, Mapping[str, Any]]], actor: Actor
) -> Mapping[ItemRef, ItemCard]:
    """The cards that the words need, of events by name and data."""
    return cards_at(session, {other_of(data) for name, data in told if name in LINK_EVENTS}, actor)


def link_changes(session: Session, item: ItemRef, actor: Actor) -> Sequence[LinkChange]:
    """What happened to the links of an item, the latest first, as far as ``actor`` may see the others."""
    rows = session.execute(
        select(JournalEntry.name, JournalEntry.data, JournalEntry.at, JournalEntry.actor_id, Person.name.label("who"))
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .where(
            JournalEntry.item_kind == item.kind,
            JournalEntry.item_id == item.id,
            JournalEntry.name.in_(spelled(LINK_EVENTS)),
        )
        .order_by(JournalEntry.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    cards = cards_in(session, ((row.name, row.data) for row in rows), actor)
    changes = []
    for row in rows:
        icon, what = link_words(row.name, row.data, cards) or ("", "")
        if what:
            who = _("The portal") if row.actor_id is None else row.who or _("a former colleague")
            changes.append(LinkChange(icon, who, what, row.at, cards[other_of(row.data)].href))
    return changes
