"""Moves between statuses: each is one row of a history that is never changed."""

from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText, render
from portal.initiatives.events import InitiativeMoved
from portal.initiatives.models import (
    MIN_REASON_LETTERS,
    Initiative,
    InitiativeTeam,
    StatusType,
    Transition,
    Visibility,
)
from portal.initiatives.policy import FROM_ACCEPTANCE_ON, NEEDS_REASON, Mover, can_move, has_move, movers
from portal.initiatives.queries import KnownStatus, locked, statuses
from portal.initiatives.services.counting import counted_once, place_of, recounted

MAX_DEFER_DAYS = 2 * 365 + 1
MAX_REASON_LETTERS = 10_000
NO_REASON = render("")


def move(
    session: Session,
    initiative: Initiative,
    actor: Actor | None,
    to: KnownStatus,
    *,
    reason: RenderedText = NO_REASON,
    defer_until: date | None = None,
    now: datetime,
) -> Transition:
    """Give the initiative another status; ``actor`` None is the portal itself.

    Raises Forbidden when the move isn't this person's to make, Invalid when nobody may make it so: no such move, a
    reason or a day missing, a part of the text missing.
    """
    locked(session, initiative)
    require(bool(movers(initiative, actor)))
    _require_a_way(initiative, to)
    require(can_move(actor, initiative, to.type))
    _require_reason(to, reason)
    if to.type in FROM_ACCEPTANCE_ON and not initiative.complete:
        raise Invalid(_l("A part of the text is still missing. It has to be completed before it can be accepted."))
    if to.type is StatusType.DEFERRED:
        _require_day(defer_until, now)
    else:
        defer_until = None
    if actor is not None and Mover.COMMITTEE in movers(initiative, actor):
        initiative.first_answered_at = initiative.first_answered_at or now
    return change_status(session, initiative, actor, to, reason=reason, defer_until=defer_until, now=now)


def change_status(
    session: Session,
    initiative: Initiative,
    actor: Actor | None,
    to: KnownStatus,
    *,
    reason: RenderedText = NO_REASON,
    defer_until: date | None = None,
    now: datetime,
) -> Transition:
    """Carry out a move that was found right: the row, the history, the counts, the event."""
    before, from_id, from_type = place_of(initiative), initiative.status_id, initiative.status_type
    initiative.status_id, initiative.status_type = to.id, to.type
    initiative.status_changed_at = initiative.last_activity_at = now
    initiative.defer_until = defer_until
    if StatusType.DRAFT in (from_type, to.type):
        initiative.visibility = _visibility_for(session, initiative, to.type)
    recounted(session, before, place_of(initiative))
    transition = Transition(
        initiative_id=initiative.id,
        from_status_id=from_id,
        to_status_id=to.id,
        actor_id=actor.id if actor else None,
        reason=reason.source,
        reason_html=reason.html,
        defer_until=defer_until,
        at=now,
    )
    session.add(transition)
    session.flush()  # the event names the transition
    moved = InitiativeMoved(
        initiative_id=initiative.id, transition_id=transition.id, from_type=from_type.value, to_type=to.type.value
    )
    record(session, moved, actor, at=now)
    return transition


def _visibility_for(session: Session, initiative: Initiative, to_type: StatusType) -> Visibility:
    """Withdrawn: the author's alone. Handed in again: open as it was."""
    if to_type is StatusType.DRAFT:
        return Visibility.AUTHOR
    restricted = session.scalar(select(exists().where(InitiativeTeam.initiative_id == initiative.id)))
    return Visibility.TEAMS if restricted else Visibility.EVERYONE


def _require_a_way(initiative: Initiative, to: KnownStatus) -> None:
    if to.id == initiative.status_id:
        raise Conflict(_l("It has this status already. Somebody may have been quicker."))
    if to.retired_at is not None:
        raise Invalid(_l("This status isn't in use any more. Choose another one."), field="to")
    if not has_move(initiative.status_type, to.type):
        raise Invalid(_l("There is no way from the present status to this one."), field="to")


def _require_reason(to: KnownStatus, reason: RenderedText) -> None:
    if len(reason.source) > MAX_REASON_LETTERS:
        raise Invalid(_l("This reason is too long to be read. Say the main thing here."), field="reason")
    if to.type in NEEDS_REASON and len(reason.source.strip()) < MIN_REASON_LETTERS:
        sentence = (
            _l("Please write what was measured and what came out, in a sentence or two.")
            if to.type is StatusType.MEASURED
            else _l("Please give the reason in a sentence or two: the author and everyone who follows will read it.")
        )
        raise Invalid(sentence, field="reason")


def _require_day(day: date | None, now: datetime) -> None:
    today = i18n.today(now)
    if day is None:
        raise Invalid(_l("Please choose the day on which it comes back to the queue."), field="until")
    if not today < day <= today + timedelta(days=MAX_DEFER_DAYS):
        raise Invalid(_l("Please choose a day after today and within two years."), field="until")


def return_deferred(session: Session, now: datetime) -> None:
    """Bring back to the queue what was deferred until today or earlier."""
    review = statuses(session).default(StatusType.IN_REVIEW)
    due = session.scalars(
        select(Initiative)
        .where(Initiative.status_type == StatusType.DEFERRED, Initiative.defer_until <= i18n.today(now))
        .order_by(Initiative.id)
        .limit(200)
        .with_for_update(skip_locked=True, key_share=True)
    )
    with counted_once(session):
        for initiative in list(due):
            change_status(session, initiative, None, review, now=now)
