"""Pictures in the cases of the demo: drawn ahead, kept as a person's are, or as nobody's in particular."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.anonymous.services.pictures import AnonymousPicture, prepare_pictures
from portal.cli.demo.ahead import Ahead
from portal.cli.demo.drawing import draw
from portal.core.actor import Actor
from portal.core.files import Storage, keep_picture, put_bytes
from portal.core.pictures import CleanPicture, clean_picture


class Pictures:
    """Where they are put."""

    def __init__(self, storage: Storage, ahead: Ahead) -> None:
        self._storage, self._ahead = storage, ahead

    def prepare(self, story: str, picture: dict[str, Any], *, has_name: bool) -> None:
        """Have it drawn, and its bytes written, as a person's or as nobody's."""
        if has_name:
            self._ahead.add((story, "picture"), _drawn, picture, self._storage)
        else:
            self._ahead.add((story, "picture"), _drawn_by_nobody, picture)

    def keep(self, session: Session, story: str, actor: Actor, *, now: datetime) -> str:
        """Somebody adds it to their text; its token."""
        return keep_picture(session, self._ahead.result((story, "picture")), actor, now=now).token

    def nobodys(self, story: str) -> list[AnonymousPicture]:
        """What comes with a form without a name."""
        found: list[AnonymousPicture] = self._ahead.result((story, "picture"))
        return found


def _drawn(picture: dict[str, Any], storage: Storage) -> CleanPicture:
    made = clean_picture(draw(picture["kind"], picture["words"]))
    put_bytes(storage, made)
    return made


def _drawn_by_nobody(picture: dict[str, Any]) -> list[AnonymousPicture]:
    return prepare_pictures([draw(picture["kind"], picture["words"])])
