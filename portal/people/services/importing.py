"""Bringing people in from a file or another system: first a plan of what would change, then all of it or nothing.

A row names a person by 'id' (their number in the other system) or by 'email'. An empty or absent cell leaves what is
there. The same rows a second time change nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.i18n import gettext as _
from portal.people.models import Person, Role
from portal.people.policy import can_manage_people
from portal.people.queries import teams
from portal.people.services.accounts import add_person, change_person, set_roles
from portal.people.services.person_fields import (
    column_of,
    read_date,
    read_email,
    read_language,
    read_line,
    read_roles,
)
from portal.people.services.places import add_team

_READERS = {
    "id": lambda value: read_line(value, longest=80),
    "name": read_line,
    "email": read_email,
    "team": read_line,
    "job": read_line,
    "roles": read_roles,
    "language": read_language,
    "started_on": read_date,
    "mentor": read_email,
}
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line of the file, in words."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a known person: what stands there, and what would. Values are texts for showing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """What one row would do. ``person_id`` None: a new account."""

    line: int
    person_id: int | None
    name: str
    email: str
    #: What the row says, by column, read and checked.
    given: Mapping[str, Any]
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. It can be applied only when there are no ``faults``."""

    people: tuple[PlannedPerson, ...] = ()
    new_teams: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def new(self) -> list[PlannedPerson]:
        """Accounts that would be made."""
        return [row for row in self.people if row.person_id is None]

    @property
    def changed(self) -> list[PlannedPerson]:
        """Known people of whom something would change."""
        return [row for row in self.people if row.person_id is not None and row.changes]

    @property
    def unchanged(self) -> list[PlannedPerson]:
        """Known people who are already as the file says."""
        return [row for row in self.people if row.person_id is not None and not row.changes]

    @property
    def digest(self) -> str:
        """Changes when the plan does: what was confirmed is what is applied."""
        told = [(row.line, row.person_id, row.email, [asdict(change) for change in row.changes]) for row in self.people]
        return sha256(repr((told, self.new_teams, self.faults)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """The rows of a file, each cell read and checked, and what is wrong with those that are left out."""

    given: tuple[Mapping[str, Any], ...]
    faults: tuple[Fault, ...]


def check_rows(rows: Iterable[Mapping[str, Any]]) -> CheckedRows:
    """Read every cell. Slow (0.3 s for 5,000 rows) and in no need of the database: never while writing.

    Keys are column names in any spelling; 'line' is the row's own.
    """
    reading = _Reading()
    read = [reading.row(number, row) for number, row in enumerate(rows, start=1)]
    return CheckedRows(tuple(row for row in read if row is not None), tuple(reading.faults))


def plan_import(session: Session, rows: CheckedRows) -> ImportPlan:
    """Compare the rows with what stands: what they would do, changing nothing."""
    faults = list(rows.faults)
    known = _Known.load(session, rows.given)
    in_file = {row["email"] for row in rows.given if row.get("email")}
    planned = [_plan_row(row, known, in_file, faults) for row in rows.given]
    people = tuple(row for row in planned if row is not None)
    return ImportPlan(people, _new_teams(session, people), tuple(sorted(faults, key=lambda fault: fault.line)))


def apply_import(session: Session, plan: ImportPlan, actor: Actor | None, now: datetime) -> ImportPlan:
    """Carry a plan out. Raises Invalid when it has faults; the caller's transaction keeps all of it or nothing."""
    require(can_manage_people(actor))
    if plan.faults:
        raise Invalid(_("The file has faults; nothing was imported."))
    for name in plan.new_teams:
        add_team(session, actor, name=name, now=now)
    team_ids = {row.name.casefold(): row.id for row in teams(session)}
    done: dict[str, Person] = {}
    for row in plan.people:
        done[row.email] = _apply_row(session, row, team_ids, actor, now)
    # Mentors last: they may come further down in the same file.
    addresses = [row.given["mentor"] for row in plan.people if row.given.get("mentor")]
    mentors = _by_email(session, [email for email in addresses if email not in done]) | done
    for row in plan.people:
        if row.given.get("mentor"):
            mentor = mentors[row.given["mentor"]]
            change_person(session, actor, done[row.email], {"mentor_id": mentor.id}, now=now)
    return plan


def _apply_row(
    session: Session, row: PlannedPerson, team_ids: Mapping[str, int], actor: Actor | None, now: datetime
) -> Person:
    given = row.given
    fields = {name: given[name] for name in ("name", "job", "language", "started_on", "email") if given.get(name)}
    if given.get("team"):
        fields["team_id"] = team_ids[given["team"].casefold()]
    if row.person_id is None:
        roles: Collection[Role] = given.get("roles") or ()
        return add_person(session, actor, now=now, roles=roles, external_id=given.get("id") or None, **fields)
    person = session.get_one(Person, row.person_id)
    if given.get("id"):
        fields["external_id"] = given["id"]
    change_person(session, actor, person, fields, now=now)
    if given.get("roles"):
        set_roles(session, actor, person, given["roles"], now=now)
    return person


@dataclass(slots=True)
class _Reading:
    """Rows read cell by cell, and the faults met on the way."""

    faults: list[Fault] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)

    def row(self, number: int, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """The row with canonical columns, or None when it has a fault."""
        line, before = int(row.get("line", number)), len(self.faults)
        found: dict[str, Any] = {"line": line}
        for header, value in row.items():
            column = column_of(header)
            if column is None or header == "line":
                continue
            try:
                found[column] = _READERS[column](value)
            except Invalid as error:
                self.faults.append(Fault(line, str(error.sentence)))
        self._check_twice(line, found)
        return found if len(self.faults) == before else None

    def _check_twice(self, line: int, found: Mapping[str, Any]) -> None:
        for column, seen in (("id", self.ids), ("email", self.emails)):
            value = found.get(column)
            if value and value in seen:
                self.faults.append(Fault(line, _("'%(value)s' stands in the file twice.", value=value)))
            elif value:
                seen.add(value)


@dataclass(frozen=True, slots=True)
class _Known:
    """The people that the rows may mean, and the names to show for their teams and mentors."""

    by_id: Mapping[str, Person]
    by_email: Mapping[str, Person]
    mentor_emails: Mapping[int, str]
    team_names: Mapping[int, str]

    @classmethod
    def load(cls, session: Session, rows: Sequence[Mapping[str, Any]]) -> "_Known":
        numbers = [row["id"] for row in rows if row.get("id")]
        addresses = [row[column] for row in rows for column in ("email", "mentor") if row.get(column)]
        by_id: dict[str, Person] = {}
        for start in range(0, len(numbers), CHUNK):
            found = select(Person).where(Person.external_id.in_(numbers[start : start + CHUNK]))
            for person in session.scalars(found.options(selectinload(Person.roles))):
                by_id[person.external_id or ""] = person
        by_email = _by_email(session, addresses)
        mentors = {person.mentor_id for person in (*by_id.values(), *by_email.values()) if person.mentor_id}
        emails = session.execute(select(Person.id, Person.email).where(Person.id.in_(mentors)))
        mentor_emails = {row.id: row.email for row in emails}
        names = {team.id: team.name for team in teams(session)}
        return cls(by_id, by_email, mentor_emails, names)


def _by_email(session: Session, addresses: Sequence[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for start in range(0, len(addresses), CHUNK):
        people = select(Person).where(Person.email.in_(addresses[start : start + CHUNK]))
        found |= {person.email: person for person in session.scalars(people.options(selectinload(Person.roles)))}
    return found


def _plan_row(
    given: Mapping[str, Any], known: _Known, in_file: Collection[str], faults: list[Fault]
) -> PlannedPerson | None:
    line, email = given["line"], given.get("email") or ""
    by_id, by_email = known.by_id.get(given.get("id") or ""), known.by_email.get(email)
    person = by_id or by_email
    fault = _fault_of(given, person, by_email, known, in_file)
    if fault:
        faults.append(Fault(line, fault))
        return None
    if person is None:
        return PlannedPerson(line, None, given["name"], email, given)
    changes = tuple(_changes(given, person, known))
    return PlannedPerson(line, person.id, given.get("name") or person.name, email or person.email, given, changes)


def _fault_of(
    given: Mapping[str, Any], person: Person | None, by_email: Person | None, known: _Known, in_file: Collection[str]
) -> str | None:
    """The first thing that is wrong with the row as a whole, in words."""
    email, mentor = given.get("email"), given.get("mentor")
    if person is None and not (given.get("name") and email):
        return _("A new person needs a name and an e-mail address.")
    if person is not None and by_email is not None and by_email is not person:
        return _("The address '%(value)s' belongs to somebody else.", value=email)
    if person is not None and person.external_id and given.get("id") and person.external_id != given["id"]:
        return _("The person with the address '%(value)s' has another id here.", value=email)
    if person is not None and person.deactivated_at is not None:
        return _("The account of '%(value)s' is closed. Open it again first.", value=person.email)
    if mentor and mentor == (email or (person.email if person else "")):
        return _("Nobody can be their own mentor.")
    if mentor and mentor not in in_file and mentor not in known.by_email:
        return _("There is no mentor with the address '%(value)s'.", value=mentor)
    return None


def _changes(given: Mapping[str, Any], person: Person, known: _Known) -> Iterable[FieldChange]:
    standing: dict[str, Any] = {
        "id": person.external_id,
        "name": person.name,
        "email": person.email,
        "team": known.team_names.get(person.team_id or 0, ""),
        "job": person.job,
        "roles": frozenset(row.role for row in person.roles),
        "language": person.language,
        "started_on": person.started_on,
        "mentor": known.mentor_emails.get(person.mentor_id or 0, ""),
    }
    for column, before in standing.items():
        after = given.get(column)
        if not after:
            continue
        if column == "roles":
            after = after - {Role.EMPLOYEE}
        same = before.casefold() == after.casefold() if column == "team" else before == after
        if not same:
            yield FieldChange(column, _as_text(before), _as_text(after))


def _as_text(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(role.value for role in value))
    return "" if value is None else str(value)


def _new_teams(session: Session, people: Iterable[PlannedPerson]) -> tuple[str, ...]:
    known = {team.name.casefold() for team in teams(session)}
    named = {row.given["team"].casefold(): row.given["team"] for row in people if row.given.get("team")}
    return tuple(sorted(name for folded, name in named.items() if folded not in known))
