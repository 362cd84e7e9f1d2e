"""A discussion as pages show it: rows of the queries joined with what the reader may do about each.

The view of an item's page asks for ``thread()`` and, when the reader may write, for ``composer()``, and gives both to
``templates/discussion/_thread.html``. ``?talk=`` in the item's address is the cursor.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.extension import ItemRef, item_kinds
from portal.discussion import policy, queries
from portal.discussion.forms import CommentForm
from portal.discussion.models import ReactionKind
from portal.people.identity import initials
from portal.people.queries import team_names

THREAD_ROWS = 50
#: The parameter of an item's address that says where the thread begins.
CURSOR = "talk"
#: The name under which unsent comments are kept.
DRAFTS = "comment"


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
    replies: tuple["CommentView", ...] = ()


@dataclass(frozen=True, slots=True)
class CommentPiece:
    """A comment with its replies as a piece of a page that is rendered once: see ``core.web.fragments``."""

    comment: CommentView
    prefix: str
    #: How long ago each was written, in words: when these change, so does the piece.
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """A page of top-level comments, oldest first, each with all its replies."""

    item: ItemRef
    comments: Sequence[CommentView]
    #: The cursor of the next page, or None at the end.
    after: str | None
    #: Whether the thread begins here.
    first: bool
    can_comment: bool
    can_write_internal: bool
    #: For the forms on this page: what is sent twice leaves one comment.
    submission_key: str

    @property
    def prefix(self) -> str:
        """The address under which this item is discussed."""
        return prefix_of(self.item)

    def piece(self, comment: CommentView) -> CommentPiece:
        """One of the comments, for the template."""
        return piece_of(comment, self.prefix)


def new_key() -> str:
    """A key for a form that nobody has sent."""
    return secrets.token_urlsafe(24)


def piece_of(comment: CommentView, prefix: str) -> CommentPiece:
    """A comment with all that its template shows."""
    return CommentPiece(comment, prefix, tuple(i18n.ago(view.at) for view in (comment, *comment.replies)))


def prefix_of(item: ItemRef) -> str:
    """The address under which an item is discussed."""
    return f"/discussion/{item.kind}/{item.id}"


def thread(
    session: Session,
    item: ItemRef,
    actor: Actor,
    *,
    after: str | None = None,
    rows: int = THREAD_ROWS,
    discusses: bool | None = None,
) -> ThreadPage:
    """A page of the discussion, in two statements, whatever the number of comments.

    The caller has made sure that ``actor`` sees the item. ``discusses`` is what ``may_discuss`` of the item's kind
    says; when it isn't given, the kind is asked. A cursor that can't be read means the first page.
    """
    begins = int(after) if after and after.isdecimal() and len(after) < 16 else 0
    found = queries.comments_page(session, item, internal=policy.can_read_internal(actor), after=begins, rows=rows + 1)
    tops = [row for row in found if row.parent_id is None]
    more = len(tops) > rows
    if more:
        found = [row for row in found if (row.parent_id or row.id) != tops[rows].id]
    if discusses is None:
        discusses = item_kinds[item.kind].may_discuss(session, item.id, actor)
    return ThreadPage(
        item=item,
        comments=_views(session, found, actor, discusses=discusses),
        after=str(tops[rows - 1].id) if more else None,
        first=begins == 0,
        can_comment=policy.can_comment(actor, discusses=discusses),
        can_write_internal=policy.can_comment(actor, discusses=discusses, internal=True),
        submission_key=new_key(),
    )


def thread_of_comment(session: Session, item: ItemRef, actor: Actor, top_id: int) -> CommentView | None:
    """One top-level comment with its replies, or None when it has no place any more."""
    found = queries.comment_with_replies(session, top_id, item, internal=policy.can_read_internal(actor))
    views = _views(session, found, actor, discusses=item_kinds[item.kind].may_discuss(session, item.id, actor))
    return views[0] if views else None


def cursor_of(session: Session, item: ItemRef, actor: Actor, top_id: int, rows: int = THREAD_ROWS) -> str | None:
    """The cursor of the page on which a top-level comment stands; None for the first."""
    begins = queries.place_before(session, item, top_id, internal=policy.can_read_internal(actor), rows=rows)
    return str(begins) if begins else None


def _views(session: Session, found: Sequence[Row[Any]], actor: Actor, *, discusses: bool) -> list[CommentView]:
    readable = [row.id for row in found if policy.can_read_text(actor, row)]
    reactions: dict[int, dict[str, ReactionView]] = {}
    for given in queries.reaction_counts(session, readable, actor):
        counted = ReactionView(given.kind.value, given.given, bool(given.mine))
        reactions.setdefault(given.comment_id, {})[given.kind] = counted
    teams = team_names(session) if found else {}
    replies: dict[int, list[CommentView]] = {}
    for row in found:
        if row.parent_id is not None:
            view = _view(row, actor, reactions.get(row.id, {}), teams, discusses=discusses)
            replies.setdefault(row.parent_id, []).append(view)
    return [
        _view(row, actor, reactions.get(row.id, {}), teams, discusses=discusses, replies=tuple(replies.get(row.id, ())))
        for row in found
        if row.parent_id is None
    ]


def _view(
    row: Any,
    actor: Actor,
    given: dict[str, ReactionView],
    teams: dict[int, str],
    *,
    discusses: bool,
    replies: tuple[CommentView, ...] = (),
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
        withdrawn=row.withdrawn_at is not None,
        hidden=hidden,
        hidden_reason=row.hidden_reason if hidden and policy.can_read_hidden_reason(actor, row) else "",
        reactions=tuple(given.get(kind, ReactionView(kind.value, 0, False)) for kind in ReactionKind if readable),
        can_reply=policy.can_reply(actor, row, discusses=discusses),
        can_edit=policy.can_edit(actor, row),
        can_withdraw=policy.can_withdraw(actor, row),
        can_react=policy.can_react(actor, row),
        can_report=policy.can_report(actor, row),
        can_hide=policy.can_hide(actor, row),
        can_show_again=policy.can_show_again(actor, row),
        replies=replies,
    )


def author_view(row: Any) -> AuthorView | None:
    """The author of a row that has the author's columns."""
    if row.author_id is None or row.author_name is None or row.erased_at is not None:
        return None
    return AuthorView(row.author_name, initials(row.author_name), f"/people/{row.author_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """What ``templates/discussion/_composer.html`` needs."""

    form: CommentForm
    action: str
    draft_action: str
    #: Names the copy that the browser keeps; another one after each comment that was sent.
    copy_key: str
    #: When the server kept the text: as words ("12:04") and in seconds since 1970.
    saved_words: str | None
    saved_epoch: int
    #: Whether the reader follows the item: read along, for the page's own button.
    follows: bool


def composer(session: Session, page: ThreadPage, actor: Actor) -> Composer:
    """The composer for one page and person, in one statement."""
    key = draft_key(page.item)
    state = queries.composer_state(session, page.item, actor, key)
    form = CommentForm(formdata=None, data={**(state.fields or {}), "submission_key": page.submission_key})
    if not page.can_write_internal:
        del form.internal
    return Composer(
        form=form,
        action=f"{page.prefix}/comments",
        draft_action=f"{page.prefix}/draft",
        copy_key=f"{key}-{state.last_own_id or 0}",
        saved_words=f"{i18n.local(state.saved_at):%H:%M}" if state.saved_at else None,
        saved_epoch=int(state.saved_at.timestamp()) + 1 if state.saved_at else 0,
        follows=state.follows,
    )


def draft_key(item: ItemRef) -> str:
    """Under which key the unsent comment on an item is kept: one for each person and item."""
    return f"comment-{item.kind}-{item.id:010d}"
