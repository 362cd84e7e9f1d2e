"""What a move is called by whoever makes it: the button, and what the field beside it asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.policy import ANSWERS, NEEDS_REASON, WITHDRAWABLE, Mover, may_have_again, movers
from portal.initiatives.queries import KnownStatus
from portal.initiatives.turns import WAITING_FOR_AUTHOR

_T = StatusType

#: By the type that it comes to.
_COMMITTEE: dict[StatusType, Any] = {
    _T.NEW: _l("Put it back among the new ones"),
    _T.IN_REVIEW: _l("Take it into review"),
    _T.ACCEPTED: _l("Accept"),
    _T.IN_PROGRESS: _l("Begin the work"),
    _T.IMPLEMENTED: _l("Say that it is done"),
    _T.MEASURED: _l("Say what it gave"),
    _T.DECLINED: _l("Decline with a reason"),
    _T.DEFERRED: _l("Put it off until a day"),
}
#: The same types have other words on the way back.
_BACK: dict[tuple[StatusType, StatusType], Any] = {
    (_T.IN_PROGRESS, _T.ACCEPTED): _l("Stop the work for now"),
    (_T.IMPLEMENTED, _T.IN_PROGRESS): _l("Take it back into work"),
    (_T.MEASURED, _T.IMPLEMENTED): _l("Measure again"),
    (_T.DECLINED, _T.IN_REVIEW): _l("Look at it again"),
    (_T.DEFERRED, _T.IN_REVIEW): _l("Look at it now"),
    (_T.DEFERRED, _T.DEFERRED): _l("Put it off until another day"),
}
_OWNER: dict[StatusType, Any] = {_T.IN_PROGRESS: _l("I begin"), _T.IMPLEMENTED: _l("It is done")}

_EXAMPLES: dict[StatusType, Any] = {
    _T.ACCEPTED: _l("“Thank you! We begin with three shops in March and look at the calls after a month.”"),
    _T.DECLINED: _l(
        "“We tried it with logistics: the couriers’ numbers change every day, so each third message would be wrong. "
        "If you see another way, write to us here.”"
    ),
    _T.DEFERRED: _l("“This year’s money is spent. In January, with the new budget, we come back to it first.”"),
    _T.IMPLEMENTED: _l("“Since Monday every shop has the list, and it opens on the phone too. Thank you!”"),
    _T.MEASURED: _l("“Missed calls went from 19 % to 7.6 % in two months: more than we expected.”"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One move that somebody may make now, in the words of who makes it."""

    status: KnownStatus
    verb: str
    #: What the text is called, whether it has to be there, and whether everyone reads it as the official answer.
    asks_for: str
    needs_reason: bool
    answers: bool
    asks: bool
    example: str | None


def choice(initiative: Initiative, to: KnownStatus, actor: Actor) -> Choice:
    """The move to a status that ``actor`` may give it."""
    answers = to.type in ANSWERS
    return Choice(
        status=to,
        verb=_verb(initiative, to, in_committee=judges(initiative, actor)),
        asks_for=_asks_for(to, answers=answers, in_committee=judges(initiative, actor)),
        needs_reason=to.type in NEEDS_REASON,
        answers=answers,
        asks=to.key in WAITING_FOR_AUTHOR,
        example=str(_EXAMPLES[to.type]) if to.type in _EXAMPLES else None,
    )


def judges(initiative: Initiative, actor: Actor) -> bool:
    """Whether it is moved in the name of the committee; else by whoever is responsible for it."""
    return Mover.COMMITTEE in movers(initiative, actor)


def asks_in_talk(initiative: Initiative, offered: Iterable[Choice]) -> bool:
    """Whether the committee asks the author by a comment: undecided, and the company has no status for it."""
    undecided = initiative.author_id is not None and initiative.status_type in WITHDRAWABLE
    return undecided and not any(one.status.key in WAITING_FOR_AUTHOR for one in offered)


def _verb(initiative: Initiative, to: KnownStatus, *, in_committee: bool) -> str:
    from_type = initiative.status_type
    if to.key in WAITING_FOR_AUTHOR:
        return _("Ask the author")
    if may_have_again(initiative, to):
        return str(_BACK[from_type, to.type])
    if not to.is_default or to.type is from_type:
        return _("Move to “%(status)s”", status=to.label)
    words = _COMMITTEE | ({} if in_committee else _OWNER)
    return str(_BACK.get((from_type, to.type)) or words[to.type])


def _asks_for(to: KnownStatus, *, answers: bool, in_committee: bool) -> str:
    if to.key in WAITING_FOR_AUTHOR:
        return _("Question")
    if to.type is _T.MEASURED:
        return _("What was measured")
    return _("Answer") if answers and in_committee else _("A few words to the author")
