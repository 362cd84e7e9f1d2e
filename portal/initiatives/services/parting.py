"""Parting what was merged: what the merge moved comes back, exactly; one transaction, whole or not at all."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Forbidden, require
from portal.core.extension import ItemRef, belongings
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.initiatives.events import InitiativeUnmerged
from portal.initiatives.models import CoAuthor, Initiative, Merge, Transition
from portal.initiatives.policy import MERGE, can_unmerge
from portal.initiatives.queries import statuses
from portal.initiatives.queries.families import twins_within, way_up
from portal.initiatives.services.merging_rows import KIND, bring_home, rise_within, settle
from portal.initiatives.services.merging_rules import MEANWHILE, OWN, hold, require_reason
from portal.initiatives.services.merging_solutions import choose_again, keep_choice, lay_choice_aside
from portal.initiatives.services.moving import change_status
from portal.people.policy import may


def unmerge(session: Session, twin_id: int, actor: Actor, *, reason: RenderedText, now: datetime) -> Initiative:
    """Part a twin from what it was merged into, wherever that stands now: what the merge moved comes back.

    What was added since stays with the other; what people have taken back, hidden or changed since stays so.
    """
    require(may(actor, MERGE))
    way = way_up(session, twin_id)
    held = hold(session, {twin_id, *way}, actor)
    if not way or way != way_up(session, twin_id):
        raise Conflict(MEANWHILE)
    twin, survivor = held[twin_id], held[way[-1]]
    if not can_unmerge(actor, twin, survivor):
        raise Forbidden(OWN)
    require_reason(reason)
    own = session.scalars(select(Merge).where(Merge.twin_id == twin_id, Merge.unmerged_at.is_(None))).one()
    choice = lay_choice_aside(session, survivor.id)
    bring_home(session, survivor.id)
    transition = _restore(session, twin, own, actor, reason, now)
    own.unmerged_at, own.unmerged_by_id = now, actor.id
    _write_apart(session, twin, own, way)
    for number in (twin.id, survivor.id):
        rise_within(session, number)
    keep_choice(session, choice, survivor.id)
    choose_again(session, own.before.get("choice"), twin.id)
    for kind in belongings:
        kind.parted(session, ItemRef(KIND, twin.id), ItemRef(KIND, survivor.id))
    settle(session, list(held.values()))
    _tell_parted(session, twin, way, transition, actor, now)
    return twin


def _restore(
    session: Session, twin: Initiative, own: Merge, actor: Actor, reason: RenderedText, now: datetime
) -> Transition:
    """Give the twin back its status with the dates that belong to it: its clock goes on as if nothing had been."""
    before = own.before
    status = statuses(session).by_id[before["status_id"]]
    until = date.fromisoformat(before["defer_until"]) if before["defer_until"] else None
    transition = change_status(session, twin, actor, status, reason=reason, defer_until=until, now=now)
    twin.status_changed_at = datetime.fromisoformat(before["status_changed_at"])
    twin.last_activity_at = datetime.fromisoformat(before["last_activity_at"])
    return transition


def _write_apart(session: Session, twin: Initiative, own: Merge, way: Sequence[int]) -> None:
    """Those who became co-authors by this merge, or by one inside the twin, are so no longer above the twin."""
    session.flush()  # the merge doesn't stand any more
    by = [own.id, *(one.merge_id for one in twins_within(session, twin.id))]
    session.execute(delete(CoAuthor).where(CoAuthor.initiative_id.in_(way), CoAuthor.merge_id.in_(by)))


def _tell_parted(
    session: Session, twin: Initiative, way: Sequence[int], transition: Transition, actor: Actor, now: datetime
) -> None:
    for number in dict.fromkeys((way[-1], way[0])):
        event = InitiativeUnmerged(
            initiative_id=number,
            twin_id=twin.id,
            author_id=twin.author_id,
            transition_id=transition.id,
            inside=number != way[-1],
        )
        record(session, event, actor, at=now)
