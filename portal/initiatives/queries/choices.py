"""Whom a form offers."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core.i18n import sort_key
from portal.people.models import Person
from portal.people.queries import is_active, shown_name


def possible_owners(session: Session, present: int | None) -> list[tuple[int, str]]:
    """Everyone who works here, by name; the ``present`` owner stays in the list."""
    rows = session.execute(select(Person.id, Person.name).where(or_(is_active(), Person.id == present)))
    return sorted(((id_, shown_name(name)) for id_, name in rows), key=lambda pair: sort_key(pair[1]))
