"""Changing what is there: one's own draft, or a draft beside the published text, whichever it takes."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import forget_draft
from portal.core.errors import Conflict
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_edit_revision
from portal.knowledge.queries import locked, open_revision
from portal.knowledge.queries.drafts import change_key
from portal.knowledge.services.content import Content
from portal.knowledge.services.reviewing import hand_in
from portal.knowledge.services.writing import Taken, begin_beside, save, words_of


def change(
    session: Session,
    item: KnowledgeItem,
    actor: Actor,
    content: Content,
    *,
    version: int,
    based_on: int,
    note: str = "",
    major: bool = False,
    hands_in: bool = False,
    now: datetime,
) -> KnowledgeRevision:
    """Put new words into one's draft, which is begun where there is none, and perhaps hand it in.

    ``version`` is that of the draft that the form was opened with; 0: there was none, and the revision ``based_on``
    stood. Raises Taken when somebody else is at it, Conflict, with what stands now, when it has changed.
    """
    locked(session, item)
    present = open_revision(session, item)
    if present is not None and not can_edit_revision(actor, present):
        raise Taken(present)
    revision = present or begin_beside(session, item, actor, now, based_on=based_on)
    untouched = revision.version == 1 and revision.based_on == based_on
    if version == 0 and not untouched:
        raise Conflict(theirs=words_of(revision))
    kept = save(session, revision, actor, content, version=version or 1, note=note, major=major, now=now)
    forget_draft(session, actor, change_key(item.id, actor))
    return hand_in(session, kept, actor, now=now) if hands_in else kept
