"""The inbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, BigId, Moment, Pk
from portal.core.journal import JournalEntry

_LEADING = text("folded_into_id IS NULL")
_KEPT = text("folded_into_id IS NULL AND kept_at IS NOT NULL")
_FOLDABLE = text("folded_into_id IS NULL AND fold_key IS NOT NULL")


class Notification(Base):
    """One journal entry told to one person.

    Small things that come in numbers (supports, reactions) are told one row each as well, but share a line: the
    later rows of a day point to the first unread one, which leads them, and lists show only rows that lead.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("person_id", "entry_id"),
        Index(None, "person_id", "at", "id", sqlite_where=_LEADING, postgresql_where=_LEADING),
        # The bell counts the unread in this index alone, and the home page reads the newest of them along it.
        Index(None, "person_id", "read_at", "at", "id", sqlite_where=_LEADING, postgresql_where=_LEADING),
        Index(None, "person_id", "kept_at", sqlite_where=_KEPT, postgresql_where=_KEPT),
        Index(None, "person_id", "fold_key", "at", sqlite_where=_FOLDABLE, postgresql_where=_FOLDABLE),
        Index(None, "folded_into_id"),
        Index(None, "entry_id"),
        Index(None, "read_at"),
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

    #: What it may share a line with ("support:12"); None: it stands alone.
    fold_key: Mapped[str | None] = mapped_column(String(60))
    folded_into_id: Mapped[int | None] = mapped_column(ForeignKey("notifications.id"))

    entry: Mapped[JournalEntry] = relationship()
