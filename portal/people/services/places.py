"""Teams and areas: where people work, and the processes that items concern."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.reference import reference_changed
from portal.people.events import (
    AreaAdded,
    AreaChanged,
    AreaClosed,
    AreaReopened,
    TeamAdded,
    TeamChanged,
    TeamClosed,
    TeamReopened,
)
from portal.people.models import Area, Person, Team
from portal.people.policy import can_manage_people
from portal.people.queries import areas, teams


def add_team(session: Session, actor: Actor | None, *, name: str, lead_id: int | None = None, now: datetime) -> Team:
    """Make a team. Raises Invalid when one has the name."""
    require(can_manage_people(actor))
    _check_team_name(session, name, but=None)
    team = Team(name=name, lead_id=lead_id)
    session.add(team)
    session.flush()  # the event needs the id
    record(session, TeamAdded(team_id=team.id), actor, at=now)
    reference_changed(session)
    return team


def change_team(
    session: Session, actor: Actor | None, team: Team, *, name: str, lead_id: int | None, now: datetime
) -> Team:
    """Rename a team or give it another lead."""
    require(can_manage_people(actor))
    _check_team_name(session, name, but=team.id)
    wanted = {"name": name, "lead_id": lead_id}
    differing = tuple(field for field, value in wanted.items() if getattr(team, field) != value)
    if not differing:
        return team
    team.name, team.lead_id = name, lead_id
    record(session, TeamChanged(team_id=team.id, what=differing), actor, at=now)
    reference_changed(session)
    return team


def close_team(session: Session, actor: Actor | None, team: Team, *, now: datetime) -> Team:
    """Take nobody new. Raises Invalid while people work in it or it owns an open area."""
    require(can_manage_people(actor))
    if team.closed_at is not None:
        return team
    members = select(func.count()).where(Person.team_id == team.id, Person.deactivated_at.is_(None))
    if session.scalar(members):
        raise Invalid(_l("People still work in this team. Give them another team first."))
    if any(area.team_id == team.id and not area.closed for area in areas(session)):
        raise Invalid(_l("This team still owns an area. Give the area to another team first."))
    team.closed_at = now
    record(session, TeamClosed(team_id=team.id), actor, at=now)
    reference_changed(session)
    return team


def reopen_team(session: Session, actor: Actor | None, team: Team, *, now: datetime) -> Team:
    """Take people again."""
    require(can_manage_people(actor))
    if team.closed_at is None:
        return team
    team.closed_at = None
    record(session, TeamReopened(team_id=team.id), actor, at=now)
    reference_changed(session)
    return team


def add_area(session: Session, actor: Actor | None, *, name: str, team_id: int | None = None, now: datetime) -> Area:
    """Make an area owned by a team. Raises Invalid when one has the name."""
    require(can_manage_people(actor))
    _check_area_name(session, name, but=None)
    area = Area(name=name, team_id=team_id)
    session.add(area)
    session.flush()  # the event needs the id
    record(session, AreaAdded(area_id=area.id), actor, at=now)
    reference_changed(session)
    return area


def change_area(
    session: Session, actor: Actor | None, area: Area, *, name: str, team_id: int | None, now: datetime
) -> Area:
    """Rename an area or give it to another team."""
    require(can_manage_people(actor))
    _check_area_name(session, name, but=area.id)
    wanted = {"name": name, "team_id": team_id}
    differing = tuple(field for field, value in wanted.items() if getattr(area, field) != value)
    if not differing:
        return area
    area.name, area.team_id = name, team_id
    record(session, AreaChanged(area_id=area.id, what=differing), actor, at=now)
    reference_changed(session)
    return area


def close_area(session: Session, actor: Actor | None, area: Area, *, now: datetime) -> Area:
    """Take no new items; what has it keeps it."""
    require(can_manage_people(actor))
    if area.closed_at is not None:
        return area
    area.closed_at = now
    record(session, AreaClosed(area_id=area.id), actor, at=now)
    reference_changed(session)
    return area


def reopen_area(session: Session, actor: Actor | None, area: Area, *, now: datetime) -> Area:
    """Take items again."""
    require(can_manage_people(actor))
    if area.closed_at is None:
        return area
    area.closed_at = None
    record(session, AreaReopened(area_id=area.id), actor, at=now)
    reference_changed(session)
    return area


def _check_team_name(session: Session, name: str, *, but: int | None) -> None:
    if any(row.name.casefold() == name.casefold() and row.id != but for row in teams(session)):
        raise Invalid(_l("There is a team of this name."), field="name")


def _check_area_name(session: Session, name: str, *, but: int | None) -> None:
    if any(row.name.casefold() == name.casefold() and row.id != but for row in areas(session)):
        raise Invalid(_l("There is an area of this name."), field="name")
