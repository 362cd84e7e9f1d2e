"""The note that a change begins with when somebody came to it from a case."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.links import cards_of
from portal.core.numbers import read_number


def because(session: Session, text: str | None, actor: Actor) -> str:
    """Which item (\"case:12\") the change is proposed because of: its title and address; empty for none."""
    kind, _colon, digits = (text or "").partition(":")
    number = read_number(digits)
    if number is None:
        return ""
    card = next(iter(cards_of(session, [ItemRef(kind, number)], actor).values()), None)
    return _("Because of “%(title)s” (%(address)s)", title=card.title, address=card.href) if card else ""
