"""What the worker does for search now and then beside the journal."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.journal import Delivery
from portal.core.work import PeriodicJob
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries.visibility import OPEN
from portal.search.followed import Touched
from portal.search.healing import ask_for_sweep
from portal.search.models import SearchDocument
from portal.search.refreshing import CONSUMER, refresh_all

#: The name of the job that goes through everything: it has run once a worker has.
SWEEP = "search.go_through_everything"
KEPT_DAYS = 7
MOST_DRAFTS = 200


def go_through_everything(session: Session, now: datetime) -> None:
    """Once a day, whatever has gone wrong unnoticed is put right. What was carried out long ago is forgotten."""
    ask_for_sweep(session)
    session.execute(
        delete(Delivery).where(Delivery.consumer == CONSUMER, Delivery.done_at < now - timedelta(days=KEPT_DAYS)),
        execution_options={"synchronize_session": False},
    )


def look_at_drafts(session: Session, now: datetime) -> Callable[[], object] | None:
    """What is written on without a word in the journal: texts that nobody but their authors finds."""
    document = and_(
        SearchDocument.kind == KnowledgeItem.kind, SearchDocument.item_id == KnowledgeItem.id, SearchDocument.part == ""
    )
    rows = session.execute(
        select(KnowledgeItem.kind, KnowledgeItem.id)
        .join(KnowledgeRevision, KnowledgeRevision.item_id == KnowledgeItem.id)
        .join(SearchDocument, document)
        .where(KnowledgeItem.state.in_((ItemState.DRAFT, ItemState.IN_REVIEW)), KnowledgeRevision.state.in_(OPEN))
        .where(KnowledgeRevision.saved_at > SearchDocument.changed_at)
        .order_by(KnowledgeItem.id)
        .limit(MOST_DRAFTS)
    )
    found: Touched = {}
    for kind, number in rows:
        found.setdefault(kind, set()).add(number)
    return (lambda: _look_again(found, now)) if found else None


def _look_again(found: Touched, now: datetime) -> None:
    """Compare them, and note when: one whose words are the same would be looked at each time, before all others."""
    refresh_all(found)
    with transaction() as session:
        for kind, ids in found.items():
            same = SearchDocument.kind == kind, SearchDocument.item_id.in_(ids), SearchDocument.changed_at < now
            session.execute(
                update(SearchDocument).where(*same).values(changed_at=now),
                execution_options={"synchronize_session": False},
            )


GO_THROUGH_EVERYTHING = PeriodicJob(timedelta(days=1), go_through_everything)
LOOK_AT_DRAFTS = PeriodicJob(timedelta(minutes=1), look_at_drafts)
