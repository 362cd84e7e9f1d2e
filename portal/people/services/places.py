"""Teams and areas: where people work, and the processes that items concern. Both live by the same rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import Event, record
from portal.core.reference import reference_changed
from portal.people import events
from portal.people.models import Area, Person, Team
from portal.people.policy import can_manage_people
from portal.people.queries import AreaRow, TeamRow, areas, teams

Place = TypeVar("Place", bound=Team | Area)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What differs between teams and areas. Events are made of an id (and of the fields that were changed)."""

    rows: Callable[[Session], tuple[TeamRow, ...] | tuple[AreaRow, ...]]
    taken: Any
    added: Callable[[int], Event]
    changed: Callable[[int, tuple[str, ...]], Event]
    closed: Callable[[int], Event]
    reopened: Callable[[int], Event]


_KINDS: dict[type[Any], _Kind] = {
    Team: _Kind(
        rows=teams,
        taken=_l("There is a team of this name."),
        added=lambda team_id: events.TeamAdded(team_id=team_id),
        changed=lambda team_id, what: events.TeamChanged(team_id=team_id, what=what),
        closed=lambda team_id: events.TeamClosed(team_id=team_id),
        reopened=lambda team_id: events.TeamReopened(team_id=team_id),
    ),
    Area: _Kind(
        rows=areas,
        taken=_l("There is an area of this name."),
        added=lambda area_id: events.AreaAdded(area_id=area_id),
        changed=lambda area_id, what: events.AreaChanged(area_id=area_id, what=what),
        closed=lambda area_id: events.AreaClosed(area_id=area_id),
        reopened=lambda area_id: events.AreaReopened(area_id=area_id),
    ),
}


def add_team(session: Session, actor: Actor | None, *, name: str, lead_id: int | None = None, now: datetime) -> Team:
    """Make a team. Raises Invalid when one has the name."""
    return add_place(session, actor, Team(name=name, lead_id=lead_id), now=now)


def add_area(session: Session, actor: Actor | None, *, name: str, team_id: int | None = None, now: datetime) -> Area:
    """Make an area owned by a team. Raises Invalid when one has the name."""
    return add_place(session, actor, Area(name=name, team_id=team_id), now=now)


def add_place(session: Session, actor: Actor | None, place: Place, *, now: datetime) -> Place:
    """Keep a new team or area. Raises Invalid when another has the name."""
    require(can_manage_people(actor))
    _check_name(session, place, place.name)
    session.add(place)
    session.flush()  # the event needs the id
    return _told(session, actor, place, _KINDS[type(place)].added(place.id), now)


def change_place(
    session: Session,
    actor: Actor | None,
    place: Place,
    changes: Mapping[str, Any],
    *,
    version: int | None = None,
    now: datetime,
) -> Place:
    """Rename a team or an area, or give it to another lead or team.

    Raises Invalid when another has the name, Conflict when ``version`` is given and somebody changed it meanwhile.
    """
    require(can_manage_people(actor))
    differing = {name: value for name, value in changes.items() if getattr(place, name) != value}
    if not differing:
        return place
    if version not in {None, place.version}:
        raise Conflict
    _check_name(session, place, changes.get("name", place.name))
    for name, value in differing.items():
        setattr(place, name, value)
    return _told(session, actor, place, _KINDS[type(place)].changed(place.id, tuple(differing)), now)


def close_place(session: Session, actor: Actor | None, place: Place, *, now: datetime) -> Place:
    """Take nobody and nothing new. Raises Invalid while people work in a team or it owns an open area."""
    require(can_manage_people(actor))
    if place.closed_at is not None:
        return place
    if isinstance(place, Team):
        _check_empty(session, place)
    place.closed_at = now
    return _told(session, actor, place, _KINDS[type(place)].closed(place.id), now)


def reopen_place(session: Session, actor: Actor | None, place: Place, *, now: datetime) -> Place:
    """Take people and items again."""
    require(can_manage_people(actor))
    if place.closed_at is None:
        return place
    place.closed_at = None
    return _told(session, actor, place, _KINDS[type(place)].reopened(place.id), now)


def _told(session: Session, actor: Actor | None, place: Place, event: Event, now: datetime) -> Place:
    record(session, event, actor, at=now)
    reference_changed(session)
    return place


def _check_name(session: Session, place: Team | Area, name: str) -> None:
    kind = _KINDS[type(place)]
    if any(row.name.casefold() == name.casefold() and row.id != place.id for row in kind.rows(session)):
        raise Invalid(kind.taken, field="name")


def _check_empty(session: Session, team: Team) -> None:
    members = select(func.count()).where(Person.team_id == team.id, Person.deactivated_at.is_(None))
    if session.scalar(members):
        raise Invalid(_l("People still work in this team. Give them another team first."))
    if any(area.team_id == team.id and not area.closed for area in areas(session)):
        raise Invalid(_l("This team still owns an area. Give the area to another team first."))
