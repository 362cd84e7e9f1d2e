"""One decision for several initiatives: each is moved by the rules of a single move, all in one transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import DomainError, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText
from portal.initiatives.joining import missing
from portal.initiatives.models import Initiative
from portal.initiatives.policy import DECIDE
from portal.initiatives.queries import KnownStatus, visible_to
from portal.initiatives.services.counting import counted_once
from portal.initiatives.services.moving import NO_REASON, move, require_movable, require_words, stands_so
from portal.people.policy import may

MOST_AT_ONCE = 100
MEANWHILE = _l("Somebody has moved it meanwhile. Please look where it stands now.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a decision for several."""

    #: Those that stand in the status now; sent twice, they count the second time as well.
    moved: list[int] = field(default_factory=list)
    #: Those that were left as they stood, each with the sentence that says why.
    left: dict[int, Any] = field(default_factory=dict)


def obstacle(session: Session, initiative: Initiative, actor: Actor, to: KnownStatus) -> Any | None:
    """Why ``actor`` can't give it this status as it stands, in a sentence; None when nothing is in the way."""
    try:
        require_movable(initiative, actor, to)
    except DomainError as refusal:
        return refusal.sentence
    lacking = missing(session, initiative, to.type, actor)
    return lacking.text if lacking is not None else None


def move_several(
    session: Session,
    seen: Mapping[int, int],
    actor: Actor,
    to: KnownStatus,
    *,
    reason: RenderedText = NO_REASON,
    defer_until: date | None = None,
    now: datetime,
) -> Outcome:
    """Give all of them another status, each with a row of history and an event of its own.

    ``seen``: by number, the status in which ``actor`` saw each. Whatever has changed since or can't go there is left
    as it stands; what is hidden by now is left out. Raises Invalid when a reason or a day is missing.
    """
    require(may(actor, DECIDE))
    if len(seen) > MOST_AT_ONCE:
        raise Invalid(_l("That is too much for one step: up to a hundred at once."))
    require_words(to, reason, defer_until, now)
    outcome = Outcome()
    with counted_once(session):
        for one in _held(session, seen, actor):
            if not stands_so(one, to, defer_until):
                why = _stands_in_the_way(session, one, seen[one.id], actor, to)
                if why is not None:
                    outcome.left[one.id] = why
                    continue
                move(session, one, actor, to, reason=reason, defer_until=defer_until, now=now)
            outcome.moved.append(one.id)
    return outcome


def _stands_in_the_way(session: Session, one: Initiative, seen: int, actor: Actor, to: KnownStatus) -> Any | None:
    return MEANWHILE if one.status_id != seen else obstacle(session, one, actor, to)


def _held(session: Session, numbers: Collection[int], actor: Actor) -> list[Initiative]:
    """Those that ``actor`` may see, kept from other writers in the order of their numbers."""
    rows = session.scalars(
        select(Initiative)
        .where(Initiative.id.in_(numbers), visible_to(actor))
        .order_by(Initiative.id)
        .with_for_update(key_share=True, of=Initiative)
        .execution_options(populate_existing=True)
    )
    return list(rows)
