"""The beginnings of the words of titles, by which similar initiatives are found."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class TitleStem(Base):
    """That a title has a word which begins so."""

    __tablename__ = "title_stems"
    # Without SQLite's own counter of rows: those of anonymous initiatives would be in the order in which they came.
    __table_args__ = (Index(None, "initiative_id"), {"sqlite_with_rowid": False})

    stem: Mapped[str] = mapped_column(String(8), primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), primary_key=True)
