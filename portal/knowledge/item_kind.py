"""What an item of knowledge answers when another slice asks about it by kind and id."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.extension import (
    ME,
    CardSource,
    ItemCard,
    ItemRef,
    Registry,
    Spoken,
    card_sources,
    comment_settlers,
    item_kinds,
    title_finders,
)
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.knowledge.policy import can_settle_comments, is_nobodys_draft, is_public
from portal.knowledge.queries import genres, open_revision, visible_to, visible_when
from portal.knowledge.queries.titles import newest, titled
from portal.knowledge.services.keeping import entrust
from portal.people.models import Role
from portal.people.queries import active_people_with_role


@dataclass(frozen=True, slots=True)
class KnowledgeKind:
    """A kind of item of knowledge for core.extension: ``KnowledgeKind("case", "/cases", _l("Cases"))``."""

    kind: str
    prefix: str
    #: What its items are called together.
    label: Any = field(hash=False)

    def href(self, number: int) -> str:
        """The address of an item's page."""
        return f"{self.prefix}/{number_path(number)}"

    def cards(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        """Title and address of those that ``actor`` may see."""
        known = {"kind": self.kind, "numbers": list(ids), "me": actor.id}
        rows = session.execute(_titles(actor.has(Role.EDITOR)), known)
        return {row.id: self.card(session, row.id, row.title, row.genre_id) for row in rows}

    def card(self, session: Session, number: int, title: str, genre_id: int) -> ItemCard:
        """With the company's word for its genre."""
        genre = genres(session).by_id[genre_id]
        ref = ItemRef(self.kind, number)
        return ItemCard(ref=ref, title=title, href=self.href(number), note=genre.label, icon=genre.icon)

    def audience(self, session: Session, item_id: int) -> Collection[int]:
        """Author and keeper."""
        row = session.execute(_AUDIENCE, {"number": item_id}).one_or_none()
        return {person_id for person_id in row or () if person_id is not None}

    def may_discuss(self, session: Session, item_id: int, actor: Actor) -> bool:
        """Whoever sees it, while it is published."""
        published = KnowledgeItem.state == ItemState.PUBLISHED
        found = select(KnowledgeItem.id).where(
            KnowledgeItem.id == item_id, KnowledgeItem.kind == self.kind, published, visible_to(actor)
        )
        return session.scalar(found) is not None

    def readers(self, session: Session, item_id: int, people: Collection[int]) -> Collection[int]:
        """Those of ``people`` to whom it is open: the rule of ``visible_to`` for many people at once."""
        item = session.get(KnowledgeItem, item_id)
        if item is None or not people or item.state is ItemState.DISCARDED:
            return set()
        if is_public(item):
            return set(people)
        seers, revision = {item.author_id}, open_revision(session, item)
        if item.state is ItemState.IN_REVIEW or (revision is not None and is_nobodys_draft(revision)):
            seers |= set(active_people_with_role(session, Role.EDITOR))
        return {person_id for person_id in people if person_id in seers}

    def place_of_talk(self, session: Session, item_id: int) -> int:  # noqa: ARG002 - the protocol's argument
        """Itself: items of knowledge aren't merged."""
        return item_id

    def discussed(
        self,
        session: Session,
        item_id: int,
        *,
        by: Actor,  # noqa: ARG002 - the protocol's argument
        spoken: Spoken,
        internal: bool,
    ) -> None:
        """Count what everyone may read."""
        if internal:
            return
        counted = {"number": item_id, "more": spoken.delta}
        if spoken.delta > 0:
            session.execute(_SPOKEN, {**counted, "spoken_at": clock.now()})
        else:
            session.execute(_COUNTED, counted)


@cache
def _titles(is_editor: bool) -> Select[int, str, int]:
    """Built once for each sort of reader."""
    return select(KnowledgeItem.id, KnowledgeItem.title, KnowledgeItem.genre_id).where(
        KnowledgeItem.kind == bindparam("kind"),
        KnowledgeItem.id.in_(bindparam("numbers", expanding=True)),
        visible_when(bindparam("me"), is_editor=is_editor),
    )


_AUDIENCE = select(KnowledgeItem.author_id, KnowledgeItem.keeper_id).where(KnowledgeItem.id == bindparam("number"))
# Statements and not the row: two people may speak at once, and an editor's form shouldn't be out of date.
_COUNTED = (
    update(KnowledgeItem)
    .where(KnowledgeItem.id == bindparam("number"))
    .values(comment_count=KnowledgeItem.comment_count + bindparam("more"))
    .execution_options(synchronize_session=False)
)
_SPOKEN = _COUNTED.values(last_activity_at=bindparam("spoken_at"))


#: The kinds whose items are kept here, by name. Filled by ``register_kind`` of the slices that show them.
knowledge_kinds: Registry[KnowledgeKind] = Registry("kind of knowledge")


def settles_comments(session: Session, item_id: int, actor: Actor) -> bool:
    """Whether ``actor`` settles what others have written about an item."""
    item = session.get(KnowledgeItem, item_id)
    return item is not None and can_settle_comments(actor, item)


def register_kind(kind: KnowledgeKind) -> None:
    """Let items of this kind be known to the portal."""
    knowledge_kinds.register(kind.kind, kind)
    item_kinds.register(kind.kind, kind)
    comment_settlers.register(kind.kind, settles_comments)
    card_sources.register(kind.kind, source_of(kind))
    title_finders.register("knowledge", find_titled)


@cache
def source_of(kind: KnowledgeKind) -> CardSource:
    """Where the cards of a kind stand."""

    def visible(actor: Actor) -> tuple[ColumnElement[bool], ...]:
        return KnowledgeItem.kind == kind.kind, visible_when(ME, is_editor=actor.has(Role.EDITOR))

    columns = {"id": KnowledgeItem.id, "title": KnowledgeItem.title, "sort": KnowledgeItem.genre_id}
    return CardSource(**columns, visible=visible, card=kind.card)


def find_titled(session: Session, text: str, actor: Actor, limit: int) -> Sequence[ItemCard]:
    """Items of knowledge by words of their titles: of each kind so many at most, in one statement."""
    return _cards(session, titled(session, text, actor, limit))


def find_newest(session: Session, actor: Actor, limit: int) -> Sequence[ItemCard]:
    """What was published last, the newest first, for whoever has typed nothing yet."""
    return _cards(session, newest(session, actor, limit))


def _cards(session: Session, rows: Sequence[Row[Any]]) -> Sequence[ItemCard]:
    return [knowledge_kinds[row.kind].card(session, row.id, row.title, row.genre_id) for row in rows]


def item_href(kind: str, number: int) -> str:
    """The address of an item's page."""
    return knowledge_kinds[kind].href(number)


class KeptItems:
    """The duty of a keeper: what is published and has to stay true."""

    label = _l("Cases, articles and algorithms to keep true")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many published items the person keeps."""
        return select(func.count()).select_from(KnowledgeItem).where(*self._kept(person_id)).scalar_subquery()

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Make somebody else the keeper of all of them."""
        now = clock.now()
        kept = select(KnowledgeItem).where(*self._kept(person_id)).order_by(KnowledgeItem.id)
        for item in list(session.scalars(kept.with_for_update(key_share=True))):
            entrust(session, item, actor, to_id, now=now)

    @staticmethod
    def _kept(person_id: int) -> tuple[Any, ...]:
        return KnowledgeItem.keeper_id == person_id, KnowledgeItem.state == ItemState.PUBLISHED
