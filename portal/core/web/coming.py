"""From which page of the portal somebody was sent to the one that they read, and the way back to it."""

from urllib.parse import urlencode

from flask import request
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.panels import WayBack, ways_back
from portal.core.web.addresses import own_path

#: What the address of a page calls the one that sent somebody there.
FROM = "from"


def came_from() -> str:
    """The address of that page, if it is one of this portal; else nothing. Whether it is theirs ``way_back`` asks."""
    return own_path(request.values.get(FROM), default="")


def way_back(session: Session, actor: Actor) -> WayBack | None:
    """Where to go back to, if a slice knows the page and ``actor`` may see it."""
    address = came_from()
    found = (find(session, address, actor) for find in ways_back) if address else ()
    return next((way for way in found if way is not None), None)


def with_way_back(address: str) -> str:
    """The address with where somebody came from, for pages on the way."""
    path, hash_sign, place = address.partition("#")
    came = came_from()
    return f"{path}?{urlencode({FROM: came})}{hash_sign}{place}" if came else address
