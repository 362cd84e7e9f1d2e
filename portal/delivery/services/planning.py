"""What milestones and tasks have in common: words, days, keys of forms, places in the order."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line
from portal.delivery.events import WorkReordered
from portal.delivery.models import MAX_TITLE_LETTERS, Milestone, Task
from portal.initiatives.models import Initiative

Placed = TypeVar("Placed", Milestone, Task)

#: A plan further ahead is none, and one further back is a slip of the pen.
MAX_DAYS = 3 * 366
NOT_YOURS = _l("Whoever is responsible for it and the committee plan its work.")


def title_of(text: str) -> str:
    """The words of a milestone or a task; raise Invalid without any."""
    title = clean_line(text)
    if not title:
        raise Invalid(_l("Please say in a few words what is to be done."), field="title")
    if len(title) > MAX_TITLE_LETTERS:
        raise Invalid(_l("Please say it in one line: the details belong to the discussion."), field="title")
    return title


def require_sensible_day(day: date | None, now: datetime) -> None:
    """Raise Invalid for a day that nobody can mean."""
    if day is not None and abs(day - i18n.today(now)) > timedelta(days=MAX_DAYS):
        raise Invalid(_l("Please choose a day within three years."), field="due_on")


def bound_key(submission_key: str, initiative: Initiative, actor: Actor, *parts: object) -> str:
    """The form's key bound to who sends what where: the same form sent twice leaves one row, another one its own."""
    whole = (submission_key, str(initiative.id), str(actor.id), *(str(part) for part in parts))
    return hashlib.sha256("\x00".join(whole).encode("utf-8", "replace")).hexdigest()


def last_place(session: Session, kind: type[Milestone] | type[Task], number: int) -> int:
    """The place of the last one of an initiative, those included that were taken away."""
    return session.scalar(_last_place(kind), {"initiative": number}) or 0


@cache
def _last_place(kind: type[Milestone] | type[Task]) -> Select[int]:
    return select(func.max(kind.position)).where(kind.initiative_id == bindparam("initiative"))


def put_beside(
    session: Session,
    initiative: Initiative,
    rows: Sequence[Placed],
    moved: Placed,
    step: int,
    actor: Actor,
    *,
    now: datetime,
) -> None:
    """Let one of ``rows`` change places with its neighbour, the one above (-1) or below (1); nothing at an end."""
    order = list(rows)
    here = order.index(moved)
    there = here + (1 if step > 0 else -1)
    if not 0 <= there < len(order):
        return
    places = sorted(row.position for row in order)
    order[here], order[there] = order[there], order[here]
    if len(set(places)) < len(places):  # of merged initiatives two may have the same place
        places = list(range(1, len(order) + 1))
    for row, place in zip(order, places, strict=True):
        row.position = place
    record(session, WorkReordered(initiative_id=initiative.id), actor, at=now)
