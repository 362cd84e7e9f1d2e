"""What else happens when a revision comes to stand."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.core.extension import Registry
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision

#: Called in the transaction of publishing (and of rolling back), once the revision stands and the item shows it.
after_publish: Registry[Callable[[Session, KnowledgeItem, KnowledgeRevision], None]] = Registry("step after publishing")
