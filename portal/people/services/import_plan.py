"""What an import of people would do: compared with what stands, changing nothing.

A row names a person by 'id' (their number in the other system) or by 'email'. An empty or absent value leaves what is
there. The same rows a second time change nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from portal.core.i18n import gettext as _
from portal.core.i18n import sort_key
from portal.core.line_faults import LineFault, in_order
from portal.people.models import Person, Role
from portal.people.queries import active_people_with_role, teams
from portal.people.services.accounts import LAST_ADMINISTRATOR
from portal.people.services.known_people import KnownPeople
from portal.people.services.person_rows import CheckedRow, CheckedRows

#: A fault's field and sentence, before its line is known.
Said = tuple[str, str]

#: The share of letters in common (difflib's ratio) from which a new name is likely a known one with a slip.
SLIP = 0.85


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a known person: what stands there, and what would. Roles are sorted."""

    field: str
    before: Any
    after: Any


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
    faults: tuple[LineFault, ...] = ()
    #: Of new teams whose names are all but those of teams that there are: the new name and the known one.
    slips: tuple[tuple[str, str], ...] = ()

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


def plan_import(session: Session, checked: CheckedRows) -> ImportPlan:
    """Compare the rows with what stands: what they would do, and every fault of every row."""
    known = KnownPeople.load(session, [row.given for row in checked.rows])
    in_file = {row.given["email"] for row in checked.rows if row.given.get("email")}
    faults = list(checked.faults)
    planned: list[PlannedPerson] = []
    first_lines: dict[int, int] = {}
    for row in checked.rows:
        found = [LineFault(row.line, sentence, field) for field, sentence in _faults_of(row, known, in_file)]
        person = known.person(row.given)
        first = first_lines.setdefault(person.id, row.line) if person else row.line
        if first != row.line:
            found.append(LineFault(row.line, _("Line %(line)s means the same person.", line=first)))
        faults += found
        if not found and not row.faulty:
            planned.append(_plan_row(row, known))
    faults += _last_administrators(session, planned)
    new_teams = _new_teams(session, planned)
    return ImportPlan(tuple(planned), new_teams, in_order(faults), _slips(session, new_teams))


def _plan_row(row: CheckedRow, known: KnownPeople) -> PlannedPerson:
    given, person = row.given, known.person(row.given)
    if person is None:
        return PlannedPerson(row.line, None, given["name"], given["email"], given)
    name, email = given.get("name") or person.name, given.get("email") or person.email
    return PlannedPerson(row.line, person.id, name, email, given, tuple(_changes(given, person, known)))


def _faults_of(row: CheckedRow, known: KnownPeople, in_file: Collection[str]) -> Iterator[Said]:
    """All that is wrong with a row beside values that can't be read."""
    person = known.person(row.given)
    yield from _faults_of_new(row) if person is None else _faults_of_known(row, person, known)
    mentor, email = row.given.get("mentor"), row.given.get("email") or (person.email if person else None)
    if mentor and mentor == email:
        yield "mentor", _("Nobody can be their own mentor.")
    elif mentor and mentor not in in_file and mentor not in known.by_email:
        yield "mentor", _("There is no mentor with the address '%(value)s'.", value=mentor)
    if known.is_closed_to(person, row.given.get("team") or ""):
        yield "team", _("The team '%(value)s' is closed.", value=row.given["team"])


def _faults_of_new(row: CheckedRow) -> Iterator[Said]:
    if any(not row.given.get(column) and column not in row.faulty for column in ("name", "email")):
        yield "", _("A new person needs a name and an e-mail address.")


def _faults_of_known(row: CheckedRow, person: Person, known: KnownPeople) -> Iterator[Said]:
    number, email = row.given.get("id"), row.given.get("email")
    if known.by_email.get(email or "", person) is not person:
        yield "email", _("The address '%(value)s' belongs to somebody else.", value=email)
    if number and person.external_id and person.external_id != number:
        yield "id", _("The person with the address '%(value)s' has another id here.", value=email)
    if person.deactivated_at and row.given.get("active") is None and any(_changes(row.given, person, known)):
        yield "", _("The account of '%(value)s' is closed. Open it again first.", value=person.email)


def _changes(given: Mapping[str, Any], person: Person, known: KnownPeople) -> Iterator[FieldChange]:
    for column, before in known.standing(person).items():
        after: Any = given.get(column)
        if after is None or after == "":
            continue
        if column == "roles":
            after = tuple(sorted(role.value for role in after - {Role.EMPLOYEE}))
        if before != after and not (column == "team" and before.casefold() == after.casefold()):
            yield FieldChange(column, before, after)


def _last_administrators(session: Session, planned: Sequence[PlannedPerson]) -> Iterator[LineFault]:
    """The portal never loses its only administrators; another row of the file may name who takes over."""
    leaving = {row.person_id: row.line for row in planned if _gives_up_administration(row)}
    if not leaving or any(takes_up_administration(row) for row in planned):
        return
    administrators = set(active_people_with_role(session, Role.ADMINISTRATOR))
    if administrators and administrators <= leaving.keys():
        for person_id in administrators:
            yield LineFault(leaving[person_id], str(LAST_ADMINISTRATOR), "roles")


def takes_up_administration(row: PlannedPerson) -> bool:
    """Whether the row names an administrator: such rows come first, so that another may give it up."""
    return Role.ADMINISTRATOR in (row.given.get("roles") or ()) and row.given.get("active") is not False


def _gives_up_administration(row: PlannedPerson) -> bool:
    roles = any(change.field == "roles" and Role.ADMINISTRATOR in change.before for change in row.changes)
    return roles or any(change.field == "active" and not change.after for change in row.changes)


def _new_teams(session: Session, people: Iterable[PlannedPerson]) -> tuple[str, ...]:
    known = {team.name.casefold() for team in teams(session)}
    named = {row.given["team"].casefold(): row.given["team"] for row in people if row.given.get("team")}
    return tuple(sorted((name for folded, name in named.items() if folded not in known), key=sort_key))


def _slips(session: Session, new_teams: Iterable[str]) -> tuple[tuple[str, str], ...]:
    known = {team.name.casefold(): team.name for team in teams(session)}
    likely = {name: get_close_matches(name.casefold(), known, n=1, cutoff=SLIP) for name in new_teams}
    return tuple((name, known[found[0]]) for name, found in likely.items() if found)
