"""Where an installation keeps what search makes of its texts, and what it wants of it."""

from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Place:
    """The folders may be deleted at any time: everything in them is made anew from the database."""

    data_dir: Path
    #: Whether texts are searched by meaning as well as by words, where the machine can do it.
    semantic: bool = True

    @property
    def index(self) -> Path:
        """The folder of the embedded engine of words."""
        return self.data_dir / "search"

    @property
    def meaning(self) -> Path:
        """The folder of vectors."""
        return self.data_dir / "meaning"


_places: WeakKeyDictionary[Engine, Place] = WeakKeyDictionary()


def settle(engine: Engine, place: Place) -> None:
    """Say where the portal on this database keeps things; called when the application is put together."""
    _places[engine] = place


def place_of(session: Session) -> Place:
    """The place that belongs to the session's database."""
    return _places[session.get_bind().engine]
