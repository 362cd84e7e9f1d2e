"""Who sees which initiative. Absent and hidden look alike."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, false, or_, select, true
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, NotFound
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_words
from portal.initiatives.models import CoAuthor, Initiative, InitiativeTeam, StatusType, Visibility
from portal.people.models import Role


class MergedAway(Conflict):
    """What was asked of an initiative that is merged into another one: its address leads on."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _l(
                "№ %(number)s was merged into another initiative meanwhile. Nothing was changed.",
                number=number_words(number),
            )
        )
        self.number = number


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Open to everyone; restricted to teams: author, owner, committee, those teams; withdrawn: the author alone.

    What the author has thrown away is shown to nobody.
    """
    return visible_when(actor.id, actor.team_id, in_committee=actor.has(Role.COMMITTEE))


def visible_when(me: Any, team: Any, *, in_committee: bool) -> ColumnElement[bool]:
    """The same for an id and a team (None: in no team) that may be parameters of a statement built once.

    A CASE and not an OR: with an OR, SQLite looks up each branch by its own index and then sorts everything it found.
    """
    return case(
        (Initiative.visibility == Visibility.EVERYONE, true()),
        (Initiative.visibility == Visibility.TEAMS, true() if in_committee else _in_the_circle(me, team)),
        (Initiative.visibility == Visibility.NOBODY, false()),
        else_=Initiative.author_id == me,
    )


def _in_the_circle(me: Any, team: Any) -> ColumnElement[bool]:
    together = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == me)
    concerned = or_(Initiative.author_id == me, Initiative.owner_id == me, together)
    if team is None:
        return concerned
    named = exists().where(and_(InitiativeTeam.initiative_id == Initiative.id, InitiativeTeam.team_id == team))
    return or_(concerned, named)


def get_visible(session: Session, number: int, actor: Actor, *, lock: bool = False, twin: bool = False) -> Initiative:
    """The initiative of that number; NotFound when it is absent or hidden from ``actor``, MergedAway for a twin.

    With ``twin``, a merged one is wanted as it is. With ``lock``, nobody else changes it until the transaction ends.
    """
    known = {"number": number, "me": actor.id, "team": actor.team_id}
    found = session.scalar(_visible(actor.team_id is not None, actor.has(Role.COMMITTEE), lock), known)
    if found is None:
        raise NotFound
    return found if twin else _by_itself(found)


@cache
def _visible(in_team: bool, in_committee: bool, lock: bool) -> Select[Initiative]:
    """Built once for each sort of reader."""
    open_to = visible_when(bindparam("me"), bindparam("team") if in_team else None, in_committee=in_committee)
    statement = select(Initiative).where(Initiative.id == bindparam("number"), open_to)
    if lock:
        # Weaker than a plain lock, so that a new support (which refers to the row) and a change don't block each other.
        statement = statement.with_for_update(key_share=True, of=Initiative).execution_options(populate_existing=True)
    return statement


def get_twin(session: Session, number: int, actor: Actor) -> Initiative:
    """One that is merged into another, if ``actor`` may see it; else NotFound."""
    merged = Initiative.status_type == StatusType.MERGED
    found = session.scalar(select(Initiative).where(Initiative.id == number, merged, visible_to(actor)))
    if found is None:
        raise NotFound
    return found


def locked(session: Session, initiative: Initiative) -> Initiative:
    """The same initiative as it stands now, kept from other writers until the transaction ends.

    Raises MergedAway when it was merged into another one meanwhile.
    """
    return _by_itself(session.scalars(_LOCKED, {"number": initiative.id}).one())


#: Every verb asks: built once.
_LOCKED = (
    select(Initiative)
    .where(Initiative.id == bindparam("number"))
    .with_for_update(key_share=True, of=Initiative)
    .execution_options(populate_existing=True)
)


def _by_itself(initiative: Initiative) -> Initiative:
    if initiative.status_type is StatusType.MERGED:
        raise MergedAway(initiative.id)
    return initiative


def withdrawn_among(session: Session, numbers: Collection[int]) -> set[int]:
    """Those of ``numbers`` that their authors have taken back, whoever asks: only for people who knew of them."""
    if not numbers:
        return set()
    gone = select(Initiative.id).where(Initiative.id.in_(numbers), Initiative.status_type == StatusType.DRAFT)
    return set(session.scalars(gone))
