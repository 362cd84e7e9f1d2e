"""What people do to twins, as the pages do it."""

from datetime import datetime

from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import render
from portal.discussion.services.comments import comment
from portal.initiatives.models import Support
from portal.initiatives.queries import get_visible
from portal.initiatives.services.merging import merge
from portal.initiatives.services.parting import unmerge
from portal.initiatives.services.supporting import support
from portal.people.models import Role

REASON = "Обидві про те саме: до нових магазинів не заїхати візком."


def merged(actor: Actor, survivor: int, *twins: int, now: datetime, reason: str = REASON) -> None:
    with transaction() as session:
        merge(session, survivor, twins, actor, reason=render(reason), now=now)


def parted(actor: Actor, twin: int, *, now: datetime, reason: str = REASON) -> None:
    with transaction() as session:
        unmerge(session, twin, actor, reason=render(reason), now=now)


def supported(number: int, *supporters: Actor, now: datetime, **details: object) -> None:
    for person in supporters:
        with transaction() as session:
            support(session, get_visible(session, number, person), person, now=now, **details)  # type: ignore[arg-type]  # by name


def said(number: int, by: Actor, *, to: int | None = None, now: datetime, text: str = "Так і в нас.") -> int:
    about, asks = ItemRef("initiative", number), by.has(Role.COMMITTEE) and text.endswith("?")
    with transaction() as session:
        return comment(session, about, by, render(text), parent_id=to, asks=asks, now=now).id


def supporters(number: int) -> set[int]:
    session = db.session()
    session.rollback()
    return set(session.scalars(select(Support.person_id).where(Support.initiative_id == number)))
