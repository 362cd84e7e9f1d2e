"""A comment as one of its readers sees it: a row of the queries joined with what the reader may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.discussion import policy, queries
from portal.discussion.answered import Answered, answered
from portal.discussion.models import ReactionKind
from portal.people.identity import initials
from portal.people.queries import shown_name, team_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the item's kind says of the reader."""

    #: May add to the discussion now.
    discusses: bool
    #: Settles comments of others; None where nobody does.
    settles: bool | None


@dataclass(frozen=True, slots=True)
class AuthorView:
    """Who wrote it; None in its place is a former colleague or somebody anonymous."""

    name: str
    initials: str
    href: str


@dataclass(frozen=True, slots=True)
class ReactionView:
    """How many gave one kind of reaction, and whether the reader did."""

    kind: str
    count: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """By whom and when it was settled."""

    by: str
    at: datetime


class Foot(NamedTuple):
    """What stands below a comment's words. It names no comment: on a page most are alike, so each is drawn once."""

    reactions: tuple[ReactionView, ...]
    can_react: bool
    can_reply: bool
    can_edit: bool
    can_withdraw: bool
    can_report: bool
    can_hide: bool
    can_show_again: bool
    can_resolve: bool = False
    can_reopen: bool = False

    @property
    def has_menu(self) -> bool:
        """Whether there is something under 'More'."""
        return self.can_edit or self.can_withdraw or self.can_report or self.can_hide or self.can_show_again


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """One comment for one reader. ``html`` is empty where the words are not for this reader."""

    id: int
    author: AuthorView | None
    team: str | None
    html: str
    at: datetime
    edited_at: datetime | None
    internal: bool
    #: Whether it is a question to the author of the item.
    asks: bool
    withdrawn: bool
    hidden: bool
    hidden_reason: str
    reactions: tuple[ReactionView, ...]
    can_reply: bool
    can_edit: bool
    can_withdraw: bool
    can_react: bool
    can_report: bool
    can_hide: bool
    can_show_again: bool
    #: None as long as it is open, and always on items whose comments can't be settled.
    resolved: Resolved | None = None
    can_resolve: bool = False
    can_reopen: bool = False
    #: What it answers, where that has gone back to another item.
    answers: Answered | None = None
    replies: tuple["CommentView", ...] = ()

    @property
    def foot(self) -> Foot:
        """What the reader may do about it."""
        return Foot(
            self.reactions, self.can_react, self.can_reply, self.can_edit, self.can_withdraw, self.can_report,
            self.can_hide, self.can_show_again, self.can_resolve, self.can_reopen,
        )  # fmt: skip


def views_of(session: Session, found: Sequence[Row[Any]], actor: Actor, rights: Rights) -> list[CommentView]:
    """The top-level comments among the rows of a query, each with its replies; a statement where one answers another.

    The rows are those of ``queries.comments_page``.
    """
    teams = team_names(session) if found else {}
    replies: dict[int, list[CommentView]] = {}
    for row in found:
        if row.parent_id is not None:
            view = _view(row, actor, teams, rights)
            replies.setdefault(row.parent_id, []).append(view)
    tops = [
        _view(row, actor, teams, rights, replies=tuple(replies.get(row.id, ())))
        for row in found
        if row.parent_id is None
    ]
    known = answered(session, found, actor)
    answers = {row.id: known[row.answered_id] for row in found if row.answered_id in known}
    return [replace(top, answers=answers[top.id]) if top.id in answers else top for top in tops]


def _view(
    row: Any, actor: Actor, teams: dict[int, str], rights: Rights, *, replies: tuple[CommentView, ...] = ()
) -> CommentView:
    author = author_view(row)
    readable = policy.can_read_text(actor, row)
    hidden = row.hidden_at is not None
    return CommentView(
        id=row.id,
        author=author,
        team=teams.get(row.team_id) if author else None,
        html=row.html if readable else "",
        at=row.at,
        edited_at=row.edited_at,
        internal=row.internal,
        asks=row.asks,
        withdrawn=row.withdrawn_at is not None,
        hidden=hidden,
        hidden_reason=row.hidden_reason if hidden and policy.can_read_hidden_reason(actor, row) else "",
        reactions=_reactions(row) if readable else (),
        **_allowed(row, actor, rights),
        resolved=Resolved(shown_name(row.resolved_by_name), row.resolved_at) if row.resolved_at else None,
        replies=replies,
    )


def _allowed(row: Any, actor: Actor, rights: Rights) -> dict[str, Any]:
    """What this reader may do with it."""
    return {
        "can_reply": policy.can_reply(actor, row, discusses=rights.discusses),
        "can_edit": policy.can_edit(actor, row),
        "can_withdraw": policy.can_withdraw(actor, row),
        "can_react": policy.can_react(actor, row),
        "can_report": policy.can_report(actor, row),
        "can_hide": policy.can_hide(actor, row),
        "can_show_again": policy.can_show_again(actor, row),
        "can_resolve": policy.can_resolve(actor, row, settles=rights.settles),
        "can_reopen": policy.can_reopen(actor, row, settles=rights.settles),
    }


_NO_REACTIONS = tuple(ReactionView(kind.value, 0, mine=False) for kind in ReactionKind)


def _reactions(row: Any) -> tuple[ReactionView, ...]:
    """Every kind, also those that nobody has given."""
    if row.reactions is None:
        return _NO_REACTIONS
    given = queries.reacted(row)
    return tuple(ReactionView(kind.value, *given.get(kind.value, (0, False))) for kind in ReactionKind)


def author_view(row: Any) -> AuthorView | None:
    """The author of a row that has the author's columns."""
    if row.author_id is None or row.author_name is None or row.erased_at is not None:
        return None
    return AuthorView(row.author_name, initials(row.author_name), f"/people/{row.author_id}")
