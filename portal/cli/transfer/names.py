"""What items and people are called in files: ids that mean the same here and elsewhere."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.own_ids import own_id
from portal.core.links import Link
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.knowledge.models import Collection, ItemState, KnowledgeItem
from portal.people.models import Person


class Names:
    """Read once for an export: ids in files of everything that goes out, addresses of people, and what is tied."""

    def __init__(self, session: Session) -> None:
        self._ids: dict[tuple[str, int], str] = {}
        self._read_initiatives(session)
        items = select(KnowledgeItem.kind, KnowledgeItem.id, KnowledgeItem.external_id, KnowledgeItem.created_at)
        for kind, number, external, at in session.execute(items.where(KnowledgeItem.state != ItemState.DISCARDED)):
            self._ids[kind, number] = external or own_id(number, at, kind)
        kept = select(Collection.id, Collection.external_id, Collection.created_at)
        for number, external, at in session.execute(kept.where(Collection.discarded_at.is_(None))):
            self._ids["collection", number] = external or own_id(number, at, "collection")
        known = select(Person.id, Person.email).where(Person.erased_at.is_(None))
        self._emails = dict(session.execute(known).all())
        self._links = self._read_links(session)

    def of(self, kind: str, number: int) -> str:
        """The id in files."""
        return self._ids[kind, number]

    def email(self, person_id: int | None) -> str | None:
        """Somebody's address; None for nobody and for the erased."""
        return self._emails.get(person_id) if person_id is not None else None

    def links(self, kind: str, number: int) -> list[dict[str, Any]]:
        """What the item is to others."""
        return self._links.get((kind, number), [])

    def _read_initiatives(self, session: Session) -> None:
        rows = select(Initiative.id, Initiative.external_id, Initiative.submitted_at).where(
            Initiative.visibility == Visibility.EVERYONE,
            Initiative.status_type.not_in((StatusType.DRAFT, StatusType.MERGED)),
        )
        for number, external, at in session.execute(rows):
            self._ids["initiative", number] = external or own_id(number, at)

    def _read_links(self, session: Session) -> dict[tuple[str, int], list[dict[str, Any]]]:
        """Those between items that both go out."""
        found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
        for row in session.scalars(select(Link).where(Link.waits.is_(False))):
            target = self._ids.get((row.to_kind, row.to_id))
            if target is None or (row.from_kind, row.from_id) not in self._ids:
                continue
            said = {"kind": row.kind.value, "to": f"{row.to_kind}:{target}", "by": self.email(row.by_id), "at": row.at}
            told = {name: value for name, value in said.items() if value is not None}
            found[row.from_kind, row.from_id].append(told)
        for links in found.values():
            links.sort(key=lambda said: (said["kind"], said["to"]))
        return found
