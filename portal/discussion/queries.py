"""Reading discussions. Whoever asks says whether internal notes exist for them: they are left out in SQL, not later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.drafts import Draft
from portal.core.extension import ItemRef
from portal.core.spelled import joined
from portal.discussion.models import COMMENT, Comment, CommentRevision, Follow, Reaction, Report
from portal.people.models import Person

_Reply, _Settler = aliased(Comment), aliased(Person)

#: What a thread reads of a comment; never its source.
_SHOWN = (
    "id", "parent_id", "answered_id", "author_id", "html", "internal", "asks", "at", "edited_at", "withdrawn_at",
    "hidden_at", "hidden_reason", "resolved_at", "resolved_by_id",
)  # fmt: skip
#: The item and the reader as parameters of statements that are built once.
_ASKED = SimpleNamespace(kind=bindparam("kind", type_=String), id=bindparam("item", type_=BigId))
_ME = bindparam("me", type_=BigId)
_AUTHOR = (Person.name.label("author_name"), Person.team_id, Person.erased_at)


def comments_page(
    session: Session, item: ItemRef, actor: Actor, *, internal: bool, after: int, rows: int, unresolved: bool = False
) -> Sequence[Row[Any]]:
    """Up to ``rows`` top-level comments whose id is above ``after``, with all their replies, by id; one statement.

    A withdrawn comment keeps its place only while a reply stands under it. ``reactions`` of a row is for ``reacted``.
    """
    values = {"kind": item.kind, "item": item.id, "me": actor.id, "after": after, "rows": rows}
    return read_rows(session, _page_statement(internal=internal, unresolved=unresolved), values)


@cache
def _page_statement(*, internal: bool, unresolved: bool) -> Select[Any]:
    """Built once: every page of every item asks it, and building costs more than asking."""
    after, rows = bindparam("after", type_=BigId), bindparam("rows", type_=Integer)
    tops = _of_item(_ASKED, internal).where(Comment.id > after).order_by(Comment.id).limit(rows)
    if unresolved:
        tops = tops.where(Comment.resolved_at.is_(None))
    return _with_replies(tops, _ASKED, internal)


def comment_with_replies(
    session: Session, comment_id: int, item: ItemRef, actor: Actor, *, internal: bool
) -> Sequence[Row[Any]]:
    """One top-level comment (if it has a place still) and its replies, as a page has them."""
    values = {"kind": item.kind, "item": item.id, "me": actor.id, "comment": comment_id}
    return read_rows(session, _one_statement(internal=internal), values)


@cache
def _one_statement(*, internal: bool) -> Select[Any]:
    top = _of_item(_ASKED, internal).where(Comment.id == bindparam("comment", type_=BigId))
    return _with_replies(top, _ASKED, internal)


def _of_item(item: Any, internal: bool) -> Select[Any]:
    answered = exists().where(*_in(_Reply, item), _Reply.parent_id == Comment.id, _Reply.withdrawn_at.is_(None))
    statement = select(*(getattr(Comment, name) for name in _SHOWN)).where(
        *_in(Comment, item), Comment.parent_id.is_(None), or_(Comment.withdrawn_at.is_(None), answered)
    )
    return statement if internal else statement.where(Comment.internal.is_(False))


def _with_replies(tops: Select[Any], item: Any, internal: bool) -> Select[Any]:
    top = tops.cte("tops")
    # The item is named again, though the parent implies it: so the index on item and parent serves.
    replies = select(*(getattr(_Reply, name) for name in _SHOWN)).where(
        *_in(_Reply, item), _Reply.parent_id.in_(select(top.c.id)), _Reply.withdrawn_at.is_(None)
    )
    if not internal:
        replies = replies.where(_Reply.internal.is_(False))
    both = union_all(select(top), replies).subquery("both")
    resolved_by = select(_Settler.name).where(_Settler.id == both.c.resolved_by_id).scalar_subquery()
    columns = *both.c, *_AUTHOR, _reactions_to(both).label("reactions"), resolved_by.label("resolved_by_name")
    statement = select(*columns).outerjoin(Person, Person.id == both.c.author_id)
    return statement.order_by(both.c.id)


def _in(comment: Any, item: Any) -> tuple[Any, Any]:
    return comment.item_kind == item.kind, comment.item_id == item.id


def _reactions_to(comments: Any) -> ScalarSelect[str | None]:
    """The reactions to each comment as one text, 'thanks:3:1 idea:1:0': kind, how many, whether the reader is among."""
    mine = func.max(case((Reaction.person_id == _ME, 1), else_=0))
    kind, given = type_coerce(Reaction.kind, String), cast(func.count(), String)
    counted = (
        select((kind + ":" + given + ":" + cast(mine, String)).label("text"))
        .where(Reaction.comment_id == comments.c.id)
        .group_by(Reaction.kind)
        .correlate(comments)
        .subquery()
    )
    return select(joined(counted.c.text, " ")).scalar_subquery()


def reacted(row: Any) -> dict[str, tuple[int, bool]]:
    """How many gave each kind of reaction to a comment's row, and whether the reader is among them."""
    parts = [part.split(":") for part in (row.reactions or "").split()]
    return {kind: (int(given), mine == "1") for kind, given, mine in parts}


def place_before(session: Session, item: ItemRef, top_id: int, *, internal: bool, rows: int) -> int:
    """After which comment the page that holds this top-level comment begins; 0 for the first page."""
    older = _of_item(item, internal).with_only_columns(Comment.id).where(Comment.id < top_id).order_by(Comment.id)
    count = session.scalar(select(func.count()).select_from(older.order_by(None).subquery())) or 0
    if count < rows:
        return 0
    return session.scalar(older.offset(count // rows * rows - 1).limit(1)) or 0


def get_comment(session: Session, comment_id: int, *, for_update: bool = False) -> Comment | None:
    """The row, or None; whether somebody may know of it is for ``services.visible`` to say."""
    statement = select(Comment).where(Comment.id == comment_id)
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalar(statement)


def revisions_of(session: Session, comment_id: int) -> list[Row[Any]]:
    """What a comment said before, oldest first: body and when it was replaced."""
    statement = select(CommentRevision.body, CommentRevision.replaced_at).where(
        CommentRevision.comment_id == comment_id
    )
    return list(session.execute(statement.order_by(CommentRevision.id)))


def written_since(session: Session, actor: Actor, moment: datetime) -> int:
    """How many comments ``actor`` has written since."""
    statement = select(func.count()).select_from(Comment).where(Comment.author_id == actor.id, Comment.at > moment)
    return session.scalar(statement) or 0


@dataclass(frozen=True, slots=True)
class ComposerState:
    """What the place to write needs to know before it is shown."""

    fields: dict[str, Any] | None
    saved_at: datetime | None
    #: The newest comment of this person here: it names the copy that the browser keeps.
    last_own_id: int | None
    follows: bool


def composer_state(session: Session, item: ItemRef, actor: Actor, draft_key: str) -> ComposerState:
    """The unsent text, the newest own comment and whether ``actor`` follows the item, in one statement."""
    values = {"kind": item.kind, "item": item.id, "me": actor.id, "key": draft_key}
    row = read_rows(session, _composer_statement(), values)[0]
    return ComposerState(row[0], row[1], row[2], bool(row[3]))


@cache
def _composer_statement() -> Select[Any]:
    draft = Draft.person_id == _ME, Draft.key == bindparam("key", type_=String), Draft.discarded_at.is_(None)
    own = select(func.max(Comment.id)).where(*_in(Comment, _ASKED), Comment.author_id == _ME)
    return select(
        select(Draft.fields).where(*draft).scalar_subquery(),
        select(Draft.updated_at).where(*draft).scalar_subquery(),
        own.where(Comment.parent_id.is_(None)).scalar_subquery(),
        select(func.count()).select_from(Follow).where(_follows(_ASKED, _ME)).scalar_subquery(),
    )


def _follows(item: Any, person_id: Any) -> Any:
    return and_(
        Follow.person_id == person_id, Follow.item_kind == item.kind, Follow.item_id == item.id, Follow.muted.is_(False)
    )


def open_report_count(*, counts: bool) -> ScalarSelect[int] | ColumnElement[int]:
    """How many words wait for an editor (a number in the navigation); nobody else makes the database count."""
    if not counts:
        return literal(0)
    waiting = select(Report.words_kind, Report.words_id).where(Report.settled_at.is_(None)).distinct().subquery()
    return select(func.count()).select_from(waiting).scalar_subquery()


def open_reports(session: Session, *, internal: bool, comments: int) -> list[Row[Any]]:
    """Open reports of the comments that have waited longest, each with the comment and the name of the reporter."""
    longest = _waiting_longest(COMMENT, comments)
    reporter, author = aliased(Person), aliased(Person)
    statement = (
        select(
            Report.id.label("report_id"), Report.reason, Report.at.label("reported_at"), reporter.name.label("by_name"),
            reporter.erased_at.label("by_erased_at"), Comment.item_kind, Comment.item_id,
            author.name.label("author_name"), author.team_id, author.erased_at,
            *(getattr(Comment, name) for name in _SHOWN),
        )
        .join(longest, longest.c.words_id == Report.words_id)
        .join(Comment, Comment.id == Report.words_id)
        .join(reporter, reporter.id == Report.by_id)
        .outerjoin(author, author.id == Comment.author_id)
        .where(Report.words_kind == COMMENT, Report.settled_at.is_(None))
    )  # fmt: skip
    if not internal:
        statement = statement.where(Comment.internal.is_(False))
    return list(session.execute(statement.order_by(Report.id)))


def open_reports_elsewhere(session: Session, kind: str, *, words: int) -> list[Row[Any]]:
    """The same of words that another slice keeps: only their ids, with who reported them and why."""
    longest = _waiting_longest(kind, words)
    statement = (
        select(Report.words_id, Report.reason, Report.at, Person.name.label("by_name"), Person.erased_at)
        .join(longest, longest.c.words_id == Report.words_id)
        .join(Person, Person.id == Report.by_id)
        .where(Report.words_kind == kind, Report.settled_at.is_(None))
    )
    return list(session.execute(statement.order_by(Report.id)))


def _waiting_longest(kind: str, count: int) -> Any:
    waiting = select(Report.words_id).where(Report.words_kind == kind, Report.settled_at.is_(None))
    return waiting.group_by(Report.words_id).order_by(func.min(Report.id)).limit(count).subquery()


def open_reports_of(session: Session, kind: str, words_id: int) -> list[Report]:
    """The reports of one comment, or of other words, that nobody has settled."""
    of_these = Report.words_kind == kind, Report.words_id == words_id, Report.settled_at.is_(None)
    return list(session.scalars(select(Report).where(*of_these).order_by(Report.id).with_for_update()))
