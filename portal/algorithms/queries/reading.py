"""One version of an algorithm, read: for the document, the player, the map and the statistics alike."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.algorithms.document import Document
from portal.algorithms.graph import Graph
from portal.algorithms.own_facts import SOURCE
from portal.algorithms.shapes import KIND
from portal.algorithms.understanding import understood
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.policy import can_see_revision
from portal.knowledge.queries import get_visible, open_revision, revision_of, standing


@dataclass(frozen=True, slots=True)
class ReadVersion:
    """What a revision says, and which ways lead through it."""

    item: KnowledgeItem
    revision: KnowledgeRevision
    source: str
    #: As it is laid out (see ``layout``).
    html: str
    document: Document
    graph: Graph

    @property
    def number(self) -> int:
        """The revision's."""
        return self.revision.number

    @property
    def stands(self) -> bool:
        """Whether it is what readers see now."""
        return self.revision.state is RevisionState.PUBLISHED


def read_revision(session: Session, item_number: int, actor: Actor, number: int | None = None) -> ReadVersion:
    """A revision that ``actor`` may read, else NotFound; without a ``number`` the one that stands, and before the first
    was published the open one.
    """
    item = get_visible(session, KIND, item_number, actor)
    revision = revision_of(session, item, number) if number is not None else _newest(session, item)
    if not can_see_revision(actor, item, revision):
        raise NotFound
    source = str(revision.parts.get(SOURCE, ""))
    found = understood(source)
    return ReadVersion(item, revision, source, str(revision.html.get(SOURCE, "")), found.document, found.graph)


def _newest(session: Session, item: KnowledgeItem) -> KnowledgeRevision:
    found = standing(session, item) or open_revision(session, item)
    if found is None:
        raise NotFound
    return found
