"""Whom something concerns: by name, by role, by what they follow, and who stands behind an item."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.core.extension import item_kinds
from portal.core.journal import Event
from portal.initiatives import events as initiatives
from portal.initiatives.models import CoAuthor, Initiative
from portal.knowledge.item_kind import knowledge_kinds
from portal.knowledge.models import KnowledgeItem
from portal.notifications.topics import Topic
from portal.people.models import Role


@dataclass(slots=True, kw_only=True)
class Telling:
    """The people whom an event concerns: by id, by role, by team, by following the item, or all."""

    named: dict[Topic, set[int]] = field(default_factory=dict)
    by_role: dict[Topic, Role] = field(default_factory=dict)
    team_id: int | None = None
    followers: bool = False
    #: The reason for which everybody who works here is told.
    everybody: Topic | None = None
    #: Nobody without this role may learn of it.
    only: Role | None = None
    #: Events that may share a line have the same key.
    fold_key: str | None = None
    #: Whether the event is about an item that only some may see.
    about_item: bool = True
    #: Whether the one who did it is told too.
    actor_too: bool = False

    def tell(self, topic: Topic, *ids: int | None) -> "Telling":
        """Add people; None is nobody."""
        self.named.setdefault(topic, set()).update(person_id for person_id in ids if person_id is not None)
        return self


@dataclass(frozen=True, slots=True)
class Stakes:
    """Who stands behind an item."""

    authors: tuple[int, ...] = ()
    owner_id: int | None = None
    team_id: int | None = None


def stakes_of(session: Session, kind: str, item_id: int) -> Stakes:
    """Authors, owner or keeper, and team of an item; of other kinds, those whom it concerns by office."""
    if kind == initiatives.InitiativeEvent.item_kind:
        rows = read_rows(session, _STAKES, {"item": item_id})
        authors = {author_id for row in rows for author_id in (row.author_id, row.person_id) if author_id is not None}
        return Stakes(tuple(sorted(authors)), rows[0].owner_id, rows[0].team_id) if rows else Stakes()
    if kind in knowledge_kinds:
        of_item = select(KnowledgeItem.author_id, KnowledgeItem.keeper_id).where(KnowledgeItem.id == item_id)
        author_id, keeper_id = session.execute(of_item).one_or_none() or (None, None)
        return Stakes((author_id,) if author_id is not None else (), keeper_id)
    return Stakes(tuple(item_kinds[kind].audience(session, item_id))) if kind in item_kinds else Stakes()


#: Asked at nearly every event: built once.
_STAKES = (
    select(Initiative.author_id, Initiative.owner_id, Initiative.team_id, CoAuthor.person_id)
    .outerjoin(CoAuthor, CoAuthor.initiative_id == Initiative.id)
    .where(Initiative.id == bindparam("item"))
)


def everyone_concerned(session: Session, event: Event) -> tuple[Telling, Stakes]:
    """Author, owner and followers, as most events need them."""
    stakes = stakes_of(session, event.item_kind, event.item_id)
    telling = Telling(followers=True).tell(Topic.MINE, *stakes.authors).tell(Topic.DUTIES, stakes.owner_id)
    return telling, stakes
