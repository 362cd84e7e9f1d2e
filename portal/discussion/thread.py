"""A discussion as pages show it: rows of the queries joined with what the reader may do about each.

The view of an item's page asks for ``thread()`` and, when the reader may write, for ``composer()`` of the module of
that name, and gives both to ``templates/discussion/_thread.html``. ``?talk=`` in the item's address is the cursor.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.extension import ItemRef, comment_settlers, item_kinds
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.typed import whole_number
from portal.discussion import policy, queries
from portal.discussion.shown import CommentView, Rights, views_of

THREAD_ROWS = 50
#: The parameter of an item's address that says where the thread begins.
CURSOR = "talk"
#: The parameter that leaves out what is settled, and its value.
FILTER, OPEN = "comments", "open"
#: The name under which unsent comments are kept.
DRAFTS = "comment"


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
    #: Whether a comment may be a question for whose answer the committee waits.
    can_ask: bool
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
    return f"/discussion/{item.kind}/{number_path(item.id)}"


def thread(
    session: Session, item: ItemRef, actor: Actor, *, after: str | None = None, rows: int = THREAD_ROWS,
    discusses: bool | None = None, settles: bool | None = None, unresolved: bool = False, asks: bool = False,
) -> ThreadPage:  # fmt: skip
    """A page of the discussion, in one statement, whatever the number of comments.

    The caller has made sure that ``actor`` sees the item. ``discusses`` is what ``may_discuss`` of the item's kind
    says, ``settles`` what its entry in ``comment_settlers`` does; when they aren't given, these are asked. A cursor
    that can't be read means the first page. With ``unresolved``, comments that are settled are left out. ``asks``:
    whether the committee may ask here and wait for the author's answer.
    """
    begins, internal = _place(after), policy.can_read_internal(actor)
    found = queries.comments_page(
        session, item, actor, internal=internal, after=begins, rows=rows + 1, unresolved=unresolved
    )
    tops = [row for row in found if row.parent_id is None]
    if len(tops) > rows:
        found = [row for row in found if (row.parent_id or row.id) != tops[rows].id]
    rights = _rights(session, item, actor, discusses=discusses, settles=settles)
    return ThreadPage(
        item=item,
        comments=views_of(session, found, actor, rights),
        after=str(tops[rows - 1].id) if len(tops) > rows else None,
        first=begins == 0,
        can_comment=policy.can_comment(actor, discusses=rights.discusses),
        can_write_internal=policy.can_comment(actor, discusses=rights.discusses, internal=True),
        can_ask=asks and policy.can_comment(actor, discusses=rights.discusses, asks=True),
        submission_key=new_key(),
    )


def _rights(
    session: Session, item: ItemRef, actor: Actor, *, discusses: bool | None = None, settles: bool | None = None
) -> Rights:
    if discusses is None:
        discusses = item_kinds[item.kind].may_discuss(session, item.id, actor)
    if settles is None and item.kind in comment_settlers:
        settles = comment_settlers[item.kind](session, item.id, actor)
    return Rights(discusses=discusses, settles=settles)


def _place(cursor: str | None) -> int:
    """After which comment a page begins."""
    return whole_number(cursor) or 0


def thread_of_comment(session: Session, item: ItemRef, actor: Actor, top_id: int) -> CommentView | None:
    """One top-level comment with its replies, or None when it has no place any more."""
    found = queries.comment_with_replies(session, top_id, item, actor, internal=policy.can_read_internal(actor))
    views = views_of(session, found, actor, _rights(session, item, actor))
    return views[0] if views else None


def cursor_of(session: Session, item: ItemRef, actor: Actor, top_id: int, rows: int = THREAD_ROWS) -> str | None:
    """The cursor of the page on which a top-level comment stands; None for the first."""
    begins = queries.place_before(session, item, top_id, internal=policy.can_read_internal(actor), rows=rows)
    return str(begins) if begins else None


def draft_key(item: ItemRef) -> str:
    """Under which key the unsent comment on an item is kept: one for each person and item."""
    return f"comment-{item.kind}-{item.id:010d}"


def filters(href: str, *, unresolved: bool, open_count: int, all_count: int) -> list[dict[str, Any]]:
    """The chips above a discussion at ``href`` in which some comments are settled; none where there is nothing to sort.

    The address of a further page carries ``comments=open`` along.
    """
    if open_count == all_count and not unresolved:
        return []
    joined = f"{href}{'&' if '?' in href else '?'}{FILTER}={OPEN}"
    return [
        {"label": _("All"), "href": f"{href}#talk", "count": all_count, "current": not unresolved},
        {"label": _("Still open"), "href": f"{joined}#talk", "count": open_count, "current": unresolved},
    ]
