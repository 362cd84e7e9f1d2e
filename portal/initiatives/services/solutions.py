"""Another way to solve it: proposing, changing, taking back."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.drafts import forget_draft
from portal.core.errors import Conflict, Forbidden, Invalid, require
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RENDERER_VERSION, RenderedText
from portal.discussion.services.erasing import without_name
from portal.discussion.services.follows import auto_follow
from portal.discussion.services.mentions import mark_mentions
from portal.initiatives.events import SolutionEdited, SolutionProposed, SolutionWithdrawn
from portal.initiatives.models import MIN_PART_LETTERS, Initiative, Solution, SolutionMention
from portal.initiatives.policy import can_change_solution, can_propose_solution, is_open_to_solutions
from portal.initiatives.queries import locked
from portal.initiatives.queries.solutions import PICTURES_OF, solution_edit_key, solution_key
from portal.initiatives.queries.truth import SOLUTIONS
from portal.initiatives.services.texts import MAX_PART_LETTERS

PUT_BACK_FOR = timedelta(days=1)
SETTLED = _l("How it is to be solved is settled here: no other ways are collected any more.")
CHOSEN = _l("The committee has chosen it as it stands. Write to them in the discussion if it is to be changed.")
_IN_SQL: Any = {"synchronize_session": False}


def propose_solution(
    session: Session, initiative: Initiative, actor: Actor, text: RenderedText, *, submission_key: str, now: datetime
) -> Solution:
    """Put another way beside the author's own. The same text sent twice with the same key leaves one."""
    locked(session, initiative)
    require(can_propose_solution(actor, initiative), SETTLED)
    _require_words(text)
    key = _bound_key(submission_key, initiative, actor, text)
    sent = session.scalar(select(Solution).where(Solution.submission_key == key))
    if sent is not None:
        return sent
    ensure_original(session, initiative)
    item = ItemRef(SolutionProposed.item_kind, initiative.id)
    marked = mark_mentions(session, item, text.html, internal=False)
    made = Solution(
        initiative_id=initiative.id, author_id=actor.id, body=text.source, html=marked.html,
        renderer_version=text.version, at=now, submission_key=key,
    )  # fmt: skip
    session.add(made)
    session.flush()  # mentions and the event need the id
    told = _note_mentions(session, made, marked.person_ids, actor, now=now)
    note_uses(session, ItemRef(PICTURES_OF, made.id), [text.source], actor)
    auto_follow(session, item, actor.id, now=now)
    forget_draft(session, actor, solution_key(initiative.id, actor))
    count_solutions(session, initiative, last_activity_at=now)
    event = SolutionProposed(initiative_id=initiative.id, solution_id=made.id, mentioned=told)
    record(session, event, actor, at=now)
    return made


def ensure_original(session: Session, initiative: Initiative) -> None:
    """Let the author's own be supported and chosen as the others are."""
    values = {
        "initiative_id": initiative.id, "original_of_id": initiative.id, "author_id": initiative.author_id,
        "body": "", "html": "", "renderer_version": RENDERER_VERSION, "at": initiative.submitted_at,
        "support_count": 0, "version": 1,
    }  # fmt: skip
    insert_new(session, Solution, values, ["original_of_id"])


def edit_solution(
    session: Session, solution: Solution, initiative: Initiative, actor: Actor, text: RenderedText, *,
    version: int, now: datetime,
) -> Solution:  # fmt: skip
    """Other words for one's own, until the committee has chosen it.

    ``version`` is the one that the form was opened with. Raises Conflict, with what stands now, when it has changed.
    """
    _require_mine(solution, initiative, actor)
    _require_words(text)
    if solution.body == text.source:
        forget_draft(session, actor, solution_edit_key(solution.id, actor))
        return solution
    if solution.version != version:
        raise Conflict(theirs={"body": solution.body})
    item = ItemRef(SolutionEdited.item_kind, initiative.id)
    marked = mark_mentions(session, item, text.html, internal=False)
    solution.body, solution.html, solution.renderer_version = text.source, marked.html, text.version
    solution.edited_at, solution.version = now, solution.version + 1
    told = _note_mentions(session, solution, marked.person_ids, actor, now=now)
    note_uses(session, ItemRef(PICTURES_OF, solution.id), [text.source], actor)
    forget_draft(session, actor, solution_edit_key(solution.id, actor))
    event = SolutionEdited(initiative_id=initiative.id, solution_id=solution.id, mentioned=told)
    record(session, event, actor, at=now)
    return solution


def withdraw_solution(
    session: Session, solution: Solution, initiative: Initiative, actor: Actor, *, now: datetime
) -> Solution:
    """Take one's own back; for a day it can be put back. Who supported it is kept."""
    _require_mine(solution, initiative, actor)
    if solution.withdrawn_at is None:
        solution.withdrawn_at = now
        count_solutions(session, initiative)
        event = SolutionWithdrawn(initiative_id=initiative.id, solution_id=solution.id, gone=True)
        record(session, event, actor, at=now)
    return solution


def put_back_solution(
    session: Session, solution: Solution, initiative: Initiative, actor: Actor, *, now: datetime
) -> Solution:
    """Undo the taking back."""
    _require_mine(solution, initiative, actor)
    if solution.withdrawn_at is not None:
        require(now - solution.withdrawn_at < PUT_BACK_FOR, _l("It was taken back too long ago. Propose it anew."))
        solution.withdrawn_at = None
        count_solutions(session, initiative)
        event = SolutionWithdrawn(initiative_id=initiative.id, solution_id=solution.id, gone=False)
        record(session, event, actor, at=now)
    return solution


def _require_mine(solution: Solution, initiative: Initiative, actor: Actor) -> None:
    if solution.author_id == actor.id and solution.chosen_at is not None:
        raise Forbidden(CHOSEN)
    if not is_open_to_solutions(initiative):
        raise Forbidden(SETTLED)
    require(can_change_solution(actor, initiative, solution))


def _require_words(text: RenderedText) -> None:
    if len(text.source.strip()) < MIN_PART_LETTERS:
        raise Invalid(_l("Please say in a sentence or two what to change or introduce."), field="body")
    if len(text.source) > MAX_PART_LETTERS:
        raise Invalid(_l("This part is too long to be read. Say the main thing here."), field="body")


def count_solutions(session: Session, initiative: Initiative, **also: Any) -> None:
    """Put the counter right, past the row's version: another solution is no edit of the author's text."""
    session.flush()  # the count is made of what stands in the tables
    values = {"solution_count": SOLUTIONS, **also}
    session.execute(update(Initiative).where(Initiative.id == initiative.id).values(values), execution_options=_IN_SQL)
    session.refresh(initiative, ["solution_count", *also])


def _note_mentions(
    session: Session, solution: Solution, person_ids: Collection[int], actor: Actor, *, now: datetime
) -> tuple[int, ...]:
    """Note who is named, and let them follow; those who weren't named here before, without the writer."""
    item = ItemRef(SolutionProposed.item_kind, solution.initiative_id)
    told = []
    for person_id in person_ids:
        named = {"solution_id": solution.id, "person_id": person_id}
        if insert_new(session, SolutionMention, named, list(named)) and person_id != actor.id:
            auto_follow(session, item, person_id, now=now)
            told.append(person_id)
    return tuple(told)


def remove_solution_mentions(session: Session, person_id: int, name: str) -> None:
    """The name of somebody who is erased leaves the solutions that mention them."""
    if not name:
        return
    naming = select(SolutionMention.solution_id).where(SolutionMention.person_id == person_id)
    for row in session.scalars(select(Solution).where(Solution.id.in_(naming)).order_by(Solution.id).with_for_update()):
        row.body, row.html = without_name(row.body, person_id, name), without_name(row.html, person_id, name)


def _bound_key(submission_key: str, initiative: Initiative, actor: Actor, text: RenderedText) -> str:
    """The form's key bound to who sends what where: nobody meets another one's."""
    parts = (submission_key, str(initiative.id), str(actor.id), text.source)
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()
