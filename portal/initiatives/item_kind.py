"""What an initiative answers when another slice asks about it by kind and id."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ScalarSelect, and_, bindparam, case, exists, func, or_, select, update
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
from portal.initiatives.services.planning import assign_owner
from portal.people.models import Person, PersonRole, Role
from portal.people.policy import may

KIND = "initiative"


class InitiativeKind:
    """The kind ``initiative`` for core.extension."""

    def cards(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        """Title and address of those that ``actor`` may see."""
        rows = session.execute(select(Initiative.id, Initiative.title).where(Initiative.id.in_(ids), visible_to(actor)))
        return {
            number: ItemCard(ref=ItemRef(KIND, number), title=title, href=f"/initiatives/{number_path(number)}")
            for number, title in rows
        }

    def audience(self, session: Session, item_id: int) -> Collection[int]:
        """Author, co-authors and owner."""
        row = session.execute(
            select(Initiative.author_id, Initiative.owner_id).where(Initiative.id == item_id)
        ).one_or_none()
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
        row = session.execute(
            select(Initiative.visibility, Initiative.author_id, Initiative.owner_id).where(Initiative.id == item_id)
        ).one_or_none()
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
        now = clock.now()
        values: dict[str, Any] = {"comment_count": Initiative.comment_count + spoken.delta}
        if spoken.delta > 0:
            values["last_activity_at"] = now
        if spoken is Spoken.ADDED and may(by, DECIDE):
            together = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == by.id)
            answers = and_(or_(Initiative.author_id.is_(None), Initiative.author_id != by.id), ~together)
            values["first_answered_at"] = case(
                (answers, func.coalesce(Initiative.first_answered_at, now)), else_=Initiative.first_answered_at
            )
        session.execute(
            update(Initiative)
            .where(Initiative.id == item_id)
            .values(values)
            .execution_options(synchronize_session=False)
        )


#: What some numbers are merged into. The rows are held as every change of them holds them, in one order for all.
_HELD = (
    select(Initiative.id, Initiative.merged_into_id)
    .where(Initiative.id.in_(bindparam("numbers", expanding=True)))
    .order_by(Initiative.id)
    .with_for_update(key_share=True)
)


def _together(session: Session, item_id: int) -> set[int]:
    return set(session.scalars(select(CoAuthor.person_id).where(CoAuthor.initiative_id == item_id)))


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
