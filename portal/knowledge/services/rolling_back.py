"""Back to what an item said before: as a new revision, so that nothing is lost."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, NotFound, require
from portal.core.journal import record
from portal.knowledge.events import ItemPublished
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.policy import can_roll_back
from portal.knowledge.queries import locked, revision_of, standing
from portal.knowledge.services.content import content_of
from portal.knowledge.services.guarding import require_stated
from portal.knowledge.services.reviewing import Settled, let_stand
from portal.knowledge.services.writing import about_revision, add_revision


def roll_back(
    session: Session, item: KnowledgeItem, actor: Actor, number: int, *, against: int | None = None,
    not_personal: bool = False, now: datetime,
) -> KnowledgeRevision:  # fmt: skip
    """Publish the text of a former revision anew. ``against``: the revision that the editor saw standing, or Settled.

    Done twice it is done. Raises Invalid when personal data are in it and nobody states that they aren't. A draft that
    somebody has beside it stays; its reviewer sees what it would change.
    """
    locked(session, item)
    require(can_roll_back(actor, item))
    stands = standing(session, item)
    if stands is None:
        raise Conflict
    if stands.rolled_back_to == number:
        return stands
    if against is not None and against != stands.number:
        raise Settled
    source = _former(session, item, number)
    # It is in nobody's hands for a moment: an open draft of somebody else isn't touched.
    made = add_revision(
        session, item, content_of(source), author_id=source.author_id, based_on=stands.number,
        state=RevisionState.FORMER, now=now,
    )  # fmt: skip
    made.major, made.rolled_back_to = True, number
    require_stated(session, made, actor, not_personal=not_personal, now=now)
    let_stand(session, item, made, actor, before=stands, now=now)
    event = ItemPublished(major=True, first=False, rolled_back_to=number, **about_revision(made, item))
    record(session, event, actor, at=now)
    return made


def _former(session: Session, item: KnowledgeItem, number: int) -> KnowledgeRevision:
    found = revision_of(session, item, number)
    if found.state is not RevisionState.FORMER or found.is_closed:
        raise NotFound
    return found
