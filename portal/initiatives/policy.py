"""Who may do what with an initiative, and the table of moves between types of statuses."""

from collections.abc import Iterable
from enum import StrEnum

from portal.core.actor import Actor
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.queries.reference import KnownStatus
from portal.people.models import Role
from portal.people.policy import EVERYONE, Action, may

PROPOSE = Action("initiatives.propose", EVERYONE)
SUPPORT = Action("initiatives.support", EVERYONE)
DECIDE = Action("initiatives.decide", frozenset({Role.COMMITTEE}))
PLAN = Action("initiatives.plan", frozenset({Role.COMMITTEE}))
RESTRICT = Action("initiatives.restrict", frozenset({Role.COMMITTEE}))
MANAGE_STATUSES = Action("initiatives.manage_statuses", frozenset({Role.ADMINISTRATOR}))

ACTIONS = (PROPOSE, SUPPORT, DECIDE, PLAN, RESTRICT, MANAGE_STATUSES)


class Mover(StrEnum):
    """What somebody is to an initiative when they move it."""

    COMMITTEE = "committee"
    OWNER = "owner"
    AUTHOR = "author"
    PORTAL = "portal"


_T = StatusType
_COMMITTEE = frozenset({Mover.COMMITTEE})
_DOERS = frozenset({Mover.COMMITTEE, Mover.OWNER})
_AUTHOR = frozenset({Mover.AUTHOR})
_COMING_BACK = frozenset({Mover.COMMITTEE, Mover.PORTAL})

#: Who may move what where. A type that leads to itself: between the company's own statuses of that type.
#: Merged is left and entered by merging alone, so it has no row.
MOVES: dict[StatusType, dict[StatusType, frozenset[Mover]]] = {
    _T.DRAFT: {_T.NEW: _AUTHOR},
    _T.NEW: {
        _T.IN_REVIEW: _COMMITTEE,
        _T.ACCEPTED: _COMMITTEE,
        _T.DECLINED: _COMMITTEE,
        _T.DEFERRED: _COMMITTEE,
        _T.DRAFT: _AUTHOR,
    },
    _T.IN_REVIEW: {
        _T.IN_REVIEW: _COMMITTEE,
        _T.ACCEPTED: _COMMITTEE,
        _T.DECLINED: _COMMITTEE,
        _T.DEFERRED: _COMMITTEE,
        _T.DRAFT: _AUTHOR,
    },
    _T.ACCEPTED: {_T.IN_PROGRESS: _DOERS, _T.DECLINED: _COMMITTEE, _T.DEFERRED: _COMMITTEE},
    _T.IN_PROGRESS: {
        _T.IN_PROGRESS: _DOERS,
        _T.IMPLEMENTED: _DOERS,
        _T.ACCEPTED: _COMMITTEE,
        _T.DECLINED: _COMMITTEE,
    },
    _T.IMPLEMENTED: {_T.MEASURED: _COMMITTEE, _T.IN_PROGRESS: _COMMITTEE},
    _T.MEASURED: {_T.IMPLEMENTED: _COMMITTEE},
    _T.DECLINED: {_T.IN_REVIEW: _COMMITTEE},
    _T.DEFERRED: {_T.IN_REVIEW: _COMING_BACK, _T.NEW: _COMING_BACK},
    _T.MERGED: {},
}

FROM_ACCEPTANCE_ON = frozenset({_T.ACCEPTED, _T.IN_PROGRESS, _T.IMPLEMENTED, _T.MEASURED})
#: Refused without a reason: a no, a wait, and a claim that it worked.
NEEDS_REASON = frozenset({_T.DECLINED, _T.DEFERRED, _T.MEASURED})
#: Nothing more is due of these.
FINISHED = frozenset({_T.IMPLEMENTED, _T.MEASURED, _T.DECLINED, _T.MERGED})
CLOSED_TO_SUPPORT = frozenset({_T.DRAFT, _T.DECLINED, _T.MERGED})
WITHDRAWABLE = frozenset({_T.NEW, _T.IN_REVIEW})
_CLOSED_TO_EDITS = FINISHED


def movers(initiative: Initiative, actor: Actor | None) -> frozenset[Mover]:
    """What ``actor`` is to the initiative; None is the portal itself.

    Nobody judges their own: a committee member who is the author acts as author (perhaps owner), never as committee.
    """
    if actor is None:
        return frozenset({Mover.PORTAL})
    found = set()
    if is_author(actor, initiative):
        found.add(Mover.AUTHOR)
    elif may(actor, DECIDE):
        found.add(Mover.COMMITTEE)
    if initiative.owner_id == actor.id:
        found.add(Mover.OWNER)
    return frozenset(found)


def has_move(from_type: StatusType, to_type: StatusType) -> bool:
    """Whether the table knows the move at all, whoever makes it."""
    return to_type in MOVES[from_type]


def can_move(actor: Actor | None, initiative: Initiative, to_type: StatusType) -> bool:
    """Whether ``actor`` may make the move. The one who implemented doesn't confirm that it worked."""
    if to_type is StatusType.MEASURED and actor is not None and initiative.owner_id == actor.id:
        return False
    allowed = MOVES[initiative.status_type].get(to_type, frozenset())
    return bool(allowed & movers(initiative, actor))


def legal_moves(initiative: Initiative, actor: Actor, statuses: Iterable[KnownStatus]) -> list[KnownStatus]:
    """The statuses that a decision form offers, in their order.

    Without withdrawing and handing in again: those have buttons of their own.
    """
    if initiative.status_type is StatusType.DRAFT:
        return []
    return [
        status
        for status in statuses
        if status.id != initiative.status_id
        and status.retired_at is None
        and status.type is not StatusType.DRAFT
        and can_move(actor, initiative, status.type)
        and (initiative.complete or status.type not in FROM_ACCEPTANCE_ON)
    ]


def is_author(actor: Actor, initiative: Initiative) -> bool:
    """Whether it is one's own."""
    return initiative.author_id == actor.id


def can_submit(actor: Actor) -> bool:
    """Everyone who works here."""
    return may(actor, PROPOSE)


def can_edit(actor: Actor, initiative: Initiative) -> bool:
    """The author until it is finished. The committee completes what came in without an author or without a part."""
    if initiative.status_type in _CLOSED_TO_EDITS:
        return False
    if is_author(actor, initiative):
        return True
    return may(actor, DECIDE) and (initiative.author_id is None or not initiative.complete)


def can_withdraw(actor: Actor, initiative: Initiative) -> bool:
    """The author, until the committee has decided."""
    return is_author(actor, initiative) and initiative.status_type in WITHDRAWABLE


def can_hand_in_again(actor: Actor, initiative: Initiative) -> bool:
    """The author of a withdrawn one."""
    return is_author(actor, initiative) and initiative.status_type is StatusType.DRAFT


def is_open_to_support(initiative: Initiative) -> bool:
    """Votes stand still once it is declined, merged or withdrawn."""
    return initiative.status_type not in CLOSED_TO_SUPPORT


def can_support(actor: Actor, initiative: Initiative) -> bool:
    """Everyone but the author, while it is open."""
    return may(actor, SUPPORT) and not is_author(actor, initiative) and is_open_to_support(initiative)


def can_plan(actor: Actor, initiative: Initiative) -> bool:
    """The committee: owner, due date, area, tags."""
    return may(actor, PLAN) and initiative.status_type is not StatusType.DRAFT


def can_restrict(actor: Actor, initiative: Initiative) -> bool:
    """The committee: to whom it is open."""
    return may(actor, RESTRICT) and initiative.visibility is not Visibility.AUTHOR


def can_manage_statuses(actor: Actor) -> bool:
    """Administrators."""
    return may(actor, MANAGE_STATUSES)
