"""On the home page the cards of the day, for whoever learns by them, in one statement."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.cards.queries.today import todays_cards
from portal.core.actor import Actor
from portal.core.panels import HomePanel


def cards_panel(session: Session, actor: Actor, now: datetime) -> HomePanel | None:
    """How many cards wait; nothing when none does."""
    found = todays_cards(session, actor.id, now)
    if found is None or not found.queue:
        return None
    values = {"waiting": len(found.queue), "begun": found.met > 0}
    return HomePanel(template="cards/_home.html", sheet="css/cards.css", values=values)
