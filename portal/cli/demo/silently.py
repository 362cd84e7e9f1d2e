"""One click each, long ago: what the services have left of it by today, many times as fast.

Most of all moments are these, and what is older than the inboxes is told to nobody.
"""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.extension import ItemRef
from portal.core.journal import hold
from portal.discussion.events import ReactionGiven
from portal.discussion.models import Comment, Reaction, ReactionKind
from portal.discussion.services.follows import auto_follow
from portal.initiatives.events import SupportGiven
from portal.initiatives.models import Initiative, Support
from portal.knowledge.events import HelpAnswered, ItemAcknowledged, ItemReacted
from portal.knowledge.models import Acknowledgement, HelpfulAnswer, ItemReaction, ItemReactionKind, KnowledgeItem

_initiatives: Any = Initiative.__table__
_items: Any = KnowledgeItem.__table__


class Clicks:
    """Those that wait to be written down. Their entries in the journal are held (``portal.core.journal.held``)."""

    def __init__(self) -> None:
        self._rows: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
        self._counts: defaultdict[tuple[Any, str], Counter[int]] = defaultdict(Counter)

    def support(
        self, session: Session, initiative_id: int, actor: Actor, details: dict[str, Any], at: datetime
    ) -> None:
        """A support. Whoever says what they have seen is somebody who follows."""
        self._rows[Support.__table__].append(
            {"initiative_id": initiative_id, "person_id": actor.id, "at": at, **details}
        )
        self._counts[_initiatives, "support_count"][initiative_id] += 1
        if details["evidence"]:
            auto_follow(session, ItemRef(SupportGiven.item_kind, initiative_id), actor.id, now=at)
        hold(session, SupportGiven(initiative_id=initiative_id, person_id=actor.id), actor, at=at)

    def react(self, session: Session, item: KnowledgeItem, actor: Actor, kind: ItemReactionKind, at: datetime) -> None:
        """A reaction to a case or an article."""
        self._rows[ItemReaction.__table__].append({"item_id": item.id, "person_id": actor.id, "kind": kind, "at": at})
        self._counts[_items, "reaction_count"][item.id] += 1
        event = ItemReacted(
            item_kind=item.kind, subject_id=item.id, reaction=kind.value, given=True, author_id=item.author_id
        )
        hold(session, event, actor, at=at)

    def react_to_comment(
        self, session: Session, comment: Comment, actor: Actor, kind: ReactionKind, at: datetime
    ) -> None:
        """A reaction to what somebody said."""
        self._rows[Reaction.__table__].append({"comment_id": comment.id, "person_id": actor.id, "kind": kind, "at": at})
        event = ReactionGiven(
            item_kind=comment.item_kind, subject_id=comment.item_id, comment_id=comment.id, internal=comment.internal,
            reaction=kind.value, author_id=comment.author_id,
        )  # fmt: skip
        hold(session, event, actor, at=at)

    def find_helpful(self, session: Session, item: KnowledgeItem, number: int, actor: Actor, at: datetime) -> None:
        """That a revision helped."""
        who = {"item_id": item.id, "person_id": actor.id, "revision_number": number}
        self._rows[HelpfulAnswer.__table__].append({**who, "helpful": True, "reason": "", "at": at})
        self._counts[_items, "helpful_count"][item.id] += 1
        hold(session, HelpAnswered(item_kind=item.kind, subject_id=item.id, helpful=True), actor, at=at)

    def acknowledge(self, session: Session, item: KnowledgeItem, number: int, actor: Actor, at: datetime) -> None:
        """That somebody has read a revision; who wrote or published it has done so already."""
        row = {"item_id": item.id, "person_id": actor.id, "revision_number": number}
        if insert_new(session, Acknowledgement, {**row, "at": at}, list(row)):
            hold(session, ItemAcknowledged(item_kind=item.kind, subject_id=item.id, number=number), actor, at=at)

    def write(self, session: Session) -> None:
        """Write all but their entries in the journal: before anybody asks for it."""
        for table, rows in self._rows.items():
            session.execute(table.insert(), rows)
        for (table, name), counted in self._counts.items():
            of_row = table.update().where(table.c.id == bindparam("row_id"))
            added = of_row.values({name: table.c[name] + bindparam("more")})
            session.execute(added, [{"row_id": row_id, "more": more} for row_id, more in counted.items()])
        self._rows.clear()
        self._counts.clear()
