"""Belongings: the ways to solve it. What the author of a twin wrote becomes one way among those of the survivor."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, exists, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from portal.core.batches import in_batches
from portal.core.drafts import Draft
from portal.core.extension import ItemRef
from portal.initiatives.models import Initiative, Solution
from portal.initiatives.queries.solutions import SOLUTION, solution_keys
from portal.initiatives.services.solutions import ensure_original

Name = dict[str, Any]
_IN_SQL = {"synchronize_session": False}
_OtherDraft = aliased(Draft)


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

    def give_back(self, session: Session, names: Collection[Name], holder: ItemRef, home: ItemRef, /) -> None:
        """The same solutions, as people have left them, chosen or not as they were at home."""
        for name in names:
            _move(session, name["id"], holder, home, **_UNCHOSEN)
            if name.get("in") == home.id:
                _choose_again(session, name, home)

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""


class UnsentSolutions:
    """Belongings: the solutions that people have typed and not sent. They wait where their writers will be led."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[Name]:
        """Those of people who have typed none at the target."""
        return _move_unsent(session, source, target, Draft.form == SOLUTION)

    def give_back(self, session: Session, names: Collection[Name], holder: ItemRef, home: ItemRef, /) -> None:
        """Those that are neither sent nor thrown away."""
        for ids in in_batches(name["id"] for name in names):
            _move_unsent(session, holder, home, Draft.id.in_(ids))

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""


def _move_unsent(session: Session, source: ItemRef, target: ItemRef, which: Any) -> list[Name]:
    person = cast(Draft.person_id, String)
    key = literal(solution_keys(target.id)) + person
    has = exists().where(_OtherDraft.person_id == Draft.person_id, _OtherDraft.key == key)
    moved = session.scalars(
        update(Draft)
        .where(Draft.key == literal(solution_keys(source.id)) + person, which, ~has)
        .values(key=key)
        .returning(Draft.id),
        execution_options=_IN_SQL,
    )
    return [{"id": draft_id} for draft_id in sorted(moved)]


_UNCHOSEN: dict[str, Any] = {"chosen_at": None, "chosen_by_id": None}


def _move(session: Session, solution_id: int, source: ItemRef, target: ItemRef, **also: Any) -> None:
    here = update(Solution).where(Solution.id == solution_id, Solution.initiative_id == source.id)
    session.execute(here.values(initiative_id=target.id, **also), execution_options=_IN_SQL)


def _choose_again(session: Session, name: Name, home: ItemRef) -> None:
    """What was chosen at home is chosen there again, unless it was taken back or put into other words since."""
    at = datetime.fromisoformat(name["chosen_at"])
    same = or_(Solution.edited_at.is_(None), Solution.edited_at <= at)
    session.execute(
        update(Solution)
        .where(Solution.id == name["id"], Solution.initiative_id == home.id, Solution.withdrawn_at.is_(None), same)
        .values(chosen_at=at, chosen_by_id=name["chosen_by_id"]),
        execution_options=_IN_SQL,
    )


def choice_at(session: Session, number: int) -> Any | None:
    """The solution that is chosen at an initiative, with when and by whom."""
    chosen = select(Solution.id, Solution.chosen_at, Solution.chosen_by_id)
    return session.execute(chosen.where(Solution.initiative_id == number, Solution.chosen_at.is_not(None))).first()


def keep_choice(session: Session, choice: Any | None, number: int) -> None:
    """What was chosen stays chosen if it still stands there after all rows have moved, and nothing else becomes so."""
    here = update(Solution).where(Solution.initiative_id == number)
    session.execute(here.values(_UNCHOSEN), execution_options=_IN_SQL)
    if choice is not None:
        chosen = {"chosen_at": choice.chosen_at, "chosen_by_id": choice.chosen_by_id}
        session.execute(here.where(Solution.id == choice.id).values(chosen), execution_options=_IN_SQL)
