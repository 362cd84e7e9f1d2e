"""Where an anonymous initiative stands, for whoever has shown its code."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.initiatives.models import Initiative
from portal.initiatives.queries.last_word import last_word
from portal.initiatives.queries.promised import promised_day
from portal.people.models import Person


@dataclass(frozen=True, slots=True)
class AnonymousStanding:
    """An anonymous initiative as its author sees it. A LastWord, or nothing, says who spoke last."""

    initiative: Initiative
    owner_name: str | None
    last_word: str | None
    #: By when the committee's next word is promised.
    promised_day: date | None


def standing_of(session: Session, number: int) -> AnonymousStanding | None:
    """Where it stands; None when it isn't let out yet."""
    row = session.execute(
        select(Initiative, Person.name, last_word(), promised_day())
        .outerjoin(Person, Person.id == Initiative.owner_id)
        .where(Initiative.id == number)
        .options(selectinload(Initiative.tags))
    ).one_or_none()
    return None if row is None else AnonymousStanding(*row)
