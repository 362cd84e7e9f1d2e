"""Bringing people in from a file or another system: what was planned is carried out whole, or not at all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.journal import record
from portal.core.line_faults import FaultyLines, LineFault
from portal.people.events import PersonAdded
from portal.people.models import Person
from portal.people.policy import can_manage_people
from portal.people.queries import teams
from portal.people.services.accounts import change_person, make_first_link, new_account, set_roles
from portal.people.services.import_plan import ImportPlan, PlannedPerson, takes_up_administration
from portal.people.services.known_people import people_by_email
from portal.people.services.leaving import deactivate, reactivate
from portal.people.services.places import add_team


@dataclass(slots=True)
class Imported:
    """The accounts that rows became, by line; and rows that couldn't be kept after all."""

    people: dict[int, Person] = field(default_factory=dict)
    faults: list[LineFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NewLink:
    """Whom a one-time token is for."""

    name: str
    email: str
    token: str


def apply_import(session: Session, plan: ImportPlan, actor: Actor | None, now: datetime) -> list[Person]:
    """Carry a plan out, and give the new people.

    Raises FaultyLines; the caller's transaction keeps all of it or nothing.
    """
    if plan.faults:
        raise FaultyLines(plan.faults)
    imported = carry_out(session, plan, actor, now)
    if imported.faults:
        raise FaultyLines(imported.faults)
    return [imported.people[row.line] for row in plan.new]


def links_for(session: Session, people: Iterable[Person], actor: Actor, now: datetime) -> list[NewLink]:
    """A one-time token for each, with which they choose their password; it is known only now."""
    return [NewLink(one.name, one.email, make_first_link(session, actor, one, now=now)) for one in people]


def carry_out(
    session: Session, plan: ImportPlan, actor: Actor | None, now: datetime, step: Callable[[], None] = lambda: None
) -> Imported:
    """Do what every faultless row says; goes on after one that can't be kept, so that all faults are named at once.

    With faults in the plan or the result the caller keeps nothing of it.
    """
    require(can_manage_people(actor))
    for name in plan.new_teams:
        add_team(session, actor, name=name, now=now)
    imported = Imported(_add_new(session, plan, now))
    team_ids = _team_ids(session)
    for row in sorted(plan.people, key=lambda row: not takes_up_administration(row)):
        try:
            if row.person_id is not None:
                imported.people[row.line] = _change_known(session, row, team_ids, actor, now)
            _open_or_close(session, imported.people[row.line], row.given, actor, now)
        except Invalid as error:
            imported.faults.append(LineFault(row.line, str(error.sentence), error.field or ""))
        step()
    _give_mentors(session, plan, imported, actor, now)
    for row in plan.new:
        record(session, PersonAdded(person_id=imported.people[row.line].id), actor, at=now)
    return imported


def _add_new(session: Session, plan: ImportPlan, now: datetime) -> dict[int, Person]:
    """All new accounts at once, by line: the plan knows that their addresses are free and their teams open."""
    team_ids = _team_ids(session)
    people = {
        row.line: new_account(now=now, roles=row.given.get("roles") or (), **_fields(row.given, team_ids))
        for row in plan.new
    }
    session.add_all(people.values())
    session.flush()  # mentors and events need the ids
    return people


def _change_known(
    session: Session, row: PlannedPerson, team_ids: Mapping[str, int], actor: Actor | None, now: datetime
) -> Person:
    person = session.get_one(Person, row.person_id)
    change_person(session, actor, person, _fields(row.given, team_ids), now=now)
    if row.given.get("roles"):
        set_roles(session, actor, person, row.given["roles"], now=now)
    return person


def _team_ids(session: Session) -> dict[str, int]:
    return {row.name.casefold(): row.id for row in teams(session)}


def _fields(given: Mapping[str, Any], team_ids: Mapping[str, int]) -> dict[str, Any]:
    """What a row says, as fields of an account, but for roles and mentor."""
    fields = {name: given[name] for name in ("name", "job", "language", "started_on", "email") if given.get(name)}
    if given.get("team"):
        fields["team_id"] = team_ids[given["team"].casefold()]
    if given.get("id"):
        fields["external_id"] = given["id"]
    return fields


def _open_or_close(
    session: Session, person: Person, given: Mapping[str, Any], actor: Actor | None, now: datetime
) -> None:
    if given.get("active") is False:
        deactivate(session, actor, person, {}, now=now)
    elif given.get("active"):
        reactivate(session, actor, person, now=now)


def _give_mentors(session: Session, plan: ImportPlan, imported: Imported, actor: Actor | None, now: datetime) -> None:
    """After everybody is in: a mentor may come further down in the same file."""
    named = [row for row in plan.people if row.given.get("mentor") and row.line in imported.people]
    in_file = {person.email: person for person in imported.people.values()}
    mentors = people_by_email(session, {row.given["mentor"] for row in named} - in_file.keys()) | in_file
    for row in named:
        mentor, person = mentors.get(row.given["mentor"]), imported.people[row.line]
        if mentor is None:
            continue  # the mentor's own line has a fault
        if row.person_id is None:
            person.mentor_id = mentor.id
        else:
            change_person(session, actor, person, {"mentor_id": mentor.id}, now=now)
