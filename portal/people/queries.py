"""Reading people: names, roles, stand-ins, and the teams and areas that every page needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.core.i18n import gettext as _
from portal.core.i18n import sort_key
from portal.core.reference import ReferenceData
from portal.people.models import Area, Person, PersonRole, Role, Team


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team, as choices and rows show it."""

    id: int
    name: str
    lead_id: int | None
    closed: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area, as choices and rows show it."""

    id: int
    name: str
    team_id: int | None
    closed: bool


def shown_name(name: str | None) -> str:
    """The name of a person's row as it is shown; an erased person has none."""
    return name or _("a former colleague")


def is_active() -> ColumnElement[bool]:
    """The condition that a person's account is open."""
    return Person.deactivated_at.is_(None)


def active_people_with_role(session: Session, role: Role | str) -> list[int]:
    """Ids of those who hold the role and whose account is open, in order of id."""
    statement = select(Person.id).where(is_active())
    if role != Role.EMPLOYEE:
        statement = statement.join(PersonRole, PersonRole.person_id == Person.id).where(PersonRole.role == Role(role))
    return list(session.scalars(statement.order_by(Person.id)))


def stand_ins_for(session: Session, person_ids: Collection[int], day: date) -> dict[int, int]:
    """Who stands in for those of ``person_ids`` who are away on ``day``; the open-ended absence has no last day."""
    rows = session.execute(
        select(Person.id, Person.stand_in_id)
        .where(Person.id.in_(person_ids), Person.stand_in_id.is_not(None), Person.away_from <= day)
        .where(Person.away_until.is_(None) | (Person.away_until >= day))
    )
    return {person_id: stand_in_id for person_id, stand_in_id in rows if stand_in_id is not None}


def person_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Names by id as they are shown, in one statement (none when there is nobody to name)."""
    if not ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {person_id: shown_name(name) for person_id, name in rows}


def find_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, whatever the case it was typed in."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def teams(session: Session) -> tuple[TeamRow, ...]:
    """Every team in alphabetical order, closed ones too (history names them); costs no statement as a rule."""
    return _teams.get(session)


def areas(session: Session) -> tuple[AreaRow, ...]:
    """Every area in alphabetical order, closed ones too (history names them); costs no statement as a rule."""
    return _areas.get(session)


def open_teams(session: Session) -> tuple[TeamRow, ...]:
    """The teams that take people, in alphabetical order."""
    return tuple(row for row in teams(session) if not row.closed)


def team_names(session: Session) -> dict[int, str]:
    """Names of all teams by id."""
    return {row.id: row.name for row in teams(session)}


def _load_teams(session: Session) -> tuple[TeamRow, ...]:
    rows = session.execute(select(Team.id, Team.name, Team.lead_id, Team.closed_at))
    found = [TeamRow(team_id, name, lead_id, closed_at is not None) for team_id, name, lead_id, closed_at in rows]
    return tuple(sorted(found, key=lambda row: sort_key(row.name)))


def _load_areas(session: Session) -> tuple[AreaRow, ...]:
    rows = session.execute(select(Area.id, Area.name, Area.team_id, Area.closed_at))
    found = [AreaRow(area_id, name, team_id, closed_at is not None) for area_id, name, team_id, closed_at in rows]
    return tuple(sorted(found, key=lambda row: sort_key(row.name)))


_teams: ReferenceData[tuple[TeamRow, ...]] = ReferenceData(_load_teams)
_areas: ReferenceData[tuple[AreaRow, ...]] = ReferenceData(_load_areas)
