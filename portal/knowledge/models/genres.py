"""Genres are rows of a fixed shape: a company renames and adds them, behaviour stays."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Json, Pk


class Genre(Base):
    """A company's own word for a sort of item: 'WOW', 'mistake', 'instruction'."""

    __tablename__ = "knowledge_genres"
    __table_args__ = (Index(None, "kind", "position"),)

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    #: The kind of item, as other slices name it: "case", "article", "algorithm".
    kind: Mapped[str] = mapped_column(String(20))
    #: Of which parts such an item is made: the name of a registered shape.
    shape: Mapped[str] = mapped_column(String(20))
    #: Names by language: {"uk": ..., "ru": ..., "en": ...}.
    names: Mapped[Json]
    #: A mistake told in the chest: it may be told without a name, and is never counted for or against a person.
    blameless: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    #: A retired genre stays on what has it and takes nothing new.
    retired_at: Mapped[datetime | None]
