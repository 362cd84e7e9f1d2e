"""What a page says about the links of its item."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.core.numbers import number_path
from portal.linking.policy import can_untie
from portal.linking.queries import Tie, ties
from portal.linking.relations import HEADINGS, Relation


@dataclass(frozen=True, slots=True)
class TiedItem:
    """One item at the other end; ``remove_action`` None: not this reader's to take away."""

    card: ItemCard
    remove_action: str | None


@dataclass(frozen=True, slots=True)
class TiedGroup:
    """Items that are the same to this one."""

    relation: str
    heading: Any
    items: tuple[TiedItem, ...]


@dataclass(frozen=True, slots=True)
class LinksPanel:
    """The links of one item by what they say. ``add_href`` None: nothing can be tied to it now."""

    groups: tuple[TiedGroup, ...]
    add_href: str | None

    @property
    def grew_into(self) -> tuple[TiedItem, ...]:
        """What came of it."""
        return next((group.items for group in self.groups if group.relation == Relation.GREW_INTO), ())


def links_href(item: ItemRef) -> str:
    """Where something is tied to an item."""
    return f"/links/{item.kind}/{number_path(item.id)}"


def tie_path(item: ItemRef, relation: Relation, other: ItemRef) -> str:
    """The address of one link, as seen from ``item``."""
    return f"{links_href(item)}/{relation}/{other.kind}/{number_path(other.id)}"


def links_panel(
    session: Session, item: ItemRef, actor: Actor, answerable: Collection[int | None], *, any_there: bool = True
) -> LinksPanel:
    """The links of an item that ``actor`` sees, in one statement; in none when the page knows that there aren't any.

    ``answerable``: author, keeper, owner of the item, as far as the page knows them.
    """
    found = ties(session, item, actor) if any_there else []
    groups = [
        TiedGroup(
            relation, heading, tuple(_tied(item, tie, actor, answerable) for tie in found if tie.relation is relation)
        )
        for relation, heading in HEADINGS.items()
    ]
    return LinksPanel(tuple(group for group in groups if group.items), links_href(item))


def _tied(item: ItemRef, tie: Tie, actor: Actor, answerable: Collection[int | None]) -> TiedItem:
    may_remove = can_untie(actor, tie.by_id, answerable)
    return TiedItem(tie.card, f"{tie_path(item, tie.relation, tie.card.ref)}/remove" if may_remove else None)
