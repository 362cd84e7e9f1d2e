"""Merging twins into one: one transaction, whole or not at all.

Every merge and every parting holds the initiatives that stand for the families concerned, in the order of their
numbers; comments, supports and moves hold the same rows.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Forbidden, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.initiatives.events import InitiativesMerged
from portal.initiatives.models import CoAuthor, Initiative, Merge, StatusType
from portal.initiatives.policy import MERGE, can_merge, is_one_of_authors
from portal.initiatives.queries import statuses
from portal.initiatives.queries.families import twins_within
from portal.initiatives.services.counting import counted_once
from portal.initiatives.services.merging_rows import bring_home, rise_within, settle
from portal.initiatives.services.merging_rules import (
    MEANWHILE,
    MOST_TWINS,
    OWN,
    circles_of,
    hold,
    obstacle,
    require_reason,
)
from portal.initiatives.services.merging_solutions import Choice, keep_choice, lay_choice_aside
from portal.initiatives.services.moving import change_status
from portal.people.policy import may


def merge(
    session: Session, survivor_id: int, twin_ids: Collection[int], actor: Actor, *, reason: RenderedText, now: datetime
) -> Initiative:
    """Merge the twins into the survivor. Sent twice, it changes nothing the second time.

    Raises NotFound when one is hidden from ``actor``, Forbidden when one is their own, Invalid when they can't be
    merged so, Conflict when somebody has merged one of them elsewhere meanwhile.
    """
    require(may(actor, MERGE))
    held = hold(session, {survivor_id, *twin_ids}, actor)
    survivor = held.pop(survivor_id)
    twins = [twin for twin in held.values() if twin.merged_into_id != survivor_id]
    if held and not twins:
        return survivor
    _require_mergeable(session, survivor, twins, actor)
    require_reason(reason)
    choices = [lay_choice_aside(session, one.id) for one in (survivor, *twins)]
    for initiative in (survivor, *twins):
        bring_home(session, initiative.id)
    joined = list(zip(twins, choices[1:], strict=True))
    with counted_once(session):
        merges = [_join(session, survivor, twin, choice, actor, reason, now) for twin, choice in joined]
    for one in merges:
        _write_together(session, survivor, one)
    rise_within(session, survivor.id)
    keep_choice(session, next(filter(None, choices), None), survivor.id)
    settle(session, [survivor, *twins])
    record(session, _told(survivor, twins, merges[0].transition_id), actor, at=now)
    return survivor


def _told(survivor: Initiative, twins: Sequence[Initiative], transition_id: int) -> InitiativesMerged:
    return InitiativesMerged(
        initiative_id=survivor.id,
        twin_ids=tuple(twin.id for twin in twins),
        author_ids=tuple(twin.author_id for twin in twins),
        transition_id=transition_id,
    )


def _require_mergeable(session: Session, survivor: Initiative, twins: Sequence[Initiative], actor: Actor) -> None:
    if not twins:
        raise Invalid(_l("Choose at least one other initiative."), field="twins")
    if len(twins) > MOST_TWINS:
        raise Invalid(_l("That is too much for one step: merge up to ten at once."), field="twins")
    if any(one.status_type is StatusType.MERGED for one in (survivor, *twins)):
        raise Conflict(MEANWHILE)
    if any(is_one_of_authors(actor, one) for one in (survivor, *twins)):
        raise Forbidden(OWN)
    circles = circles_of(session, [survivor, *twins])
    for twin in twins:
        if (why := obstacle(survivor, twin, circles)) is not None:
            raise Invalid(why, field="survivor")
    require(all(can_merge(actor, one) for one in (survivor, *twins)))


def _join(
    session: Session, survivor: Initiative, twin: Initiative, choice: Choice | None, actor: Actor,
    reason: RenderedText, now: datetime,
) -> Merge:  # fmt: skip
    before = {
        "status_id": twin.status_id,
        "status_changed_at": twin.status_changed_at.isoformat(),
        "last_activity_at": twin.last_activity_at.isoformat(),
        "defer_until": twin.defer_until.isoformat() if twin.defer_until else None,
        "choice": choice.kept() if choice else None,
    }
    merged = statuses(session).default(StatusType.MERGED)
    moved = change_status(session, twin, actor, merged, reason=reason, merged_into=survivor.id, now=now)
    made = Merge(
        twin_id=twin.id, survivor_id=survivor.id, before=before, transition_id=moved.id, at=now, by_id=actor.id
    )
    session.add(made)
    session.flush()  # the log and the co-authors name the merge
    return made


def _write_together(session: Session, survivor: Initiative, one: Merge) -> None:
    """The twin's author and those whose initiatives were merged into the twin before become co-authors."""
    inside = {one.twin_id: one.id} | {twin.number: twin.merge_id for twin in twins_within(session, one.twin_id)}
    rows = session.execute(select(Initiative.id, Initiative.author_id).where(Initiative.id.in_(inside)))
    session.add_all(
        CoAuthor(initiative_id=survivor.id, person_id=author_id, merge_id=inside[number])
        for number, author_id in rows
        if author_id is not None and author_id != survivor.author_id
    )
    session.flush()  # whose voices rise depends on who wrote it
