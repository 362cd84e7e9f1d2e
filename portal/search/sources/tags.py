"""Tags: found by whoever sees something that has them, and by nobody else."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, bindparam, select, tuple_
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import BigId, read_rows
from portal.core.extension import ME, TEAM
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.tags import Tag
from portal.initiatives.models import Initiative, InitiativeTag, StatusType, Visibility
from portal.initiatives.queries.visibility import visible_when as sees_initiative
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeTag
from portal.knowledge.queries.visibility import visible_when as sees_item
from portal.people.models import Role
from portal.search.models import SearchDocument
from portal.search.sources import EVERYONE, Shown, Text

KIND = "tag"


class TagSource:
    """The kind ``tag``."""

    label = _l("Tags")
    icon = "tag"

    def texts(self, session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Text]]:
        """The word itself; open to whoever may find one of the texts that have it."""
        access = _access(session, ids)
        rows = session.execute(select(Tag.id, Tag.name).where(Tag.id.in_(access)))
        return {row.id: [Text(item_id=row.id, title=row.name, access=access[row.id])] for row in rows}

    def ids(self, session: Session) -> Iterator[Sequence[int]]:
        """In the order in which they came into use."""
        yield from in_batches(session.scalars(select(Tag.id).order_by(Tag.id)).all())

    def shown(
        self, session: Session, parts: Collection[tuple[int, str]], actor: Actor
    ) -> Mapping[tuple[int, str], Shown]:
        """Those of something that ``actor`` sees; they lead to everything that has them."""
        statement = _seen(actor.team_id is not None, actor.has(Role.COMMITTEE), actor.has(Role.EDITOR))
        ids = sorted({item_id for item_id, _part in parts})
        rows = read_rows(session, statement, {"ids": ids, "me": actor.id, "team": actor.team_id})
        return {
            (row.id, ""): Shown(
                title=row.name, href=f"/search?{urlencode({'tag': row.name})}", note=_("Tag"), icon=self.icon
            )
            for row in rows
        }


@lru_cache(maxsize=8)
def _seen(in_team: bool, in_committee: bool, is_editor: bool) -> Select[Any]:
    """Those of some that stand on what a sort of reader sees, built once: each letter that is typed asks for it."""
    these = bindparam("ids", expanding=True, type_=BigId)
    initiatives = (
        select(InitiativeTag.tag_id)
        .join(Initiative, Initiative.id == InitiativeTag.initiative_id)
        .where(
            InitiativeTag.tag_id.in_(these),
            sees_initiative(ME, TEAM if in_team else None, in_committee=in_committee),
            Initiative.status_type != StatusType.MERGED,
        )
    )
    items = (
        select(KnowledgeTag.tag_id)
        .join(KnowledgeItem, KnowledgeItem.id == KnowledgeTag.item_id)
        .where(
            KnowledgeTag.tag_id.in_(these),
            sees_item(ME, is_editor=is_editor),
            KnowledgeItem.state != ItemState.ARCHIVED,
        )
    )
    columns: tuple[Any, ...] = (Tag.id, Tag.name)
    return select(*columns).where(Tag.id.in_(initiatives.union(items)))


def _access(session: Session, ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """What is everybody's needs no look at the rest."""
    public = set(
        session.scalars(
            select(InitiativeTag.tag_id)
            .join(Initiative, Initiative.id == InitiativeTag.initiative_id)
            .where(
                InitiativeTag.tag_id.in_(ids),
                Initiative.visibility == Visibility.EVERYONE,
                Initiative.status_type != StatusType.MERGED,
            )
            .union(
                select(KnowledgeTag.tag_id)
                .join(KnowledgeItem, KnowledgeItem.id == KnowledgeTag.item_id)
                .where(KnowledgeTag.tag_id.in_(ids), KnowledgeItem.state == ItemState.PUBLISHED)
            )
        )
    )
    found = {tag_id: frozenset({EVERYONE}) for tag_id in public}
    return found | _narrow(session, set(ids) - public)


def _narrow(session: Session, ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The tokens of all texts that have a tag which nothing has that is everybody's."""
    if not ids:
        return {}
    holders: defaultdict[int, set[tuple[str, int]]] = defaultdict(set)
    rows = session.execute(
        select(InitiativeTag.tag_id, InitiativeTag.initiative_id).where(InitiativeTag.tag_id.in_(ids))
    )
    for tag_id, number in rows:
        holders[tag_id].add(("initiative", number))
    items = session.execute(
        select(KnowledgeTag.tag_id, KnowledgeItem.kind, KnowledgeItem.id)
        .join(KnowledgeItem, KnowledgeItem.id == KnowledgeTag.item_id)
        .where(KnowledgeTag.tag_id.in_(ids))
    )
    for tag_id, kind, number in items:
        holders[tag_id].add((kind, number))
    return {tag_id: tokens for tag_id, held in holders.items() if (tokens := _tokens(session, held))}


def _tokens(session: Session, held: Collection[tuple[str, int]]) -> frozenset[str]:
    key = tuple_(SearchDocument.kind, SearchDocument.item_id)
    rows = [
        access
        for batch in in_batches(sorted(held), 200)
        for access in session.scalars(select(SearchDocument.access).where(key.in_(batch), SearchDocument.part == ""))
    ]
    return frozenset(token for access in rows for token in access.split())
