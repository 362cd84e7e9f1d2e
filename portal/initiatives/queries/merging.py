"""What pages of merging show: look-alikes to choose from, what would come of it, what was merged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.numbers import read_number
from portal.discussion.models import Comment, Follow
from portal.initiatives.models import (
    Initiative,
    Merge,
    MergedRow,
    Origin,
    Solution,
    StatusType,
    Support,
    TitleStem,
    Transition,
)
from portal.initiatives.queries.authorship import co_wrote
from portal.initiatives.queries.families import twins_within
from portal.initiatives.queries.look_alikes import stems_of
from portal.initiatives.queries.visibility import visible_to
from portal.people.models import Person

CANDIDATES_SHOWN = 12
#: One word in common with the title tells nothing.
_COMMON_WORDS = 2

_Author, _By = aliased(Person), aliased(Person)
_SHOWN = (
    Initiative.id, Initiative.title, Initiative.status_id, Initiative.status_type, Initiative.visibility,
    Initiative.support_count, Initiative.comment_count, Initiative.submitted_at, Initiative.author_id,
    Initiative.solution_count, (func.trim(Initiative.solution) != "").label("says_how"),
    _Author.name.label("author_name"),
)  # fmt: skip


def _rows(actor: Actor) -> Select[Any]:
    """Each with whether ``actor`` wrote it, or wrote along (``own``)."""
    own = or_(and_(Initiative.author_id.is_not(None), Initiative.author_id == actor.id), co_wrote(actor.id))
    rows: Select[Any] = select(*_SHOWN, own.label("own"))  # type: ignore[assignment]  # too many to type
    return rows.outerjoin(_Author, _Author.id == Initiative.author_id)


def named(session: Session, numbers: Collection[int], actor: Actor) -> list[Row[Any]]:
    """Those of the numbers that ``actor`` may see and that aren't withdrawn or merged already, the oldest first."""
    mergeable = Initiative.status_type.not_in((StatusType.DRAFT, StatusType.MERGED))
    rows = _rows(actor).where(Initiative.id.in_(numbers), mergeable, visible_to(actor))
    return list(session.execute(rows.order_by(Initiative.submitted_at, Initiative.id)))


def candidates(session: Session, to: Initiative, actor: Actor, words: str, but: Collection[int]) -> list[Row[Any]]:
    """What could be the same as ``to``: by number, by the words given, or by the words of its title."""
    number = read_number(words.strip().lstrip("№#").strip()) if words else None
    if number is not None:
        return [row for row in named(session, [number], actor) if row.id not in {to.id, *but}]
    stems = stems_of(words or to.title)
    alike = _alike(stems, at_least=1 if words else min(_COMMON_WORDS, len(stems)))
    rows = (
        _rows(actor)
        .join(alike, alike.c.initiative_id == Initiative.id)
        .where(
            Initiative.id.not_in([to.id, *but]),
            Initiative.status_type.not_in((StatusType.DRAFT, StatusType.MERGED)),
            Initiative.visibility == to.visibility,
            visible_to(actor),
        )
    )
    order = (alike.c.common.desc(), Initiative.support_count.desc(), Initiative.id)
    return list(session.execute(rows.order_by(*order).limit(CANDIDATES_SHOWN)))


def _alike(stems: Collection[str], *, at_least: int) -> Subquery:
    """The titles with so many of the words, found by their beginnings, and how many they have."""
    common = func.count().label("common")
    found = select(TitleStem.initiative_id, common).where(TitleStem.stem.in_(sorted(stems)))
    return found.group_by(TitleStem.initiative_id).having(common >= at_least).subquery()


@dataclass(frozen=True, slots=True)
class Joint:
    """What some initiatives would be together."""

    #: How many support each, and how many people that is, without those who would support their own.
    supports: Mapping[int, int]
    supporters: int
    comments: int
    followers: int
    #: Ways to solve it beside that of the one that stays.
    solutions: int
    #: Where several have a chosen solution: the number of the one whose choice holds.
    choice_of: int | None


def joint(session: Session, survivor: Row[Any], twins: Sequence[Row[Any]]) -> Joint:
    """The numbers after merging, before it is done: unique people and what they wrote."""
    numbers = [survivor.id, *(twin.id for twin in twins)]
    voices = session.execute(
        select(Support.initiative_id, Support.person_id).where(Support.initiative_id.in_(numbers))
    ).all()
    counted = {person for number, person in voices if number == survivor.id or person != survivor.author_id}
    followed = select(func.count(Follow.person_id.distinct())).where(
        Follow.item_kind == "initiative", Follow.item_id.in_(numbers), Follow.muted.is_(False)
    )
    return Joint(
        supports={number: sum(1 for where, _person in voices if where == number) for number in numbers},
        supporters=len(counted),
        comments=sum(row.comment_count for row in (survivor, *twins)),
        followers=session.scalar(followed) or 0,
        solutions=sum(row.solution_count for row in (survivor, *twins)) + sum(twin.says_how for twin in twins),
        choice_of=_whose_choice(session, numbers),
    )


def _whose_choice(session: Session, numbers: Sequence[int]) -> int | None:
    """Of the survivor, which comes first, or else of the first twin: so do the rows rise."""
    chosen = select(Solution.initiative_id).where(Solution.initiative_id.in_(numbers), Solution.chosen_at.is_not(None))
    found = set(session.scalars(chosen))
    return next(number for number in (numbers[0], *sorted(numbers)) if number in found) if len(found) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedTwin:
    """One that was merged, as pages show it."""

    number: int
    title: str
    language: str
    origin: Origin
    problem_html: str
    solution_html: str
    outcome_html: str
    author_id: int | None
    author_name: str | None
    into: int
    at: datetime
    by_id: int | None
    by_name: str | None
    reason_html: str


def merged_twins(session: Session, number: int, actor: Actor) -> list[MergedTwin]:
    """All that stand inside an initiative and that ``actor`` may see, the nearest first."""
    family = {twin.number: twin for twin in twins_within(session, number)}
    columns = (
        Initiative.id.label("number"), Initiative.title, Initiative.language, Initiative.origin,
        Initiative.problem_html, Initiative.solution_html, Initiative.outcome_html, Initiative.author_id,
        _Author.name.label("author_name"), Merge.survivor_id.label("into"), Merge.at, Merge.by_id,
        _By.name.label("by_name"), Transition.reason_html,
    )  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Merge, (Merge.twin_id == Initiative.id) & Merge.unmerged_at.is_(None))
        .join(Transition, Transition.id == Merge.transition_id)
        .outerjoin(_Author, _Author.id == Initiative.author_id)
        .outerjoin(_By, _By.id == Merge.by_id)
        .where(Initiative.id.in_(family), visible_to(actor))
    )
    found = [MergedTwin(**row) for row in rows.mappings()]
    return sorted(found, key=lambda twin: (family[twin.number].depth, twin.number))


def merge_of(session: Session, twin_id: int) -> Merge | None:
    """The merge that holds of a twin."""
    return session.scalar(select(Merge).where(Merge.twin_id == twin_id, Merge.unmerged_at.is_(None)))


def goes_back(session: Session, twin_id: int) -> dict[str, int]:
    """How many voices, readable comments and proposed solutions would come back to a twin; not those taken back."""
    inside = [twin_id, *(twin.number for twin in twins_within(session, twin_id))]
    comments = select(func.count(Comment.id)).where(
        Comment.id.in_(_away_from(inside, "comments")), Comment.withdrawn_at.is_(None), Comment.hidden_at.is_(None)
    )
    solutions = select(func.count(Solution.id)).where(
        Solution.id.in_(_away_from(inside, "solutions")),
        Solution.withdrawn_at.is_(None),
        Solution.original_of_id.is_distinct_from(twin_id),
    )
    counts = {
        "voices": select(func.count(Support.id)).where(Support.id.in_(_away_from(inside, "voices"))),
        "comments": comments,
        "solutions": solutions,
    }
    columns = [count.scalar_subquery().label(what) for what, count in counts.items()]
    return dict(session.execute(select(*columns)).mappings().one())


def _away_from(homes: Collection[int], what: str) -> Select[tuple[int]]:
    """The ids of the rows that rose from some twins."""
    holds = and_(Merge.id == MergedRow.merge_id, Merge.twin_id.in_(homes), Merge.unmerged_at.is_(None))
    return select(MergedRow.data["id"].as_integer()).join(Merge, holds).where(MergedRow.belongings == what)
