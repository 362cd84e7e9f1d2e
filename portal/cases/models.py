"""Which case stood on the home page on which day."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.knowledge.models import KnowledgeItem


class CaseOfTheDay(Base):
    """The case of one day. What was shown longest ago is shown next."""

    __tablename__ = "cases_of_the_day"
    __table_args__ = (Index(None, "item_id", "day"),)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(KnowledgeItem.id))
