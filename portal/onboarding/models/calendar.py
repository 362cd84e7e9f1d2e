"""The secret address under which a calendar program finds somebody's due days."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Moment, Pk


class CalendarAddress(Base):
    """That somebody has such an address. It is signed with the portal's key, so the row alone opens nothing."""

    __tablename__ = "calendar_addresses"

    person_id: Mapped[Pk] = mapped_column(ForeignKey("people.id"))
    #: Another one makes the former address useless.
    nonce: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[Moment]
