"""Belongings: the ways to solve it. What the author of a twin wrote becomes one way among those of the survivor."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, Update, cast, exists, literal, or_, select, update
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
_UNCHOSEN: dict[str, Any] = {"chosen_at": None, "chosen_by_id": None}


class Solutions:
    """All solutions with their supporters. What was chosen at a twin is kept with its merge."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[Name]:
        """All of them; what is chosen is said afterwards."""
        twin = session.get_one(Initiative, source.id)
        if twin.solution.strip():
            ensure_original(session, twin)
        moved = session.scalars(
            update(Solution)
            .where(Solution.initiative_id == source.id)
            .values(initiative_id=target.id, **_UNCHOSEN)
            .returning(Solution.id),
            execution_options=_IN_SQL,
        )
        names = [{"id": solution_id} for solution_id in sorted(moved)]
        if names:
            ensure_original(session, session.get_one(Initiative, target.id))
        return names

    def give_back(self, session: Session, names: Collection[Name], holder: ItemRef, home: ItemRef, /) -> None:
        """The same solutions, as people have left them; what is chosen is said afterwards."""
        for ids in in_batches(name["id"] for name in names):
            session.execute(
                update(Solution)
                .where(Solution.id.in_(ids), Solution.initiative_id == holder.id)
                .values(initiative_id=home.id, **_UNCHOSEN),
                execution_options=_IN_SQL,
            )

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


class Choice(NamedTuple):
    """Which solution is chosen, when and by whom."""

    solution_id: int
    at: datetime
    by_id: int | None

    def kept(self) -> dict[str, Any]:
        """As it is kept with a merge."""
        return {"solution_id": self.solution_id, "at": self.at.isoformat(), "by_id": self.by_id}


def lay_choice_aside(session: Session, number: int) -> Choice | None:
    """What is chosen at an initiative, while its rows move: until it is said again, nothing is."""
    here = (Solution.initiative_id == number, Solution.chosen_at.is_not(None))
    row = session.execute(select(Solution.id, Solution.chosen_at, Solution.chosen_by_id).where(*here)).first()
    session.execute(update(Solution).where(*here).values(_UNCHOSEN), execution_options=_IN_SQL)
    return Choice(row.id, row.chosen_at, row.chosen_by_id) if row and row.chosen_at else None


def keep_choice(session: Session, choice: Choice | None, number: int) -> None:
    """What was chosen stays chosen if it stands there after all rows have moved."""
    if choice is not None:
        session.execute(_chosen(choice, number), execution_options=_IN_SQL)


def choose_again(session: Session, kept: dict[str, Any] | None, number: int) -> None:
    """What was chosen at a twin is chosen there again, unless it was taken back or put into other words since."""
    if kept is None:
        return
    choice = Choice(kept["solution_id"], datetime.fromisoformat(kept["at"]), kept["by_id"])
    same = or_(Solution.edited_at.is_(None), Solution.edited_at <= choice.at)
    again = _chosen(choice, number).where(Solution.withdrawn_at.is_(None), same)
    session.execute(again, execution_options=_IN_SQL)


def _chosen(choice: Choice, number: int) -> Update:
    here = update(Solution).where(Solution.id == choice.solution_id, Solution.initiative_id == number)
    return here.values(chosen_at=choice.at, chosen_by_id=choice.by_id)
