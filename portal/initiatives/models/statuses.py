"""Statuses are rows with a fixed type: a company renames and adds them, behaviour stays."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Json, Pk, enum_column


class StatusType(StrEnum):
    """What a status means to the portal, whatever a company calls it."""

    DRAFT = "draft"
    NEW = "new"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    IMPLEMENTED = "implemented"
    MEASURED = "measured"
    DECLINED = "declined"
    DEFERRED = "deferred"
    MERGED = "merged"


#: Carried out, whether or not it is known what came of it.
DONE_TYPES = (StatusType.IMPLEMENTED, StatusType.MEASURED)


class Status(Base):
    """A company's own name for a place in the workflow; ``type`` fixes the behaviour."""

    __tablename__ = "statuses"
    __table_args__ = (Index(None, "type"),)

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    type: Mapped[StatusType] = enum_column(StatusType)
    #: Names by language: {"uk": ..., "ru": ..., "en": ...}.
    names: Mapped[Json]
    position: Mapped[int]
    #: The one that the portal itself uses when it has to name the type.
    is_default: Mapped[bool] = mapped_column(default=False)
    #: A retired status stays on what has it and takes nothing new.
    retired_at: Mapped[datetime | None]
