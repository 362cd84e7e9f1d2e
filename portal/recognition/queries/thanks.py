"""Thanks: for an initiative, to a person, in a time."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, true
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.initiatives.models import CoAuthor, Initiative, Visibility
from portal.initiatives.queries import visible_to
from portal.people.models import Person
from portal.recognition.models import Thanks

MOST_SHOWN = 100

#: What everybody reads.
STANDS = and_(Thanks.withdrawn_at.is_(None), Thanks.hidden_at.is_(None))
_COLUMNS = (
    Thanks.id, Thanks.initiative_id, Thanks.by_id, Thanks.from_customer, Thanks.words, Thanks.language, Thanks.at,
    Thanks.withdrawn_at, Thanks.hidden_at, Thanks.hidden_reason, Person.name.label("by_name"),
)  # fmt: skip


def thanks_of(session: Session, initiative_id: int, actor: Actor, *, moderates: bool) -> list[Row[Any]]:
    """What was said for an initiative, the newest first; what was hidden, to editors and whoever said it."""
    seen = true() if moderates else or_(Thanks.hidden_at.is_(None), Thanks.by_id == actor.id)
    rows = (
        select(*_COLUMNS)
        .join(Person, Person.id == Thanks.by_id)
        .where(Thanks.initiative_id == initiative_id, Thanks.withdrawn_at.is_(None), seen)
        .order_by(Thanks.at.desc(), Thanks.id.desc())
        .limit(MOST_SHOWN)
    )  # fmt: skip
    return list(session.execute(rows))


def thanks_among(session: Session, ids: Collection[int], actor: Actor) -> list[Row[Any]]:
    """Those of ``ids`` on initiatives that ``actor`` may see, whether or not they stand."""
    rows: Any = (
        select(*_COLUMNS, Initiative.title)
        .join(Initiative, Initiative.id == Thanks.initiative_id)
        .join(Person, Person.id == Thanks.by_id)
        .where(Thanks.id.in_(ids), visible_to(actor))
        .order_by(Thanks.id)
    )
    return list(session.execute(rows))


def is_thanked(number: Any) -> ColumnElement[bool]:
    """Whether anybody thanked for the initiative of that id."""
    return select(Thanks.id).where(Thanks.initiative_id == number).exists()


def thanks_to(session: Session, person_id: int, actor: Actor, limit: int) -> list[Row[Any]]:
    """The newest thanks for what a person proposed, wrote along or carried out, of what ``actor`` may see."""
    together = select(CoAuthor.initiative_id).where(CoAuthor.person_id == person_id)
    theirs = or_(Initiative.author_id == person_id, Initiative.owner_id == person_id, Initiative.id.in_(together))
    rows: Any = (
        select(*_COLUMNS, Initiative.title)
        .join(Initiative, Initiative.id == Thanks.initiative_id)
        .join(Person, Person.id == Thanks.by_id)
        .where(theirs, STANDS, visible_to(actor), or_(Thanks.by_id != person_id, Thanks.from_customer))
        .order_by(Thanks.at.desc(), Thanks.id.desc())
        .limit(limit)
    )
    return list(session.execute(rows))


def said_between(session: Session, since: datetime, until: datetime, limit: int) -> list[Row[Any]]:
    """Thanks with words of a time, for what everybody may see, the newest first."""
    rows: Any = (
        select(*_COLUMNS, Initiative.title)
        .join(Initiative, Initiative.id == Thanks.initiative_id)
        .join(Person, Person.id == Thanks.by_id)
        .where(
            STANDS, Thanks.words != "", Thanks.at >= since, Thanks.at < until,
            Initiative.visibility == Visibility.EVERYONE,
        )
        .order_by(Thanks.at.desc(), Thanks.id.desc())
        .limit(limit)
    )  # fmt: skip
    return list(session.execute(rows))
