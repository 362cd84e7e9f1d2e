"""Reading people: names and who is meant by one, roles, stand-ins, and the teams and areas that every page needs."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.i18n import gettext as _
from portal.core.i18n import sort_key
from portal.core.reference import ReferenceData
from portal.core.text import clean_line, plain_name
from portal.core.typed import whole_number
from portal.people.models import Area, Person, PersonRole, Role, Team

#: So many are offered to choose from; more would be read by nobody.
MOST_FITTING = 8


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


@dataclass(frozen=True, slots=True)
class FittingPerson:
    """Somebody whom an unfinished name may mean; ``about`` tells namesakes apart."""

    id: int
    name: str
    about: tuple[str, ...]


def shown_name(name: str | None) -> str:
    """The name of a person's row as it is shown; an erased person has none."""
    return name or _("a former colleague")


def is_active() -> ColumnElement[bool]:
    """The condition that a person's account is open."""
    return Person.deactivated_at.is_(None)


def active_people_with_role(session: Session, role: Role | str) -> list[int]:
    """Ids of those who hold the role and whose account is open, in order of id."""
    return list(session.scalars(_active_with(Role(role))))


@cache
def _active_with(role: Role) -> Select[int]:
    statement = select(Person.id).where(is_active())
    if role is not Role.EMPLOYEE:
        statement = statement.join(PersonRole, PersonRole.person_id == Person.id).where(PersonRole.role == role)
    return statement.order_by(Person.id)


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


def name_begins(text: str) -> ColumnElement[bool]:
    """Whether the name or a later word of it begins so."""
    words = plain_name(clean_line(text))
    begins = Person.search_name.startswith(words, autoescape=True)
    return or_(begins, Person.search_name.contains(f" {words}", autoescape=True))


def person_meant(session: Session, text: str) -> int | None:
    """The id of the one active person whose whole name, 'Name #id' or e-mail address ``text`` is."""
    name, _hash, number = text.rpartition("#")
    exactly: ColumnElement[bool] = or_(Person.search_name == plain_name(text), Person.email == text.casefold())
    if (id_ := whole_number(number)) is not None:
        exactly = and_(Person.id == id_, Person.search_name == plain_name(name.strip()))
    found = session.scalars(select(Person.id).where(is_active(), exactly).limit(2)).all()
    return found[0] if len(found) == 1 else None


def people_fitting(session: Session, text: str) -> list[FittingPerson]:
    """Active people whom an unfinished name or address may mean, in alphabetical order; at most ``MOST_FITTING``."""
    name = text.rpartition("#")[0].strip() or text
    fits = or_(name_begins(name), Person.email.startswith(name.casefold(), autoescape=True))
    people = select(Person.id, Person.name, Person.job, Person.team_id).where(is_active(), fits)
    rows = session.execute(people.order_by(Person.sort_name, Person.id).limit(MOST_FITTING))
    found, named = rows.all(), team_names(session)
    same = Counter(plain_name(row.name) for row in found)
    return [
        FittingPerson(row.id, row.name, tuple(filter(None, (row.job, named.get(row.team_id), number))))
        for row in found
        for number in [f"#{row.id}" if same[plain_name(row.name)] > 1 else ""]
    ]


def person_text(session: Session, person_id: int) -> str:
    """The text that means this person: the name, with '#id' where another has the same."""
    namesake = aliased(Person)
    same = select(func.count()).where(namesake.search_name == Person.search_name, namesake.deactivated_at.is_(None))
    row = session.execute(select(Person.name, same.scalar_subquery()).where(Person.id == person_id)).first()
    if row is None:
        return ""
    return f"{row[0]} #{person_id}" if row[1] > 1 else str(row[0])


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


def committee_is_named(session: Session) -> bool:
    """Whether anybody who can sign in answers initiatives; costs no statement as a rule."""
    return _committee.get(session)


def _load_committee(session: Session) -> bool:
    member = (
        select(PersonRole.person_id)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.COMMITTEE, is_active())
        .limit(1)
    )
    return session.scalar(member) is not None


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
_committee: ReferenceData[bool] = ReferenceData(_load_committee)
