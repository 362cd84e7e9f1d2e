"""The case of the day on everybody's home page, and the latest cases."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.cases.queries import home_cases
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.numbers import number_path
from portal.core.panels import HomePanel
from portal.knowledge.queries import genres
from portal.knowledge.views.listing import author_words
from portal.people.queries import team_names


def cases_panel(session: Session, _actor: Actor, now: datetime) -> HomePanel | None:
    """Nothing while there are no cases."""
    chosen, latest = home_cases(session, i18n.today(now))
    if chosen is None:
        return None
    known, teams = genres(session).by_id, team_names(session)

    def words(row: Any) -> dict[str, Any]:
        return {
            "title": row.title,
            "href": f"/cases/{number_path(row.id)}",
            "language": row.language,
            "lead": row.lead,
            "quote": row.quote or "",
            "genre": known[row.genre_id],
            "author": author_words(row),
            "team": teams.get(row.team_id or 0),
            "at": row.published_at,
        }

    values = {"day": words(chosen), "latest": [words(row) for row in latest]}
    return HomePanel(template="cases/_home.html", sheet="css/case-of-the-day.css", values=values)
