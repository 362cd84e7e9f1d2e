"""The accounts that the rows of a file may mean, found with few statements however many rows there are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from portal.people.models import Person
from portal.people.queries import teams

CHUNK = 500


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Accounts by what a row calls them, and what stands in each as a row would say it."""

    by_id: Mapping[str, Person]
    by_email: Mapping[str, Person]
    mentor_emails: Mapping[int, str]
    team_names: Mapping[int, str]
    #: In lower case.
    closed_teams: Collection[str]

    @classmethod
    def load(cls, session: Session, given: Sequence[Mapping[str, Any]]) -> "KnownPeople":
        """Everybody whom these rows name, as the person or as a mentor."""
        numbers = [row["id"] for row in given if row.get("id")]
        addresses = [row[column] for row in given for column in ("email", "mentor") if row.get(column)]
        by_id = {person.external_id or "": person for person in _found(session, Person.external_id, numbers)}
        by_email = people_by_email(session, addresses)
        mentors = {person.mentor_id for person in (*by_id.values(), *by_email.values()) if person.mentor_id}
        mentor_emails = {person.id: person.email for person in _found(session, Person.id, mentors)}
        rows = teams(session)
        names = {team.id: team.name for team in rows}
        closed = frozenset(team.name.casefold() for team in rows if team.closed)
        return cls(by_id, by_email, mentor_emails, names, closed)

    def person(self, given: Mapping[str, Any]) -> Person | None:
        """The account that a row means: by id, else by address."""
        return self.by_id.get(given.get("id") or "") or self.by_email.get(given.get("email") or "")

    def is_closed_to(self, person: Person | None, team: str) -> bool:
        """Whether the team of this name takes nobody new, and the person isn't in it yet."""
        present = self.team_names.get((person.team_id if person else None) or 0, "")
        return team.casefold() in self.closed_teams and team.casefold() != present.casefold()

    def standing(self, person: Person) -> dict[str, Any]:
        """What stands in the account, by column."""
        standing: dict[str, Any] = {
            "id": person.external_id,
            "name": person.name,
            "email": person.email,
            "team": self.team_names.get(person.team_id or 0, ""),
            "job": person.job,
            "roles": tuple(sorted(row.role.value for row in person.roles)),
            "language": person.language,
            "started_on": person.started_on,
            "mentor": self.mentor_emails.get(person.mentor_id or 0, ""),
            "active": person.deactivated_at is None,
        }
        return standing


def people_by_email(session: Session, addresses: Iterable[str]) -> dict[str, Person]:
    """The accounts with these addresses."""
    return {person.email: person for person in _found(session, Person.email, addresses)}


def _found(session: Session, column: InstrumentedAttribute[Any], values: Iterable[Any]) -> list[Person]:
    wanted, people = sorted(set(values)), list[Person]()
    for start in range(0, len(wanted), CHUNK):
        among: ColumnElement[bool] = column.in_(wanted[start : start + CHUNK])
        people += session.scalars(select(Person).where(among).options(selectinload(Person.roles))).all()
    return people
