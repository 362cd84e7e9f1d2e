"""Counters that are kept in the transaction of a change."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class InitiativeCount(Base):
    """How many initiatives open to everyone have a status and an area (0: none): the numbers on the filters."""

    __tablename__ = "initiative_counts"

    status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(default=0)
