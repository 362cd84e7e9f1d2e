"""Asking whoever finds look-alikes."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import LookAlike, look_alikes


def much_like(session: Session, text: str, actor: Actor, limit: int) -> Sequence[LookAlike]:
    """What is likely to be the same matter, the closest first. The first line of ``text`` is its title."""
    finders = list(look_alikes)
    return finders[-1].similar(session, text, actor, limit) if finders else ()
