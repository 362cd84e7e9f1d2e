"""What the rest of the slice, and the slices above, ask about items."""

from portal.knowledge.queries.reference import Genres, KnownGenre, genres
from portal.knowledge.queries.visibility import (
    OPEN,
    PUBLIC,
    get_visible,
    locked,
    open_revision,
    revision_of,
    standing,
    visible_to,
    visible_when,
)

__all__ = [
    "OPEN",
    "PUBLIC",
    "Genres",
    "KnownGenre",
    "genres",
    "get_visible",
    "locked",
    "open_revision",
    "revision_of",
    "standing",
    "visible_to",
    "visible_when",
]
