"""The row of tabs above what waits for whoever looks: to read, to check, what is missing, and what others add."""

from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.knowledge.queries.upkeep import waiting_for
from portal.knowledge.waiting_places import waiting_places

TO_READ, TO_CHECK, MISSING = "/knowledge/to-read", "/knowledge/upkeep", "/knowledge/upkeep/answers"


def my_tabs(session: Session, actor: Actor, current: str, *, to_read: int = 0) -> list[dict[str, Any]]:
    """With what waits in each, in one statement; ``current``: the address of the one that is open."""
    overdue, noes, *others = waiting_for(session, actor.id, i18n.today(clock.now()))
    tabs = [
        (_("To read"), TO_READ, to_read),
        (_("To check"), TO_CHECK, overdue),
        (_("What is missing"), MISSING, noes),
        *((one.label, one.href, count) for one, count in zip(waiting_places, others, strict=True)),
    ]
    return [
        {"label": label, "href": href, "current": href == current, "count": count or None}
        for label, href, count in tabs
    ]
