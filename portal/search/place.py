"""Where an installation keeps what search makes of its texts, and what it wants of it."""

import shutil
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


def make_folder(path: Path) -> None:
    """A folder that nobody else reads; in the place of whatever else stands there, or nothing would heal."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_way(path: Path) -> None:
    """Let a file be put there though a folder stands in its place."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)


_places: WeakKeyDictionary[Engine, Place] = WeakKeyDictionary()


def settle(engine: Engine, place: Place) -> None:
    """Say where the portal on this database keeps things; called when the application is put together."""
    _places[engine] = place


def place_of(session: Session) -> Place:
    """The place that belongs to the session's database."""
    return _places[session.get_bind().engine]
