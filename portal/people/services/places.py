"""Teams and areas: where people work, and the processes that items concern."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.reference import reference_changed
from portal.people.models import Area, Person, Team
from portal.people.policy import can_manage_people
from portal.people.queries import areas, teams

# Teams and areas are shown on pages of every person; what changes is small and seen at once, so the journal
# (which is kept per item of work and per person) has no entries of them.


def add_team(session: Session, actor: Actor | None, *, name: str, lead_id: int | None = None) -> Team:
    """Make a team. Raises Invalid when one has the name."""
    require(can_manage_people(actor))
    _check_team_name(session, name, but=None)
    team = Team(name=name, lead_id=lead_id)
    session.add(team)
    session.flush()  # who asked needs the id
    reference_changed(session)
    return team


def change_team(session: Session, actor: Actor | None, team: Team, *, name: str, lead_id: int | None) -> Team:
    """Rename a team or give it another lead."""
    require(can_manage_people(actor))
    _check_team_name(session, name, but=team.id)
    team.name, team.lead_id = name, lead_id
    session.flush()  # the token must not change before the row
    reference_changed(session)
    return team


def close_team(session: Session, actor: Actor | None, team: Team, *, now: datetime) -> Team:
    """Take nobody new. Raises Invalid while people work in it or it owns an open area."""
    require(can_manage_people(actor))
    members = select(func.count()).where(Person.team_id == team.id, Person.deactivated_at.is_(None))
    if session.scalar(members):
        raise Invalid(_l("People still work in this team. Give them another team first."))
    if any(area.team_id == team.id and not area.closed for area in areas(session)):
        raise Invalid(_l("This team still owns an area. Give the area to another team first."))
    team.closed_at = team.closed_at or now
    session.flush()  # the token must not change before the row
    reference_changed(session)
    return team


def reopen_team(session: Session, actor: Actor | None, team: Team) -> Team:
    """Take people again."""
    require(can_manage_people(actor))
    team.closed_at = None
    session.flush()  # the token must not change before the row
    reference_changed(session)
    return team


def add_area(session: Session, actor: Actor | None, *, name: str, team_id: int | None = None) -> Area:
    """Make an area owned by a team. Raises Invalid when one has the name."""
    require(can_manage_people(actor))
    _check_area_name(session, name, but=None)
    area = Area(name=name, team_id=team_id)
    session.add(area)
    session.flush()  # who asked needs the id
    reference_changed(session)
    return area


def change_area(session: Session, actor: Actor | None, area: Area, *, name: str, team_id: int | None) -> Area:
    """Rename an area or give it to another team."""
    require(can_manage_people(actor))
    _check_area_name(session, name, but=area.id)
    area.name, area.team_id = name, team_id
    session.flush()  # the token must not change before the row
    reference_changed(session)
    return area


def close_area(session: Session, actor: Actor | None, area: Area, *, now: datetime) -> Area:
    """Take no new items; what has it keeps it."""
    require(can_manage_people(actor))
    area.closed_at = area.closed_at or now
    session.flush()  # the token must not change before the row
    reference_changed(session)
    return area


def reopen_area(session: Session, actor: Actor | None, area: Area) -> Area:
    """Take items again."""
    require(can_manage_people(actor))
    area.closed_at = None
    session.flush()  # the token must not change before the row
    reference_changed(session)
    return area


def _check_team_name(session: Session, name: str, *, but: int | None) -> None:
    if any(row.name.casefold() == name.casefold() and row.id != but for row in teams(session)):
        raise Invalid(_l("There is a team of this name."), field="name")


def _check_area_name(session: Session, name: str, *, but: int | None) -> None:
    if any(row.name.casefold() == name.casefold() and row.id != but for row in areas(session)):
        raise Invalid(_l("There is an area of this name."), field="name")
