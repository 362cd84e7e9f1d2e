"""Initiatives with their clocks, as the pages and the worker leave them."""

from datetime import datetime

from sqlalchemy import select

from portal.committee.models import Clock
from portal.committee.services.watching import watch_clocks
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import render
from portal.discussion.models import Comment
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.services.moving import move
from portal.people.models import Role
from tests.discussion.factories import said
from tests.initiatives import factories

REASON = "Ми це обговорили й вирішили саме так, дякуємо."


def clocks(number: int) -> list[Clock]:
    """All rounds of an initiative, oldest first, as the database has them now."""
    session = db.session()
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Clock).where(Clock.initiative_id == number).order_by(Clock.id)))


def clock(number: int) -> Clock:
    """The newest round."""
    return clocks(number)[-1]


def moved(number: int, actor: Actor, to: StatusType, now: datetime, *, until: datetime | None = None) -> None:
    """Somebody gives it another status."""
    with transaction() as session:
        row = session.get_one(Initiative, number)
        day = until.date() if until else None
        move(session, row, actor, factories.status(to), reason=render(REASON), defer_until=day, now=now)


def wrote(number: int, actor: Actor, now: datetime, text: str = "Скільки таких випадків на тиждень?") -> Comment:
    """Somebody writes in the discussion; the committee asks the author, unless it is no question."""
    asks = actor.has(Role.COMMITTEE) and text.endswith("?")
    return said(actor, text, asks=asks, item=ItemRef("initiative", number), now=now)


def watched(now: datetime) -> None:
    """The worker looks at the clocks."""
    with transaction() as session:
        watch_clocks(session, now)
