"""Belongings: the work on an initiative goes along when it is merged into another one, and comes back."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from portal.core.batches import in_batches
from portal.core.extension import ItemRef
from portal.delivery.models import Milestone, PdcaCard, Task

Name = dict[str, Any]
_IN_SQL: Any = {"synchronize_session": False}
_Other = aliased(PdcaCard)


class Rows:
    """All milestones, or all tasks: what was planned for both is to be done. Their rows are never deleted."""

    def __init__(self, kind: type[Milestone] | type[Task]) -> None:
        self._kind = kind

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[Name]:
        """Every one of them."""
        moved = session.scalars(
            update(self._kind)
            .where(self._kind.initiative_id == source.id)
            .values(initiative_id=target.id)
            .returning(self._kind.id),
            execution_options=_IN_SQL,
        )
        return [{"id": row_id} for row_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[Name], holder: ItemRef, home: ItemRef, /) -> None:
        """The same ones, as far as the work on them has come."""
        for ids in in_batches(name["id"] for name in names):
            session.execute(
                update(self._kind)
                .where(self._kind.id.in_(ids), self._kind.initiative_id == holder.id)
                .values(initiative_id=home.id),
                execution_options=_IN_SQL,
            )

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """A task that was put on the way to a milestone of the other one is on the way to nothing."""
        if self._kind is not Task:
            return
        theirs = {one.id: other.id, other.id: one.id}
        for here, there in theirs.items():
            away = select(Milestone.id).where(Milestone.initiative_id == there)
            session.execute(
                update(Task).where(Task.initiative_id == here, Task.milestone_id.in_(away)).values(milestone_id=None),
                execution_options=_IN_SQL,
            )


class Cards:
    """The PDCA card; one of a twin waits at home where the other one has its own."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[Name]:
        """The card, unless the target has one."""
        has = exists().where(_Other.initiative_id == target.id)
        moved = session.scalars(
            update(PdcaCard)
            .where(PdcaCard.initiative_id == source.id, ~has)
            .values(initiative_id=target.id)
            .returning(PdcaCard.id),
            execution_options=_IN_SQL,
        )
        return [{"id": card_id} for card_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[Name], holder: ItemRef, home: ItemRef, /) -> None:
        """The same card, with what was written meanwhile."""
        ids = [name["id"] for name in names]
        session.execute(
            update(PdcaCard)
            .where(PdcaCard.id.in_(ids), PdcaCard.initiative_id == holder.id)
            .values(initiative_id=home.id),
            execution_options=_IN_SQL,
        )

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""
