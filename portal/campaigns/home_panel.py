"""What is asked of everybody just now, on their home page. It costs no statement."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.campaigns.presenting import time_left
from portal.campaigns.queries.campaigns import asking
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.panels import HomePanel

ROWS = 3


def questions_panel(session: Session, _actor: Actor, now: datetime) -> HomePanel | None:
    """The questions that can be answered now; nothing while there are none."""
    today = i18n.today(now)
    rows = [
        {"question": one.question, "language": one.language, "href": one.href, "left": time_left(one.ends_on, today),
         "answer_href": f"/initiatives/new?answers=campaign:{one.id}"}
        for one in asking(session)
        if one.open
    ][:ROWS]  # fmt: skip
    return (
        HomePanel(template="campaigns/_home.html", sheet="css/campaigns.css", values={"rows": rows}) if rows else None
    )
