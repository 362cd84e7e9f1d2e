"""What waited of a text without a name becomes rows, as if it had been handed in at the full hour."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.anonymous.kinds import AuthorRights
from portal.core.actor import Actor
from portal.core.errors import require
from portal.core.journal import record
from portal.knowledge.events import ItemHandedIn, ItemTakenBack
from portal.knowledge.models import ItemState, KnowledgeItem, RevisionState
from portal.knowledge.policy import author_can_take_back, author_can_write, can_write_to_author
from portal.knowledge.queries import genres, get_visible, locked, open_revision
from portal.knowledge.services.content import show_on_item
from portal.knowledge.services.nameless.sealing import content_of_fields
from portal.knowledge.services.writing import about_revision, add_revision, first_values
from portal.people.models import Area, Role


@dataclass(frozen=True, slots=True)
class TextOpener:
    """A kind of knowledge for ``portal.anonymous.kinds``."""

    kind: str
    answered_by: Role = Role.EDITOR

    def holds(self, session: Session, number: int) -> bool:
        """Whether a text of any kind has the number."""
        return session.scalar(select(KnowledgeItem.id).where(KnowledgeItem.id == number)) is not None

    def together(self, session: Session) -> AbstractContextManager[object]:  # noqa: ARG002 - the protocol's argument
        """Nothing is cheaper at once."""
        return nullcontext()

    def open_submission(self, session: Session, number: int, fields: Mapping[str, Any], *, at: datetime) -> None:
        """Hand it in for review, by nobody."""
        content = content_of_fields(fields)
        area = None if content.area_id is None else session.get(Area, content.area_id)
        if area is None or area.closed_at is not None:  # it may have been closed while the words waited
            content = replace(content, area_id=None)
        shape = genres(session).by_id[content.genre_id].shape
        values = first_values(content, shape, self.kind, at) | {"state": ItemState.IN_REVIEW, "nameless": True}
        made = KnowledgeItem(id=number, **values)
        session.add(made)
        session.flush()  # what follows names its number
        show_on_item(session, made, content, shape)
        revision = add_revision(
            session, made, content, author_id=None, based_on=0, now=at, state=RevisionState.IN_REVIEW
        )
        revision.submitted_at = at
        record(session, ItemHandedIn(**about_revision(revision, made)), None, at=at)

    def rights(self, session: Session, number: int) -> AuthorRights | None:
        """Until it is published, its author may take it back."""
        found = session.get(KnowledgeItem, number)
        return None if found is None else AuthorRights(author_can_write(found), author_can_take_back(found))

    def take_back(self, session: Session, number: int, *, at: datetime) -> None:
        """Throw it away: then its author alone sees it. Nothing happens when an editor has published it just before."""
        item = locked(session, session.get_one(KnowledgeItem, number))
        if not author_can_take_back(item):
            return
        revision = open_revision(session, item)
        item.state = ItemState.DISCARDED
        if revision is not None:
            revision.state = RevisionState.DISCARDED
            revision.version += 1
            record(session, ItemTakenBack(**about_revision(revision, item)), None, at=at)

    def require_answer(self, session: Session, number: int, actor: Actor, *, hold: bool) -> None:
        """The editors, as long as its author may write."""
        require(can_write_to_author(actor, get_visible(session, self.kind, number, actor, lock=hold)))

    def answered(self, session: Session, number: int, *, now: datetime) -> None:
        """A question changes nothing of the text."""
