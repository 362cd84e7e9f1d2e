"""On the home page what is entrusted to me, to be ticked where it stands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.numbers import number_path
from portal.core.panels import HomePanel
from portal.delivery.presenting import due
from portal.delivery.queries.mine import MOST_ROWS, my_tasks

SHOWN = 5


def tasks_panel(found: Sequence[Row[Any]], today: date) -> HomePanel | None:
    """The nearest tasks, as the home page has read them with everything else; nothing for whoever has nothing to do."""
    if not found:
        return None
    values = _values(found[:SHOWN], today, whole=False)
    return HomePanel(template="delivery/_my_tasks.html", sheet="css/delivery.css", values=values)


def mine_values(session: Session, actor: Actor, now: datetime, *, whole: bool, just: int = 0) -> dict[str, Any]:
    """The rows as the template shows them: on the home page the nearest, on the page of one's own (``whole``) all."""
    found = my_tasks(session, actor, limit=MOST_ROWS if whole else SHOWN, just=just)
    return _values(found, i18n.today(now), whole=whole)


def _values(found: Sequence[Row[Any]], today: date, *, whole: bool) -> dict[str, Any]:
    rows = [
        {
            "id": row.task_id,
            "title": row.task_title,
            "language": row.language,
            "done": row.done_at is not None,
            "due": due(row.due_on, today, done=row.done_at is not None),
            "blocked_reason": row.blocked_reason,
            "of": row.title,
            "href": f"/initiatives/{number_path(row.number)}/work#task-{row.task_id}",
        }
        for row in found
    ]
    more = (found[0].n if found else 0) - len(rows)
    return {"rows": rows, "more": more, "whole": whole, "place": "mine" if whole else "home"}
