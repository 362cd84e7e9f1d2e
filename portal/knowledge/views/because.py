"""The note that a change begins with when somebody came to it from a case."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemRef, origins
from portal.core.i18n import gettext as _
from portal.core.links import cards_of
from portal.core.numbers import read_number
from portal.knowledge.models import MAX_NOTE_LETTERS


def because(session: Session, text: str | None, actor: Actor) -> str:
    """What (\"case:12\") the change is proposed because of: its title and address, or its words; empty for nothing."""
    kind, _colon, digits = (text or "").partition(":")
    number = read_number(digits)
    if number is None:
        return ""
    if origin := origins.get(kind):
        return origin.words(session, number, actor)[:MAX_NOTE_LETTERS]
    card = next(iter(cards_of(session, [ItemRef(kind, number)], actor).values()), None)
    return _("Because of “%(title)s” (%(address)s)", title=card.title, address=card.href) if card else ""
