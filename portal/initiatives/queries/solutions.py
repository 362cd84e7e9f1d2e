"""Ways to solve one problem: those of a page in one statement, and a single one for whoever may see it."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.drafts import Draft, find_draft
from portal.core.errors import NotFound
from portal.initiatives.models import Initiative, Solution, SolutionSupport
from portal.initiatives.queries.visibility import MergedAway, get_visible, visible_to
from portal.people.models import Person

#: The kind under which the pictures of a solution are noted.
PICTURES_OF = "solution"
#: The name of the form under which unsent ones are kept.
SOLUTION = "solution"
SHOWN = 60


class StandingSolution(NamedTuple):
    """A solution as the page of its initiative shows it; it answers what the policy asks."""

    id: int
    original_of_id: int | None
    author_id: int | None
    author_name: str | None
    html: str
    at: datetime
    edited_at: datetime | None
    support_count: int
    chosen_at: datetime | None
    chosen_by: str | None
    mine: bool
    withdrawn_at: datetime | None = None


_number, _me = bindparam("number", type_=BigId), bindparam("me", type_=BigId)
_Origin, _Chooser = aliased(Initiative), aliased(Person)
_words = case((Solution.original_of_id.is_(None), Solution.html), else_=_Origin.solution_html)
#: The author's own first, then the chosen one, then by support.
_STANDING = (
    select(
        Solution.id, Solution.original_of_id, Solution.author_id, Person.name, _words, Solution.at, Solution.edited_at,
        Solution.support_count, Solution.chosen_at, _Chooser.name, SolutionSupport.person_id.is_not(None),
    )
    .outerjoin(_Origin, _Origin.id == Solution.original_of_id)
    .outerjoin(Person, Person.id == Solution.author_id)
    .outerjoin(_Chooser, _Chooser.id == Solution.chosen_by_id)
    .outerjoin(SolutionSupport, and_(SolutionSupport.solution_id == Solution.id, SolutionSupport.person_id == _me))
    .where(Solution.initiative_id == _number, Solution.withdrawn_at.is_(None), _words != "")
    .order_by(
        case((Solution.original_of_id == _number, 0), (Solution.chosen_at.is_not(None), 1), else_=2),
        Solution.support_count.desc(),
        Solution.id,
    )
    .limit(SHOWN)
)  # fmt: skip


def standing_solutions(session: Session, initiative: Initiative, actor: Actor) -> list[StandingSolution]:
    """All that stand beside each other; nothing is asked where the author's own is the only one."""
    if not initiative.solution_count:
        return []
    rows = read_rows(session, _STANDING, {"number": initiative.id, "me": actor.id})
    return [StandingSolution(*row) for row in rows]


def get_solution(
    session: Session, solution_id: int, actor: Actor, *, lock: bool = False
) -> tuple[Solution, Initiative]:
    """A solution with its initiative; NotFound when ``actor`` doesn't see that, or when it was taken back by another.

    With ``lock``, nobody else changes either until the transaction ends.
    """
    found = session.get(Solution, solution_id)
    if found is None:
        raise NotFound
    initiative = _where_it_stands(session, found, actor, lock=lock)
    if found.withdrawn_at is not None and found.author_id != actor.id:
        raise NotFound
    return found, initiative


def _where_it_stands(session: Session, solution: Solution, actor: Actor, *, lock: bool) -> Initiative:
    """It goes along when its initiative is merged or parted meanwhile."""
    while True:
        number = solution.initiative_id
        try:
            initiative = get_visible(session, number, actor, lock=lock)
        except MergedAway:
            session.refresh(solution)
            if solution.initiative_id == number:
                raise
            continue
        if lock:
            session.refresh(solution)
        if solution.initiative_id == number:
            return initiative


def reads_any_solution(session: Session, solution_ids: Collection[int], actor: Actor) -> bool:
    """Whether ``actor`` may read the words, and so see the pictures, of one of them at least."""
    readable = or_(Solution.withdrawn_at.is_(None), Solution.author_id == actor.id)
    found = exists().where(
        Solution.id.in_(solution_ids), readable, Initiative.id == Solution.initiative_id, visible_to(actor)
    )
    return bool(session.scalar(select(found)))


def solution_key(number: int, actor: Actor) -> str:
    """The key of what one has typed and not sent beside an initiative: one text, whatever the tabs."""
    return f"{solution_keys(number)}{actor.id}"


def solution_keys(number: int) -> str:
    """How the keys of all begin who have typed something beside an initiative; the number of the person follows."""
    return f"initiative-solution-{number}-"


def solution_edit_key(solution_id: int, actor: Actor) -> str:
    """The key of one's unsaved changes to a solution."""
    return f"solution-edit-{solution_id}-{actor.id}"


def unsent_solution(session: Session, key: str, actor: Actor) -> Draft | None:
    """What one has typed under a key and not sent."""
    return find_draft(session, actor, SOLUTION, key)
