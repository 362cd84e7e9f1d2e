"""Who sees which initiative. Absent and hidden look alike."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, true
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.initiatives.models import Initiative, InitiativeTeam, Visibility
from portal.people.models import Role


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Open to everyone; restricted to teams: author, owner, committee, those teams; withdrawn: the author alone."""
    return visible_when(actor.id, actor.team_id, in_committee=actor.has(Role.COMMITTEE))


def visible_when(me: Any, team: Any, *, in_committee: bool) -> ColumnElement[bool]:
    """The same for an id and a team (None: in no team) that may be parameters of a statement built once.

    A CASE and not an OR: with an OR, SQLite looks up each branch by its own index and then sorts everything it found.
    """
    return case(
        (Initiative.visibility == Visibility.EVERYONE, true()),
        (Initiative.visibility == Visibility.TEAMS, true() if in_committee else _in_the_circle(me, team)),
        else_=Initiative.author_id == me,
    )


def _in_the_circle(me: Any, team: Any) -> ColumnElement[bool]:
    concerned = or_(Initiative.author_id == me, Initiative.owner_id == me)
    if team is None:
        return concerned
    named = exists().where(and_(InitiativeTeam.initiative_id == Initiative.id, InitiativeTeam.team_id == team))
    return or_(concerned, named)


def get_visible(session: Session, number: int, actor: Actor, *, lock: bool = False) -> Initiative:
    """The initiative of that number; NotFound when it is absent or hidden from ``actor``.

    With ``lock``, nobody else changes it until the transaction ends.
    """
    statement = select(Initiative).where(Initiative.id == number, visible_to(actor))
    if lock:
        # Weaker than a plain lock, so that a new support (which refers to the row) and a change don't block each other.
        statement = statement.with_for_update(key_share=True, of=Initiative).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def locked(session: Session, initiative: Initiative) -> Initiative:
    """The same initiative as it stands now, kept from other writers until the transaction ends."""
    session.refresh(initiative, with_for_update={"key_share": True})
    return initiative
