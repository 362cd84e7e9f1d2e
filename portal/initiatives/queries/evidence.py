"""What supporters know of the matter, in a line each."""

from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.initiatives.models import Frequency, Support
from portal.people.models import Person

EVIDENCE_SHOWN = 6

_number = bindparam("number", type_=Support.initiative_id.type)


class Evidence(NamedTuple):
    """A supporter's line."""

    text: str
    name: str | None
    frequency: Frequency | None
    person_id: int


_EVIDENCE = (
    select(Support.evidence, Person.name, Support.frequency, Support.person_id)
    .join(Person, Person.id == Support.person_id)
    .where(Support.initiative_id == _number, Support.evidence != "")
    .order_by(Support.at.desc(), Support.id.desc())
    .limit(EVIDENCE_SHOWN)
)


def evidence(session: Session, number: int) -> list[Evidence]:
    """The newest lines of supporters."""
    return [Evidence(*row) for row in read_rows(session, _EVIDENCE, {"number": number})]
