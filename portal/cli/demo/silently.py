"""One click each, long ago: what the services have left of it by today, many times as fast.

Most of all moments are these, and what is older than the inboxes is told to nobody.
"""

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.extension import ItemRef
from portal.core.journal import Event, JournalEntry
from portal.discussion.events import ReactionGiven
from portal.discussion.models import Comment, Reaction, ReactionKind
from portal.discussion.services.follows import auto_follow
from portal.initiatives.events import SupportGiven
from portal.initiatives.models import Initiative, Support
from portal.knowledge.events import HelpAnswered, ItemAcknowledged, ItemReacted
from portal.knowledge.models import Acknowledgement, HelpfulAnswer, ItemReaction, ItemReactionKind, KnowledgeItem

#: What of the stories is a click when it is old.
CLICKS = frozenset({"support", "react", "react_to_item", "find_helpful", "acknowledge"})
_journal: Any = JournalEntry.__table__
_initiatives: Any = Initiative.__table__
_items: Any = KnowledgeItem.__table__


class Clicks:
    """Those that wait to be written down."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []
        self._rows: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
        self._counts: Counter[tuple[Any, str, int]] = Counter()

    def support(
        self, session: Session, initiative_id: int, actor: Actor, details: dict[str, Any], at: datetime
    ) -> None:
        """A support. Whoever says what they have seen is somebody who follows."""
        self._rows[Support.__table__].append(
            {"initiative_id": initiative_id, "person_id": actor.id, "at": at, **details}
        )
        self._counts[_initiatives, "support_count", initiative_id] += 1
        if details["evidence"]:
            auto_follow(session, ItemRef(SupportGiven.item_kind, initiative_id), actor.id, now=at)
        self._record(SupportGiven(initiative_id=initiative_id, person_id=actor.id), actor, at)

    def react(self, item: KnowledgeItem, actor: Actor, kind: ItemReactionKind, at: datetime) -> None:
        """A reaction to a case or an article."""
        self._rows[ItemReaction.__table__].append({"item_id": item.id, "person_id": actor.id, "kind": kind, "at": at})
        self._counts[_items, "reaction_count", item.id] += 1
        event = ItemReacted(
            item_kind=item.kind, subject_id=item.id, reaction=kind.value, given=True, author_id=item.author_id
        )
        self._record(event, actor, at)

    def react_to_comment(self, comment: Comment, actor: Actor, kind: ReactionKind, at: datetime) -> None:
        """A reaction to what somebody said."""
        self._rows[Reaction.__table__].append({"comment_id": comment.id, "person_id": actor.id, "kind": kind, "at": at})
        event = ReactionGiven(
            item_kind=comment.item_kind, subject_id=comment.item_id, comment_id=comment.id, internal=comment.internal,
            reaction=kind.value, author_id=comment.author_id,
        )  # fmt: skip
        self._record(event, actor, at)

    def find_helpful(self, item: KnowledgeItem, number: int, actor: Actor, at: datetime) -> None:
        """That a revision helped."""
        who = {"item_id": item.id, "person_id": actor.id, "revision_number": number}
        self._rows[HelpfulAnswer.__table__].append({**who, "helpful": True, "reason": "", "at": at})
        self._counts[_items, "helpful_count", item.id] += 1
        self._record(HelpAnswered(item_kind=item.kind, subject_id=item.id, helpful=True), actor, at)

    def acknowledge(self, session: Session, item: KnowledgeItem, number: int, actor: Actor, at: datetime) -> None:
        """That somebody has read a revision; who wrote or published it has done so already."""
        row = {"item_id": item.id, "person_id": actor.id, "revision_number": number}
        if insert_new(session, Acknowledgement, {**row, "at": at}, list(row)):
            self._record(ItemAcknowledged(item_kind=item.kind, subject_id=item.id, number=number), actor, at)

    def enter(self, session: Session) -> None:
        """Write the journal, whose entries stand in the order of time: before anything else is recorded."""
        if self._entries:
            session.connection().execute(_journal.insert(), self._entries)
            self._entries = []

    def write(self, session: Session) -> None:
        """Write everything: before anybody asks for it."""
        self.enter(session)
        for table, rows in self._rows.items():
            session.execute(table.insert(), rows)
        for (table, name, row_id), more in self._counts.items():
            session.execute(table.update().where(table.c.id == row_id).values({name: table.c[name] + more}))
        self._rows.clear()
        self._counts.clear()

    def _record(self, event: Event, actor: Actor, at: datetime) -> None:
        about = {"name": event.name, "item_kind": event.item_kind, "item_id": event.item_id, "actor_id": actor.id}
        self._entries.append({**about, "at": at, "data": asdict(event)})
