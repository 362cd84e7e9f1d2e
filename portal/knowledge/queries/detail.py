"""Everything a page shows of one item but what readers say of it: one statement, whatever the data."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, case, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import read_rows
from portal.core.errors import NotFound
from portal.core.links import has_links
from portal.core.spelled import joined
from portal.core.tags import Tag
from portal.discussion.models import Follow
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, KnowledgeTag, RevisionState
from portal.knowledge.queries.visibility import OPEN, visible_when
from portal.people.models import Person, Role

_SEPARATOR = "\n"
_Author, _Keeper, _Checker, _Writer = aliased(Person), aliased(Person), aliased(Person), aliased(Person)
_Shown, _Open = aliased(KnowledgeRevision), aliased(KnowledgeRevision)
_number, _me = bindparam("number", type_=KnowledgeItem.id.type), bindparam("me", type_=Person.id.type)
_kind = bindparam("kind", type_=String)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """That somebody works on a change, or that it waits for the editors. What it says is another matter."""

    number: int
    state: RevisionState
    author_id: int | None
    author_name: str | None
    #: Whether the account of whoever is at it is closed.
    author_left: bool
    #: What an editor asked for when it was sent back.
    review_note: str
    begun_at: datetime
    saved_at: datetime
    #: Only former ones are.
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """One item as a page shows it."""

    #: Its columns; rules take it like the object, which costs more.
    item: Any
    #: The columns of the revision that is shown, ``parts`` and ``html`` among them: what stands, and before the first
    #: is published what somebody writes.
    revision: Any
    author_name: str | None
    keeper_name: str | None
    checked_by_name: str | None
    tags: list[str]
    follows: bool
    #: What is open beside (or, before the first is published, what is shown).
    open: OpenDraft | None
    #: Whether it is tied to any other item.
    linked: bool


#: What no page reads.
_UNREAD = frozenset({"submission_key", "external_id"})
_ITEM = [column for column in KnowledgeItem.__table__.columns if column.name not in _UNREAD]
_UNSHOWN = frozenset({"facts", "closed_at", "closed_by_id", "closed_reason"})
_REVISION = [column.name for column in KnowledgeRevision.__table__.columns if column.name not in _UNSHOWN]


@cache
def _detail(*, is_editor: bool) -> Select[Any]:
    """The statement for a kind of reader: built once, because building costs more than asking."""
    names = select(joined(Tag.name, _SEPARATOR)).join(KnowledgeTag, KnowledgeTag.tag_id == Tag.id)
    tags = names.where(KnowledgeTag.item_id == _number).scalar_subquery()
    unpublished = KnowledgeItem.state.in_((ItemState.DRAFT, ItemState.IN_REVIEW))
    shown = or_(_Shown.state == RevisionState.PUBLISHED, and_(unpublished, _Shown.state.in_(OPEN)))
    follow = and_(Follow.item_kind == KnowledgeItem.kind, Follow.item_id == _number, Follow.person_id == _me)
    return (
        select(
            *_ITEM, *(getattr(_Shown, name).label(f"shown_{name}") for name in _REVISION),
            _Author.name.label("author_name"), _Keeper.name.label("keeper_name"),
            _Checker.name.label("checked_by_name"), tags.label("tags"), Follow.muted,
            _Open.number.label("open_number"), _Open.state.label("open_state"),
            _Open.author_id.label("open_author_id"), _Writer.name.label("open_author_name"),
            _Writer.deactivated_at.label("open_author_left_at"), _Open.review_note.label("open_review_note"),
            _Open.begun_at.label("open_begun_at"), _Open.saved_at.label("open_saved_at"),
            case((has_links(_kind, _number), true()), else_=false()).label("linked"),
        )
        .join(_Shown, and_(_Shown.item_id == KnowledgeItem.id, shown))
        .outerjoin(_Open, and_(_Open.item_id == KnowledgeItem.id, _Open.state.in_(OPEN)))
        .outerjoin(_Author, _Author.id == KnowledgeItem.author_id)
        .outerjoin(_Keeper, _Keeper.id == KnowledgeItem.keeper_id)
        .outerjoin(_Checker, _Checker.id == KnowledgeItem.checked_by_id)
        .outerjoin(_Writer, _Writer.id == _Open.author_id)
        .outerjoin(Follow, follow)
        .where(KnowledgeItem.id == _number, KnowledgeItem.kind == _kind, visible_when(_me, is_editor=is_editor))
    )  # fmt: skip


def detail(session: Session, kind: str, number: int, actor: Actor) -> Detail:
    """The item of that kind and number; NotFound when it is absent or hidden from ``actor``."""
    statement = _detail(is_editor=actor.has(Role.EDITOR))
    rows = read_rows(session, statement, {"number": number, "kind": kind, "me": actor.id})
    if not rows:
        raise NotFound
    row = rows[0]
    shown = {name: getattr(row, f"shown_{name}") for name in _REVISION}
    author_left = row.open_number == shown["number"] and row.open_author_left_at is not None
    return Detail(
        item=SimpleNamespace(**{column.name: getattr(row, column.name) for column in _ITEM}),
        revision=SimpleNamespace(**shown, author_left=author_left),
        author_name=row.author_name,
        keeper_name=row.keeper_name,
        checked_by_name=row.checked_by_name,
        tags=sorted(row.tags.split(_SEPARATOR)) if row.tags else [],
        follows=row.muted is False,
        open=_open_draft(row),
        linked=row.linked,
    )


def _open_draft(row: Any) -> OpenDraft | None:
    if row.open_number is None:
        return None
    return OpenDraft(
        number=row.open_number,
        state=row.open_state,
        author_id=row.open_author_id,
        author_name=row.open_author_name,
        author_left=row.open_author_left_at is not None,
        review_note=row.open_review_note,
        begun_at=row.open_begun_at,
        saved_at=row.open_saved_at,
    )
