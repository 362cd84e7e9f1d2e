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
from portal.core.journal import Event, JournalEntry
from portal.discussion.events import ReactionGiven
from portal.discussion.models import Comment, Reaction, ReactionKind
from portal.initiatives.events import SupportGiven
from portal.initiatives.models import Initiative, Support
from portal.knowledge.events import HelpAnswered, ItemAcknowledged, ItemReacted
from portal.knowledge.models import Acknowledgement, HelpfulAnswer, ItemReaction, ItemReactionKind, KnowledgeItem

_journal: Any = JournalEntry.__table__
_initiatives: Any = Initiative.__table__
_items: Any = KnowledgeItem.__table__


class Clicks:
    """Written down in the journal at once, and as rows when ``write`` is called: before anybody asks for them."""

    def __init__(self) -> None:
        self._rows: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
        self._counts: Counter[tuple[Any, str, int]] = Counter()

    def support(
        self, session: Session, initiative_id: int, actor: Actor, details: dict[str, Any], at: datetime
    ) -> None:
        """A support without a word."""
        self._rows[Support.__table__].append(
            {"initiative_id": initiative_id, "person_id": actor.id, "evidence": "", "at": at, **details}
        )
        self._counts[_initiatives, "support_count", initiative_id] += 1
        _record(session, SupportGiven(initiative_id=initiative_id, person_id=actor.id), actor, at)

    def react(self, session: Session, item: KnowledgeItem, actor: Actor, kind: ItemReactionKind, at: datetime) -> None:
        """A reaction to a case or an article."""
        self._rows[ItemReaction.__table__].append({"item_id": item.id, "person_id": actor.id, "kind": kind, "at": at})
        self._counts[_items, "reaction_count", item.id] += 1
        event = ItemReacted(
            item_kind=item.kind, subject_id=item.id, reaction=kind.value, given=True, author_id=item.author_id
        )
        _record(session, event, actor, at)

    def react_to_comment(
        self, session: Session, comment: Comment, actor: Actor, kind: ReactionKind, at: datetime
    ) -> None:
        """A reaction to what somebody said."""
        self._rows[Reaction.__table__].append({"comment_id": comment.id, "person_id": actor.id, "kind": kind, "at": at})
        event = ReactionGiven(
            item_kind=comment.item_kind, subject_id=comment.item_id, comment_id=comment.id, internal=comment.internal,
            reaction=kind.value, author_id=comment.author_id,
        )  # fmt: skip
        _record(session, event, actor, at)

    def find_helpful(self, session: Session, item: KnowledgeItem, number: int, actor: Actor, at: datetime) -> None:
        """That a revision helped."""
        who = {"item_id": item.id, "person_id": actor.id, "revision_number": number}
        self._rows[HelpfulAnswer.__table__].append({**who, "helpful": True, "reason": "", "at": at})
        self._counts[_items, "helpful_count", item.id] += 1
        _record(session, HelpAnswered(item_kind=item.kind, subject_id=item.id, helpful=True), actor, at)

    def acknowledge(self, session: Session, item: KnowledgeItem, number: int, actor: Actor, at: datetime) -> None:
        """That somebody has read a revision; who wrote or published it has done so already."""
        row = {"item_id": item.id, "person_id": actor.id, "revision_number": number}
        if insert_new(session, Acknowledgement, {**row, "at": at}, list(row)):
            _record(session, ItemAcknowledged(item_kind=item.kind, subject_id=item.id, number=number), actor, at)

    def write(self, session: Session) -> None:
        """Make rows of them, and count them."""
        for table, rows in self._rows.items():
            session.execute(table.insert(), rows)
        for (table, name, row_id), more in self._counts.items():
            session.execute(table.update().where(table.c.id == row_id).values({name: table.c[name] + more}))
        self._rows.clear()
        self._counts.clear()


def _record(session: Session, event: Event, actor: Actor, at: datetime) -> None:
    entry = {"name": event.name, "item_kind": event.item_kind, "item_id": event.item_id, "actor_id": actor.id}
    session.execute(_journal.insert(), {**entry, "at": at, "data": asdict(event)})
