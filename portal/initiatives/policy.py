"""Who may do what with an initiative, and the table of moves between types of statuses."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

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
MERGE = Action("initiatives.merge", frozenset({Role.COMMITTEE}))
MANAGE_STATUSES = Action("initiatives.manage_statuses", frozenset({Role.ADMINISTRATOR}))

ACTIONS = (PROPOSE, SUPPORT, DECIDE, PLAN, RESTRICT, MERGE, MANAGE_STATUSES)


class Mover(StrEnum):
    """What somebody is to an initiative when they move it."""

    COMMITTEE = "committee"
    OWNER = "owner"
    AUTHOR = "author"
    PORTAL = "portal"


class Movable(Protocol):
    """What of an initiative decides who may move it where: the row itself has it, and so has its card on a board."""

    @property
    def status_id(self) -> int: ...
    @property
    def status_type(self) -> StatusType: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def complete(self) -> bool: ...
    @property
    def co_author_ids(self) -> frozenset[int]: ...


class Proposed(Protocol):
    """What of a solution decides who may do what with it: the row itself has it, and so has its view on a page."""

    @property
    def original_of_id(self) -> int | None: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def chosen_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


_T = StatusType
_COMMITTEE = frozenset({Mover.COMMITTEE})
_DOERS = frozenset({Mover.COMMITTEE, Mover.OWNER})
_AUTHOR = frozenset({Mover.AUTHOR})
_COMING_BACK = frozenset({Mover.COMMITTEE, Mover.PORTAL})

#: Who may move what where. A type that leads to itself: between the company's own statuses of that type; what is put
#: off may also get another day. What is spoken about before its day is decided at once, without a step between.
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
    _T.DEFERRED: dict.fromkeys((_T.IN_REVIEW, _T.NEW), _COMING_BACK)
    | dict.fromkeys((_T.ACCEPTED, _T.DECLINED, _T.DEFERRED), _COMMITTEE),
    _T.MERGED: {},
}

FROM_ACCEPTANCE_ON = frozenset({_T.ACCEPTED, _T.IN_PROGRESS, _T.IMPLEMENTED, _T.MEASURED})
#: Refused without a reason: a no, a wait, and a claim that it worked.
NEEDS_REASON = frozenset({_T.DECLINED, _T.DEFERRED, _T.MEASURED})
#: The words with these are the official answer that everybody reads: none, or at least a sentence.
ANSWERS = NEEDS_REASON | {_T.ACCEPTED, _T.IMPLEMENTED}
#: Nothing more is due of these.
FINISHED = frozenset({_T.IMPLEMENTED, _T.MEASURED, _T.DECLINED, _T.MERGED})
CLOSED_TO_SUPPORT = frozenset({_T.DRAFT, _T.DECLINED, _T.MERGED})
WITHDRAWABLE = frozenset({_T.NEW, _T.IN_REVIEW})
#: What others may be merged into, and what may be merged: what is promised to somebody keeps its own page.
MAY_SURVIVE = frozenset(_T) - {_T.DRAFT, _T.DECLINED, _T.MERGED}
MAY_BE_TWIN = frozenset({_T.NEW, _T.IN_REVIEW, _T.DEFERRED, _T.DECLINED})
_CLOSED_TO_EDITS = FINISHED
#: How it is to be solved is settled, or nobody's matter.
CLOSED_TO_SOLUTIONS = FINISHED | {_T.DRAFT}


def movers(initiative: Movable, actor: Actor | None) -> frozenset[Mover]:
    """What ``actor`` is to the initiative; None is the portal itself.

    Nobody judges their own: a committee member who is the author acts as author (perhaps owner), never as committee;
    one who is a co-author isn't the committee either.
    """
    if actor is None:
        return frozenset({Mover.PORTAL})
    found = set()
    if is_author(actor, initiative):
        found.add(Mover.AUTHOR)
    elif may(actor, DECIDE) and not is_one_of_authors(actor, initiative):
        found.add(Mover.COMMITTEE)
    if initiative.owner_id == actor.id:
        found.add(Mover.OWNER)
    return frozenset(found)


def has_move(from_type: StatusType, to_type: StatusType) -> bool:
    """Whether the table knows the move at all, whoever makes it."""
    return to_type in MOVES[from_type]


def may_have_again(initiative: Movable, to: KnownStatus) -> bool:
    """Whether the status that it has may be given once more: what is put off gets another day."""
    return to.id == initiative.status_id and to.type is StatusType.DEFERRED


def can_move(actor: Actor | None, initiative: Movable, to_type: StatusType) -> bool:
    """Whether ``actor`` may make the move. The one who implemented doesn't confirm that it worked."""
    if to_type is StatusType.MEASURED and actor is not None and initiative.owner_id == actor.id:
        return False
    allowed = MOVES[initiative.status_type].get(to_type, frozenset())
    return bool(allowed & movers(initiative, actor))


def legal_moves(initiative: Movable, actor: Actor, statuses: Iterable[KnownStatus]) -> list[KnownStatus]:
    """The statuses that a decision form offers, in their order.

    Without withdrawing and handing in again: those have buttons of their own.
    """
    if initiative.status_type is StatusType.DRAFT:
        return []
    return [
        status
        for status in statuses
        if (status.id != initiative.status_id or may_have_again(initiative, status))
        and status.retired_at is None
        and status.type is not StatusType.DRAFT
        and can_move(actor, initiative, status.type)
        and (initiative.complete or status.type not in FROM_ACCEPTANCE_ON)
    ]


def is_author(actor: Actor, initiative: Movable) -> bool:
    """Whether it is one's own: to edit, to take back."""
    return initiative.author_id == actor.id


def is_one_of_authors(actor: Actor, initiative: Movable) -> bool:
    """Whether one wrote it, or wrote what was merged into it: such a person neither supports nor judges it."""
    return is_author(actor, initiative) or actor.id in initiative.co_author_ids


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
    """The author, until the committee has decided, and not with what others wrote inside."""
    return is_author(actor, initiative) and initiative.status_type in WITHDRAWABLE and not initiative.twin_count


def can_hand_in_again(actor: Actor, initiative: Initiative) -> bool:
    """The author of a withdrawn one."""
    return is_author(actor, initiative) and initiative.status_type is StatusType.DRAFT


def is_open_to_support(initiative: Initiative) -> bool:
    """Votes stand still once it is declined, merged or withdrawn."""
    return initiative.status_type not in CLOSED_TO_SUPPORT


def can_support(actor: Actor, initiative: Initiative) -> bool:
    """Everyone but the authors, while it is open."""
    return may(actor, SUPPORT) and not is_one_of_authors(actor, initiative) and is_open_to_support(initiative)


def is_open_to_solutions(initiative: Initiative) -> bool:
    """Whether other ways to solve it are looked for."""
    return initiative.status_type not in CLOSED_TO_SOLUTIONS


def can_propose_solution(actor: Actor, initiative: Initiative) -> bool:
    """Everyone, until it is finished, withdrawn or merged."""
    return may(actor, PROPOSE) and is_open_to_solutions(initiative)


def can_change_solution(actor: Actor, initiative: Initiative, solution: Proposed) -> bool:
    """Whoever proposed it, until the committee has chosen it. The author's own is changed with the initiative."""
    own = solution.original_of_id is None and solution.author_id == actor.id
    return own and solution.chosen_at is None and is_open_to_solutions(initiative)


def can_support_solution(actor: Actor, initiative: Initiative, solution: Proposed) -> bool:
    """Everyone but whoever proposed it, while it is open."""
    standing = solution.withdrawn_at is None and is_open_to_solutions(initiative)
    return may(actor, SUPPORT) and standing and solution.author_id != actor.id


def can_choose_solution(actor: Actor, initiative: Initiative, solution: Proposed) -> bool:
    """The committee, where they wrote neither the initiative nor this solution."""
    standing = solution.withdrawn_at is None and is_open_to_solutions(initiative)
    own = is_one_of_authors(actor, initiative) or solution.author_id == actor.id
    return may(actor, DECIDE) and standing and not own


def can_plan(actor: Actor, initiative: Initiative) -> bool:
    """The committee: owner, due date, area, tags."""
    return may(actor, PLAN) and initiative.status_type not in {StatusType.DRAFT, StatusType.MERGED}


def can_restrict(actor: Actor, initiative: Initiative) -> bool:
    """The committee: to whom it is open."""
    closed = initiative.visibility is Visibility.AUTHOR or initiative.status_type is StatusType.MERGED
    return may(actor, RESTRICT) and not closed


def can_merge(actor: Actor, initiative: Initiative) -> bool:
    """The committee, what isn't their own and isn't withdrawn: into another one, or another one into it."""
    open_to_it = MAY_SURVIVE | MAY_BE_TWIN
    return may(actor, MERGE) and initiative.status_type in open_to_it and not is_one_of_authors(actor, initiative)


def can_unmerge(actor: Actor, twin: Initiative, survivor: Initiative) -> bool:
    """The committee, where they wrote neither of the two."""
    own = is_one_of_authors(actor, twin) or is_one_of_authors(actor, survivor)
    return may(actor, MERGE) and twin.status_type is StatusType.MERGED and not own


def is_anonymous(initiative: Initiative) -> bool:
    """Whether its author is known by a code alone: to this table that is nobody, whoever is signed in."""
    return initiative.id < 0


def author_can_write(initiative: Initiative) -> bool:
    """Whether the anonymous author, who has shown the code, may write to the committee."""
    return is_anonymous(initiative) and initiative.status_type not in {StatusType.DRAFT, StatusType.MERGED}


def author_can_take_back(initiative: Initiative) -> bool:
    """Whether the anonymous author, who has shown the code, may take it back: as an author with a name may."""
    return is_anonymous(initiative) and initiative.status_type in WITHDRAWABLE and not initiative.twin_count


def can_write_to_author(actor: Actor, initiative: Initiative) -> bool:
    """The committee reads and writes in the conversation with an anonymous author."""
    return may(actor, DECIDE) and author_can_write(initiative)


def can_remove_view(actor: Actor, *, maker_id: int, shared: bool) -> bool:
    """Whoever saved it; administrators may clear away what is shared."""
    return maker_id == actor.id or (shared and may(actor, MANAGE_STATUSES))


def can_manage_statuses(actor: Actor) -> bool:
    """Administrators."""
    return may(actor, MANAGE_STATUSES)
