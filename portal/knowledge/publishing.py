"""What else happens when a revision comes to stand: published, rolled back to, or brought in."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.core.extension import Registry
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.services.acknowledging import ask_again
from portal.knowledge.services.because import tie_to_reasons
from portal.knowledge.services.reanchoring import reanchor

#: What slices above add to it; called last.
after_publish: Registry[Callable[[Session, KnowledgeItem, KnowledgeRevision], None]] = Registry("step after publishing")


def follow_up(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """To be called in the transaction, once the revision stands and the item shows it."""
    reanchor(session, item, revision)
    tie_to_reasons(session, item, revision)
    ask_again(session, item, revision)
    for step in after_publish:
        step(session, item, revision)
