"""Before somebody hands in what exists already: supporting that instead."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import discard_draft
from portal.core.extension import ItemRef
from portal.core.markdown import RenderedText
from portal.discussion.models import Comment
from portal.discussion.services.comments import comment
from portal.discussion.services.visible import visible_place
from portal.initiatives.events import SupportGiven
from portal.initiatives.models import Initiative
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.proposing import PROPOSAL
from portal.initiatives.services.supporting import support


def support_instead(
    session: Session, number: int, actor: Actor, text: RenderedText | None, *, draft_key: str, now: datetime
) -> tuple[Initiative, Comment | None]:
    """Support what exists, take the typed text along as a comment, and throw the draft away.

    Sent twice, it leaves one voice and one comment. Whatever was merged meanwhile is supported where it stands now.
    """
    place = visible_place(session, ItemRef(SupportGiven.item_kind, number), actor)
    initiative = get_visible(session, place.id, actor, lock=True)
    support(session, initiative, actor, now=now)
    said = None
    if text is not None:
        said = comment(session, place, actor, text, submission_key=draft_key, now=now)
    discard_draft(session, actor, PROPOSAL, draft_key, now=now)
    return initiative, said
