"""What the company itself has made public, so that the guard lets it stand."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Moment, Pk

MAX_VALUE_LETTERS = 200
#: The value after the name of its kind.
MAX_KEY_LETTERS = 240
MAX_NOTE_LETTERS = 120

_IN_USE = text("withdrawn_at IS NULL")


class PublicContact(Base):
    """A phone number, an e-mail or postal address of the company that any text may name."""

    __tablename__ = "public_contacts"
    __table_args__ = (
        Index("uq_public_contacts_in_use", "key", unique=True, sqlite_where=_IN_USE, postgresql_where=_IN_USE),
    )

    id: Mapped[Pk]
    value: Mapped[str] = mapped_column(String(MAX_VALUE_LETTERS))
    #: The value without its manner of writing: one number is allowed once.
    key: Mapped[str] = mapped_column(String(MAX_KEY_LETTERS))
    #: What it is, "hot line".
    note: Mapped[str] = mapped_column(String(MAX_NOTE_LETTERS), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]
    #: Since when the guard looks at it again.
    withdrawn_at: Mapped[datetime | None]
