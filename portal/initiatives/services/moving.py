"""Moves between statuses: each is one row of a history that is never changed."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText, render
from portal.initiatives.events import InitiativeMoved
from portal.initiatives.joining import missing
from portal.initiatives.models import DONE_TYPES, Initiative, StatusType, Transition, Visibility
from portal.initiatives.policy import (
    DECIDE,
    FROM_ACCEPTANCE_ON,
    Movable,
    Mover,
    can_move,
    has_move,
    is_one_of_authors,
    may_have_again,
    movers,
)
from portal.initiatives.queries import KnownStatus, locked, statuses
from portal.initiatives.reasons import reason_fault
from portal.initiatives.services.counting import counted_once, place_of, recounted
from portal.people.policy import may

MAX_DEFER_DAYS = 2 * 365 + 1
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
    require_movable(initiative, actor, to)
    require_words(to, reason, defer_until, now)
    if stands_so(initiative, to, defer_until):
        raise Conflict(_l("It is put off until this day already."))
    _require_conditions(session, initiative, actor, to)
    if to.type is not StatusType.DEFERRED:
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
    merged_into: int | None = None,
    now: datetime,
) -> Transition:
    """Carry out a move that was found right: the row, the history, the counts, the event."""
    from_type = initiative.status_type
    transition = Transition(
        initiative_id=initiative.id,
        from_status_id=initiative.status_id,
        to_status_id=to.id,
        actor_id=actor.id if actor else None,
        reason=reason.source,
        reason_html=reason.html,
        defer_until=defer_until,
        at=now,
    )
    initiative.defer_until, initiative.merged_into_id = defer_until, merged_into
    _give(session, initiative, to, now)
    session.add(transition)
    session.flush()  # the event names the transition
    record(session, _moved(transition, from_type, to), actor, at=now)
    return transition


def stands_so(initiative: Initiative, to: KnownStatus, defer_until: date | None) -> bool:
    """Whether the move would change nothing: it has the status, and is put off until that very day."""
    again = may_have_again(initiative, to)
    return initiative.status_id == to.id and (not again or initiative.defer_until == defer_until)


def _moved(transition: Transition, from_type: StatusType, to: KnownStatus) -> InitiativeMoved:
    return InitiativeMoved(
        initiative_id=transition.initiative_id,
        transition_id=transition.id,
        from_type=from_type.value,
        to_type=to.type.value,
        to_key=to.key,
        until=transition.defer_until.isoformat() if transition.defer_until else None,
    )


def _give(session: Session, initiative: Initiative, to: KnownStatus, now: datetime) -> None:
    """The row and the counts: its new status, and who sees it then."""
    before, types = place_of(initiative), {initiative.status_type, to.type}
    initiative.status_id, initiative.status_type = to.id, to.type
    initiative.status_changed_at = initiative.last_activity_at = now
    initiative.implemented_at = _implemented_at(initiative, to.type, now)
    if StatusType.DRAFT in types:
        _hide_or_show(initiative, to.type)
    recounted(session, before, place_of(initiative))


def _implemented_at(initiative: Initiative, to_type: StatusType, now: datetime) -> datetime | None:
    """Measuring leaves the moment as it is; going back to work forgets it."""
    if to_type not in DONE_TYPES:
        return None
    return initiative.implemented_at or now


def _hide_or_show(initiative: Initiative, to_type: StatusType) -> None:
    """Withdrawn: the author's alone. Handed in again: open as it was, be it to a circle without any team."""
    if to_type is StatusType.DRAFT:
        initiative.visibility_before, initiative.visibility = initiative.visibility.value, Visibility.AUTHOR
    else:
        initiative.visibility = Visibility(initiative.visibility_before or Visibility.EVERYONE)
        initiative.visibility_before = None


def require_movable(initiative: Movable, actor: Actor | None, to: KnownStatus) -> None:
    """Refuse what ``actor`` can't do with this one as it stands, whatever they would say along with it."""
    require(bool(movers(initiative, actor)), _whose(initiative, actor, to))
    _require_a_way(initiative, to)
    require(can_move(actor, initiative, to.type), _whose(initiative, actor, to))
    if to.type in FROM_ACCEPTANCE_ON and not initiative.complete:
        raise Invalid(_l("A part of the text is still missing. It has to be completed before it can be accepted."))


def _whose(initiative: Movable, actor: Actor | None, to: KnownStatus) -> Any | None:
    """Why the committee's moves aren't this member's to make here; None when they are nobody special to it."""
    if actor is None or not may(actor, DECIDE):
        return None
    if is_one_of_authors(actor, initiative):
        return _l("It is your own: somebody else of the committee decides about it.")
    if to.type is StatusType.MEASURED and initiative.owner_id == actor.id:
        return _l("You have done it, so somebody else confirms what it gave.")
    return None


def _require_conditions(session: Session, initiative: Initiative, actor: Actor | None, to: KnownStatus) -> None:
    """What slices above ask for. The portal itself only carries out what was decided."""
    lacking = missing(session, initiative, to.type, actor) if actor is not None else None
    if lacking is not None:
        raise Invalid(lacking.text)


def require_words(to: KnownStatus, reason: RenderedText, defer_until: date | None, now: datetime) -> None:
    """Raise Invalid when a move to this status needs a reason or a day, and this is none."""
    _require_reason(to, reason)
    if to.type is StatusType.DEFERRED:
        _require_day(defer_until, now)


def _require_a_way(initiative: Movable, to: KnownStatus) -> None:
    if to.id == initiative.status_id and not may_have_again(initiative, to):
        raise Conflict(_l("It has this status already."))
    if to.retired_at is not None:
        raise Invalid(_l("This status isn't in use any more. Choose another one."), field="to")
    if not has_move(initiative.status_type, to.type):
        raise Invalid(_l("There is no way from the present status to this one."), field="to")


def _require_reason(to: KnownStatus, reason: RenderedText) -> None:
    fault = reason_fault(to.type, reason.source)
    if fault is not None:
        raise Invalid(fault, field="reason")


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
