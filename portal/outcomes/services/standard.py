"""What worked becomes how everybody works: an instruction that begins with what the initiative says."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.articles.shapes import BODY, KIND
from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.item_kind import KIND as INITIATIVE
from portal.initiatives.models import Initiative
from portal.initiatives.queries import locked
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.services.content import Content, render_content
from portal.knowledge.services.writing import begin
from portal.linking.relations import Relation
from portal.linking.services import tie
from portal.outcomes.outcome_policy import can_make_standard

#: The genre that is taken where the company still has it.
INSTRUCTION = "instruction"


def standard_content(session: Session, initiative: Initiative, outcome: str) -> Content:
    """What the text begins with: how it is done now, why, and what it gave. Slow (Markdown): before the transaction."""
    parts = [
        (_("How we do it now"), initiative.solution),
        (_("Why"), initiative.problem),
        (_("What it gave"), outcome),
    ]
    body = "\n\n".join(f"# {heading}\n\n{text}" for heading, text in parts if text.strip())
    tags = [tag.name for tag in initiative.tags]
    return render_content(
        _genre(session), title=initiative.title, parts={BODY: body}, area_id=initiative.area_id, tags=tags, cut=True
    )


def make_standard(
    session: Session, initiative: Initiative, actor: Actor, content: Content, *, now: datetime
) -> KnowledgeItem:
    """Begin the text as a draft of ``actor`` and tie both together; done twice it is the same draft."""
    locked(session, initiative)
    require(can_make_standard(actor, initiative))
    made = begin(session, actor, KIND, content, submission_key=f"standard.{initiative.id}.{actor.id}", now=now)
    session.flush()  # the link looks for the draft
    tie(session, ItemRef(KIND, made.id), Relation.GREW_OUT_OF, ItemRef(INITIATIVE, initiative.id), actor, now=now)
    return made


def _genre(session: Session) -> KnownGenre:
    known = genres(session)
    of_kind = [one for one in known.open_of_kind(KIND) if BODY in {part.key for part in one.shape.parts}]
    of_kind.sort(key=lambda one: one.key != INSTRUCTION)
    if not of_kind:
        raise Invalid(_l("There is no kind of article that is in use. An administrator can bring one back."))
    return of_kind[0]
