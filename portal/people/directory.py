"""Lists of people: the directory, the administrators' list, names after an @, and a person's own devices."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.core.spelled import joined
from portal.people.identity import initials
from portal.people.models import Person, PersonRole, ResetRequest, Role, SignInSession
from portal.people.queries import TeamRow, is_active, name_begins, shown_name, teams

SUGGESTIONS = 8
ROWS = 50

_ALPHABETICAL = KeysetOrder(
    key=Person.sort_name,
    id=Person.id,
    value=lambda row: row.sort_name,
    row_id=lambda row: row.id,
    ascending=True,
)


def directory_page(
    session: Session, *, beginning: str, team_id: int | None, day: date, cursor: str | None
) -> Page[Row[Any]]:
    """A page of colleagues in alphabetical order: id, name, job, team_id, email, away."""
    away = and_(Person.away_from <= day, or_(Person.away_until.is_(None), Person.away_until >= day))
    about: list[Any] = [Person.id, Person.name, Person.sort_name, Person.job, Person.team_id, Person.email]
    statement = select(*about, away.label("away")).where(is_active())
    if beginning:
        statement = statement.where(name_begins(beginning))
    if team_id is not None:
        statement = statement.where(Person.team_id == team_id)
    return keyset_page(session, statement, _ALPHABETICAL, cursor, rows=ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an administrator looks for. ``state``: 'open', 'closed' or 'all' accounts."""

    beginning: str = ""
    role: Role | None = None
    team_id: int | None = None
    state: str = "open"


def accounts_page(session: Session, filters: Filters, cursor: str | None) -> Page[Row[Any]]:
    """A page of accounts in alphabetical order, with roles as one text and when each was last seen."""
    roles = select(joined(PersonRole.role, ",")).where(PersonRole.person_id == Person.id)
    seen = select(func.max(SignInSession.seen_at)).where(SignInSession.person_id == Person.id)
    statement = select(
        Person.id,
        Person.name,
        Person.sort_name,
        Person.job,
        Person.email,
        Person.team_id,
        Person.deactivated_at,
        Person.erased_at,
        Person.password_hash.is_not(None).label("has_password"),
        roles.scalar_subquery().label("roles"),
        seen.scalar_subquery().label("seen_at"),
    )
    return keyset_page(session, _filtered(statement, filters), _ALPHABETICAL, cursor, rows=ROWS)


def _filtered(statement: Select[Any], filters: Filters) -> Select[Any]:
    if filters.state != "all":
        statement = statement.where(is_active() if filters.state == "open" else Person.deactivated_at.is_not(None))
    if filters.beginning:
        wanted = or_(
            name_begins(filters.beginning), Person.email.startswith(filters.beginning.lower(), autoescape=True)
        )
        statement = statement.where(wanted)
    if filters.team_id is not None:
        statement = statement.where(Person.team_id == filters.team_id)
    if filters.role is not None:
        holders = select(PersonRole.person_id).where(PersonRole.role == filters.role)
        statement = statement.where(Person.id.in_(holders))
    return statement


def suggestions(session: Session, beginning: str) -> list[dict[str, Any]]:
    """Up to eight colleagues for a name after an @; ``insert`` carries '#id' where two have the same name."""
    namesake = aliased(Person)
    same = select(func.count()).where(namesake.search_name == Person.search_name, namesake.deactivated_at.is_(None))
    rows = session.execute(
        select(Person.id, Person.name, Person.team_id, same.scalar_subquery().label("same"))
        .where(is_active(), name_begins(beginning) if beginning else literal(True))
        .order_by(Person.sort_name, Person.id)
        .limit(SUGGESTIONS)
    )
    names = {team.id: team.name for team in teams(session)}
    return [
        {
            "id": row.id,
            "name": row.name,
            "team": names.get(row.team_id, ""),
            "insert": f"@{row.name}#{row.id}" if row.same > 1 else f"@{row.name}",
        }
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody named on a page."""

    id: int
    name: str
    active: bool = True

    @property
    def initials(self) -> str:
        """For the round badge."""
        return initials(self.name)

    @property
    def href(self) -> str:
        """Their page."""
        return f"/people/{self.id}"


def colleagues(session: Session, *ids: int | None) -> dict[int, Colleague]:
    """People by id, in one statement."""
    wanted = [person_id for person_id in ids if person_id is not None]
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.name, Person.deactivated_at).where(Person.id.in_(wanted)))
    return {row.id: Colleague(id=row.id, name=shown_name(row.name), active=row.deactivated_at is None) for row in rows}


def members(session: Session) -> dict[int, int]:
    """How many people with an open account each team has."""
    rows = session.execute(select(Person.team_id, func.count()).where(is_active()).group_by(Person.team_id))
    return {row[0]: row[1] for row in rows if row[0] is not None}


def team_of(session: Session, team_id: int | None) -> TeamRow | None:
    """The team's row, or None."""
    return next((team for team in teams(session) if team.id == team_id), None)


def devices(session: Session, person_id: int, now: datetime) -> list[SignInSession]:
    """Where the person is signed in, latest first."""
    rows = select(SignInSession).where(SignInSession.person_id == person_id, SignInSession.expires_at > now)
    return list(session.scalars(rows.order_by(SignInSession.seen_at.desc(), SignInSession.id.desc())))


def reset_requests(session: Session) -> list[Row[Any]]:
    """Who asked for a new password, first asked first."""
    rows = select(ResetRequest.id, ResetRequest.at, Person.id.label("person_id"), Person.name, Person.email)
    return list(session.execute(rows.join(Person, Person.id == ResetRequest.person_id).order_by(ResetRequest.at)))
