"""Keeping with an enrolment how somebody gets on, so that a page need not weigh every step of everybody."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import Session

from portal.core.db import BigId
from portal.onboarding.models import Enrolment
from portal.onboarding.queries.owed import KEPT


def take_stock(session: Session, enrolment_id: int) -> None:
    """Reckon it anew from what they have begun, done and answered: after each change of those, and of the version.

    A row that is loaded already doesn't hear of it: nothing that writes asks for it.
    """
    session.flush()  # it is reckoned in the database
    session.connection().execute(_one(), {"number": enrolment_id})


@cache
def _one() -> Any:
    """Built once: building costs more than reckoning."""
    table: Any = Enrolment.__table__
    return update(table).where(Enrolment.id == bindparam("number", type_=BigId)).values(KEPT)


def stock_faults(session: Session) -> list[int]:
    """The enrolments with which something else is kept."""
    return list(session.scalars(select(Enrolment.id).where(_is_wrong()).order_by(Enrolment.id)))


def take_stock_of_all(session: Session) -> int:
    """Reckon anew where something else is kept; of how many it was."""
    session.flush()  # it is reckoned in the database
    statement = update(Enrolment).where(_is_wrong()).values(KEPT).returning(Enrolment.id)
    return len(session.execute(statement, execution_options={"synchronize_session": False}).all())


def _is_wrong() -> ColumnElement[bool]:
    return or_(*(getattr(Enrolment, name).is_distinct_from(truth) for name, truth in KEPT.items()))
