"""Belongings: the ways to solve it. What the author of a twin wrote becomes one way among those of the survivor."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from portal.core.extension import ItemRef
from portal.initiatives.models import Initiative, Solution
from portal.initiatives.services.solutions import ensure_original

Name = dict[str, Any]


class Solutions:
    """All solutions with their supporters; a choice belongs to the initiative for which it was made."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[Name]:
        """All of them. One that was chosen stays so unless another one is chosen at the target."""
        twin = session.get_one(Initiative, source.id)
        if twin.solution.strip():
            ensure_original(session, twin)
        rows = session.execute(
            select(Solution.id, Solution.chosen_at, Solution.chosen_by_id)
            .where(Solution.initiative_id == source.id)
            .order_by(Solution.id)
        ).all()
        if rows:
            ensure_original(session, session.get_one(Initiative, target.id))
        chosen_there = exists().where(Solution.initiative_id == target.id, Solution.chosen_at.is_not(None))
        taken = bool(session.scalar(select(chosen_there)))
        names = []
        for row in rows:
            name: Name = {"id": row.id}
            if row.chosen_at is not None:
                name |= {"in": source.id, "chosen_at": row.chosen_at.isoformat(), "chosen_by_id": row.chosen_by_id}
            _move(session, row.id, source, target, **(_UNCHOSEN if taken else {}))
            names.append(name)
        return names

    def give_back(
        self, session: Session, names: Collection[Name], holder: ItemRef, home: ItemRef, _since: datetime, /
    ) -> None:
        """The same solutions, as people have left them, chosen or not as they were at home."""
        for name in names:
            chosen = dict(_UNCHOSEN)
            if name.get("in") == home.id:
                at = datetime.fromisoformat(name["chosen_at"])
                chosen = {"chosen_at": at, "chosen_by_id": name["chosen_by_id"]}
            _move(session, name["id"], holder, home, **chosen)

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""


_UNCHOSEN: dict[str, Any] = {"chosen_at": None, "chosen_by_id": None}


def _move(session: Session, solution_id: int, source: ItemRef, target: ItemRef, **also: Any) -> None:
    here = update(Solution).where(Solution.id == solution_id, Solution.initiative_id == source.id)
    session.execute(here.values(initiative_id=target.id, **also), execution_options={"synchronize_session": False})


def choice_at(session: Session, number: int) -> Any | None:
    """The solution that is chosen at an initiative, with when and by whom."""
    chosen = select(Solution.id, Solution.chosen_at, Solution.chosen_by_id)
    return session.execute(chosen.where(Solution.initiative_id == number, Solution.chosen_at.is_not(None))).first()


def keep_choice(session: Session, choice: Any | None, number: int) -> None:
    """Let what was chosen stay chosen, if the solution still stands at the initiative after all rows have moved."""
    if choice is None or choice_at(session, number) is not None:
        return
    session.execute(
        update(Solution)
        .where(Solution.id == choice.id, Solution.initiative_id == number)
        .values(chosen_at=choice.chosen_at, chosen_by_id=choice.chosen_by_id),
        execution_options={"synchronize_session": False},
    )
