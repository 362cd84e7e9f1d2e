"""What an initiative answers when another slice asks about it by kind and id."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, Spoken
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.initiatives.models import CoAuthor, Initiative, InitiativeTeam, StatusType, Visibility
from portal.initiatives.policy import DECIDE, FINISHED
from portal.initiatives.queries import visible_to
from portal.initiatives.queries.families import way_up
from portal.initiatives.queries.visibility import visible_when
from portal.initiatives.services.planning import assign_owner
from portal.people.models import Person, PersonRole, Role
from portal.people.policy import may

KIND = "initiative"


class InitiativeKind:
    """The kind ``initiative`` for core.extension."""

    def cards(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        """Title and address of those that ``actor`` may see."""
        known = {"numbers": list(ids), "me": actor.id, "team": actor.team_id}
        rows = session.execute(_titles(actor.team_id is not None, actor.has(Role.COMMITTEE)), known)
        return {
            number: ItemCard(ref=ItemRef(KIND, number), title=title, href=f"/initiatives/{number_path(number)}")
            for number, title in rows
        }

    def audience(self, session: Session, item_id: int) -> Collection[int]:
        """Author, co-authors and owner."""
        row = session.execute(_AUDIENCE, {"number": item_id}).one_or_none()
        return {person_id for person_id in row or () if person_id is not None} | _together(session, item_id)

    def may_discuss(self, session: Session, item_id: int, actor: Actor) -> bool:
        """Whoever sees it, unless it is withdrawn or merged into another one."""
        closed = (StatusType.DRAFT, StatusType.MERGED)
        found = select(Initiative.id).where(
            Initiative.id == item_id, visible_to(actor), Initiative.status_type.not_in(closed)
        )
        return session.scalar(found) is not None

    def place_of_talk(self, session: Session, item_id: int) -> int:
        """The one that it is merged into at last, kept from merging and parting meanwhile."""
        while True:
            way = [item_id, *way_up(session, item_id)]
            into = {row.id: row.merged_into_id for row in session.execute(_HELD, {"numbers": way})}
            if [into.get(number) for number in way] == [*way[1:], None]:
                return way[-1]

    def readers(self, session: Session, item_id: int, people: Collection[int]) -> Collection[int]:
        """Those of ``people`` to whom it is open: the rule of ``visible_to`` for many people at once."""
        row = session.execute(_CIRCLE, {"number": item_id}).one_or_none()
        if row is None or not people:
            return set()
        if row.visibility is Visibility.EVERYONE:
            return set(people)
        if row.visibility is Visibility.NOBODY:
            return set()
        if row.visibility is Visibility.AUTHOR:
            return {row.author_id} & set(people)
        concerned = {row.author_id, row.owner_id} | _together(session, item_id)
        return (concerned & set(people)) | _in_circle(session, item_id, people)

    def discussed(self, session: Session, item_id: int, *, by: Actor, spoken: Spoken, internal: bool) -> None:
        """Count what everyone may read; the first visible comment that somebody of the committee adds is an answer."""
        if internal:
            return
        counted = {"number": item_id, "more": spoken.delta}
        if spoken.delta <= 0:
            session.execute(_COUNTED, counted)
        elif spoken is Spoken.ADDED and may(by, DECIDE):
            session.execute(_ANSWERED, {**counted, "spoken_at": clock.now(), "speaker": by.id})
        else:
            session.execute(_SPOKEN, {**counted, "spoken_at": clock.now()})


@cache
def _titles(in_team: bool, in_committee: bool) -> Select[int, str]:
    """Built once for each sort of reader."""
    open_to = visible_when(bindparam("me"), bindparam("team") if in_team else None, in_committee=in_committee)
    of_these = Initiative.id.in_(bindparam("numbers", expanding=True))
    return select(Initiative.id, Initiative.title).where(of_these, open_to)


#: Who sees it: asked whenever people are told of something.
_CIRCLE = select(Initiative.visibility, Initiative.author_id, Initiative.owner_id).where(
    Initiative.id == bindparam("number")
)
#: What some numbers are merged into. The rows are held as every change of them holds them, in one order for all.
_HELD = (
    select(Initiative.id, Initiative.merged_into_id)
    .where(Initiative.id.in_(bindparam("numbers", expanding=True)))
    .order_by(Initiative.id)
    .with_for_update(key_share=True)
)


_AUDIENCE = select(Initiative.author_id, Initiative.owner_id).where(Initiative.id == bindparam("number"))
_COUNTED = (
    update(Initiative)
    .where(Initiative.id == bindparam("number"))
    .values(comment_count=Initiative.comment_count + bindparam("more"))
    .execution_options(synchronize_session=False)
)
_SPOKEN = _COUNTED.values(last_activity_at=bindparam("spoken_at"))
_ANSWERS = and_(
    or_(Initiative.author_id.is_(None), Initiative.author_id != bindparam("speaker")),
    ~exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == bindparam("speaker")),
)
_ANSWERED = _SPOKEN.values(
    first_answered_at=case(
        (_ANSWERS, func.coalesce(Initiative.first_answered_at, bindparam("spoken_at"))),
        else_=Initiative.first_answered_at,
    )
)


def _together(session: Session, item_id: int) -> set[int]:
    return set(session.scalars(_TOGETHER, {"number": item_id}))


_TOGETHER = select(CoAuthor.person_id).where(CoAuthor.initiative_id == bindparam("number"))


def _in_circle(session: Session, item_id: int, people: Collection[int]) -> set[int]:
    in_teams = Person.team_id.in_(select(InitiativeTeam.team_id).where(InitiativeTeam.initiative_id == item_id))
    in_committee = Person.id.in_(select(PersonRole.person_id).where(PersonRole.role == Role.COMMITTEE))
    return set(session.scalars(select(Person.id).where(Person.id.in_(people), or_(in_teams, in_committee))))


class OwnedInitiatives:
    """The duty of an owner: what is decided and not done yet."""

    label = _l("Initiatives to see through")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many open initiatives the person is responsible for."""
        return select(func.count()).select_from(Initiative).where(*self._open(person_id)).scalar_subquery()

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Make somebody else responsible for all of them."""
        now = clock.now()
        owned = select(Initiative).where(*self._open(person_id)).order_by(Initiative.id).with_for_update(key_share=True)
        for initiative in list(session.scalars(owned)):
            assign_owner(session, initiative, actor, to_id, now=now)

    @staticmethod
    def _open(person_id: int) -> tuple[Any, ...]:
        return Initiative.owner_id == person_id, Initiative.status_type.not_in(FINISHED)
