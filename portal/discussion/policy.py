"""Who may do what in a discussion. Whether a person sees the item at all is asked of the item's kind before."""

from datetime import datetime, timedelta
from typing import Protocol

from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

INTERNAL = Action("discussion.internal", frozenset({Role.COMMITTEE}))
MODERATE = Action("discussion.moderate", frozenset({Role.EDITOR}))

ACTIONS = (INTERNAL, MODERATE)

PUT_BACK_FOR = timedelta(days=1)


class Judged(Protocol):
    """What the rules ask of a comment; a model and a row of a select both answer."""

    @property
    def author_id(self) -> int | None: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def internal(self) -> bool: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...
    @property
    def resolved_at(self) -> datetime | None: ...


def can_read_internal(actor: Actor) -> bool:
    """Internal notes are the committee's; for others they don't exist."""
    return may(actor, INTERNAL)


def can_moderate(actor: Actor) -> bool:
    """Editors look at what was reported."""
    return may(actor, MODERATE)


def can_read(actor: Actor, comment: Judged) -> bool:
    """Whether the comment exists for this person, who sees its item."""
    return not comment.internal or can_read_internal(actor)


def can_read_text(actor: Actor, comment: Judged) -> bool:
    """A comment's words, and what they were before: nobody's once withdrawn, the editors' once hidden."""
    if not can_read(actor, comment) or comment.withdrawn_at is not None:
        return False
    return comment.hidden_at is None or can_moderate(actor)


def can_read_hidden_reason(actor: Actor, comment: Judged) -> bool:
    """Why it was hidden: the editors, and the one who wrote it."""
    return can_moderate(actor) or _is_author(actor, comment)


def can_comment(actor: Actor, *, discusses: bool, internal: bool = False, asks: bool = False) -> bool:
    """``discusses``: what the item's kind says of this person and this item now. Notes and questions: the committee."""
    return discusses and (not (internal or asks) or can_read_internal(actor))


def can_reply(actor: Actor, comment: Judged, *, discusses: bool) -> bool:
    """Replies go to what stands and is no reply itself."""
    return comment.parent_id is None and _stands(comment) and discusses and can_read(actor, comment)


def can_edit(actor: Actor, comment: Judged) -> bool:
    """One's own words, as long as they stand."""
    return _is_author(actor, comment) and _stands(comment) and can_read(actor, comment)


def can_withdraw(actor: Actor, comment: Judged) -> bool:
    """The author, as long as the comment stands: what an editor hid stays as it was."""
    return can_edit(actor, comment)


def can_put_back(actor: Actor, comment: Judged, now: datetime) -> bool:
    """The author, for a day: a comment taken back by mistake isn't lost."""
    withdrawn_at = comment.withdrawn_at
    return _is_author(actor, comment) and withdrawn_at is not None and now - withdrawn_at < PUT_BACK_FOR


def can_react(actor: Actor, comment: Judged) -> bool:
    """Everybody who reads it, but not on one's own."""
    return not _is_author(actor, comment) and _stands(comment) and can_read(actor, comment)


def can_report(actor: Actor, comment: Judged) -> bool:
    """Everybody who reads it, but not one's own. The committee's notes are not for editors to see."""
    return can_react(actor, comment) and not comment.internal


def can_hide(actor: Actor, comment: Judged) -> bool:
    """Editors, with a reason."""
    return can_moderate(actor) and _stands(comment) and can_read(actor, comment)


def can_show_again(actor: Actor, comment: Judged) -> bool:
    """Editors, what was hidden."""
    return can_moderate(actor) and comment.hidden_at is not None and can_read(actor, comment)


def can_resolve(actor: Actor, comment: Judged, *, settles: bool | None) -> bool:
    """The one who wrote it, and whoever settles comments on its item (``settles``; None: nobody does there).

    A reply is settled with what it answers.
    """
    return comment.resolved_at is None and _settles(actor, comment, settles)


def can_reopen(actor: Actor, comment: Judged, *, settles: bool | None) -> bool:
    """The same people, what is resolved."""
    return comment.resolved_at is not None and _settles(actor, comment, settles)


def _settles(actor: Actor, comment: Judged, settles: bool | None) -> bool:
    if settles is None or comment.parent_id is not None or not _stands(comment) or not can_read(actor, comment):
        return False
    return settles or _is_author(actor, comment)


def _is_author(actor: Actor, comment: Judged) -> bool:
    return comment.author_id is not None and comment.author_id == actor.id


def _stands(comment: Judged) -> bool:
    return comment.withdrawn_at is None and comment.hidden_at is None
