"""The inbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, BigId, Moment, Pk
from portal.core.journal import JournalEntry


class Notification(Base):
    """One journal entry told to one person."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("person_id", "entry_id"),
        Index(None, "person_id", "at", "id"),
        Index(None, "person_id", "read_at"),
        Index(None, "person_id", "item_kind", "item_id"),
    )

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    #: What it is about, for filters and choices: see ``topics.py``.
    topic: Mapped[str] = mapped_column(String(40))
    item_kind: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[int] = mapped_column(BigId)
    at: Mapped[Moment]
    read_at: Mapped[datetime | None]
    #: Set when the person wants to come back to it.
    kept_at: Mapped[datetime | None]

    entry: Mapped[JournalEntry] = relationship()
