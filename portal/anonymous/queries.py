"""What is known of an item without a name: what waits to be let out, the conversation, its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.anonymous.models import AnonymousCode, AnonymousMessage, SealedKind, SealedWord
from portal.core.extension import ItemRef
from portal.core.files import PictureUse, StoredPicture
from portal.people.models import Person


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of one author waits for the full hour: fields as they were sealed, messages in their order."""

    submission: Mapping[str, Any] | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    withdrawal: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation. ``by_name`` is who answered the author; None: a former colleague."""

    id: int
    from_author: bool
    by_name: str | None
    html: str
    at: datetime


def code_hash_of(session: Session, number: int) -> str | None:
    """What is kept of the code of a number; until it is let out it waits with the submission."""
    sealed = session.scalar(select(SealedWord.code_hash).where(SealedWord.id == number))
    kept = session.scalar(select(AnonymousCode.code_hash).where(AnonymousCode.number == number))
    return sealed or kept


def item_of(session: Session, number: int) -> ItemRef | None:
    """What was told, or waits to be told, under a number."""
    sealed = session.scalar(select(SealedWord.item_kind).where(SealedWord.id == number))
    kind = sealed or session.scalar(select(AnonymousCode.item_kind).where(AnonymousCode.number == number))
    return None if kind is None else ItemRef(kind, number)


def waiting(session: Session, number: int) -> Waiting:
    """What the author of a number has sent since the last full hour."""
    words = session.scalars(select(SealedWord).where(SealedWord.number == number)).all()
    submissions = [word.fields for word in words if word.kind is SealedKind.SUBMISSION]
    return Waiting(
        submission=submissions[0] if submissions else None,
        messages=sorted(
            (word.fields for word in words if word.kind is SealedKind.MESSAGE), key=lambda fields: int(fields["place"])
        ),
        withdrawal=any(word.kind is SealedKind.WITHDRAWAL for word in words),
    )


def conversation(session: Session, item: ItemRef) -> list[Message]:
    """What the author and those who answer wrote to each other, oldest first."""
    rows = (
        select(AnonymousMessage, Person.name)
        .outerjoin(Person, Person.id == AnonymousMessage.by_id)
        .where(AnonymousMessage.item_kind == item.kind, AnonymousMessage.item_id == item.id)
        .order_by(AnonymousMessage.id)
    )
    return [Message(row.id, row.from_author, name, row.html, row.at) for row, name in session.execute(rows)]


def picture_of(session: Session, item: ItemRef, token: str) -> StoredPicture | None:
    """A picture that the item shows."""
    return session.scalar(
        select(StoredPicture)
        .join(PictureUse, PictureUse.file_id == StoredPicture.id)
        .where(StoredPicture.token == token, PictureUse.item_kind == item.kind, PictureUse.item_id == item.id)
    )


def sealed_count(session: Session, number: int | None = None) -> int:
    """How many words wait, of everybody or of one number."""
    counted = select(func.count()).select_from(SealedWord)
    return session.scalar(counted if number is None else counted.where(SealedWord.number == number)) or 0


def sealed_bytes(session: Session) -> int:
    """How large everything that waits is together."""
    return int(session.scalar(select(func.sum(SealedWord.size_bytes))) or 0)
