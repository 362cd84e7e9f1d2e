"""Ids for what was made in the portal itself, so that its own export comes back to the same rows; and who is who."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.extension import ItemRef
from portal.initiatives.models import Initiative
from portal.knowledge.models import Collection, KnowledgeItem
from portal.people.models import Person

_OWN = re.compile(r"portal-(?:(case|algorithm|article|collection)-)?(-?[0-9]{1,15})-([0-9]{14})")


def own_id(number: int, made_at: datetime, kind: str = "initiative") -> str:
    """An id that means this very item here and, almost surely, no other one elsewhere."""
    of = "" if kind == "initiative" else f"{kind}-"
    return f"portal-{of}{number}-{made_at.astimezone(UTC):%Y%m%d%H%M%S}"


def is_from_here(session: Session, line_id: str, kind: str = "initiative") -> bool:
    """Whether the id was made by an export of this portal and its item is still here."""
    return _own_number(session, line_id, kind) is not None


def find_item(session: Session, kind: str, line_id: str) -> ItemRef | None:
    """The item that is known under an id of files, or None."""
    number = _own_number(session, line_id, kind)
    if number is None:
        number = session.scalar(_numbers(kind, line_id))
    return ItemRef(kind, number) if number is not None else None


def _numbers(kind: str, line_id: str) -> Any:
    if kind == "initiative":
        return select(Initiative.id).where(Initiative.external_id == line_id)
    if kind == "collection":
        return select(Collection.id).where(Collection.external_id == line_id)
    return select(KnowledgeItem.id).where(KnowledgeItem.external_id == line_id, KnowledgeItem.kind == kind)


def _own_number(session: Session, line_id: str, kind: str) -> int | None:
    found = _OWN.fullmatch(line_id)
    if found is None or (found[1] or "initiative") != kind:
        return None
    number = int(found[2])
    if kind == "initiative":
        made = select(Initiative.submitted_at).where(Initiative.id == number, Initiative.external_id.is_(None))
    elif kind == "collection":
        made = select(Collection.created_at).where(Collection.id == number, Collection.external_id.is_(None))
    else:
        items = KnowledgeItem.id == number, KnowledgeItem.kind == kind, KnowledgeItem.external_id.is_(None)
        made = select(KnowledgeItem.created_at).where(*items)
    made_at = session.scalar(made)
    return number if made_at is not None and own_id(number, made_at, kind) == line_id else None


class People:
    """Who has which address, asked once each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, int] = {}

    def id_of(self, email: str | None, field: str) -> int | None:
        """Whose address it is; None for none. Raises Invalid when nobody here has it."""
        if email is None:
            return None
        if email not in self._known:
            found = self._session.scalar(select(Person.id).where(Person.email == email))
            if found is None:
                raise Invalid(f"nobody here has the e-mail {email}.", field=field)
            self._known[email] = found
        return self._known[email]
