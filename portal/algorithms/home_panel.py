"""On everybody's home page the algorithms at hand: from here a call is two keys away."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.algorithms.queries.at_hand import at_hand
from portal.algorithms.views.blueprint import PATH
from portal.core.actor import Actor
from portal.core.numbers import number_path
from portal.core.panels import HomePanel


def algorithms_panel(session: Session, actor: Actor, _now: datetime) -> HomePanel | None:
    """Nothing while there are none."""
    rows = [
        {"title": row.title, "language": row.language, "href": f"{PATH}/{number_path(row.id)}"}
        for row in at_hand(session, actor)
    ]
    values = {"rows": rows, "href": PATH}
    return HomePanel(template="algorithms/_home.html", sheet="css/algorithms-home.css", values=values) if rows else None
