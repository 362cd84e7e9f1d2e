"""Words of thanks to those who proposed something and carried it out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Moment, Pk

MAX_WORDS_LETTERS = 500
#: Thanks among all words that can be reported.
THANKS = "thanks"

#: A person's own thanks, of which there is one for each initiative; those of customers may be many.
OWN = text("from_customer IS FALSE")


class Thanks(Base):
    """One thank you. ``words`` are plain, without Markdown, and may be missing where a colleague thanks."""

    __tablename__ = "thanks"
    __table_args__ = (
        CheckConstraint("from_customer IS FALSE OR length(words) > 0", name="customers_say_something"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason = '')", name="hidden_with_a_reason"),
        Index("uq_thanks_own", "initiative_id", "by_id", unique=True, sqlite_where=OWN, postgresql_where=OWN),
        Index(None, "initiative_id", "at", "id"),
        Index(None, "at", "id"),
    )

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    #: Who thanks, or who passes a customer's thanks on.
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    from_customer: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(String(500), default="")
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[Moment]
    #: Taken back by whoever said it.
    withdrawn_at: Mapped[datetime | None]
    #: Hidden by an editor.
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    hidden_reason: Mapped[str] = mapped_column(String(500), default="")
