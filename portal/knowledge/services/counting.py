"""The counters of an item that many people move at once."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.knowledge.models import KnowledgeItem


def add_up(session: Session, item: KnowledgeItem, **changes: int) -> None:
    """Move counters of the item, by their columns, in one statement.

    Not through the row: its version would move, and an editor's form would be out of date because somebody clicked.
    """
    values = {name: getattr(KnowledgeItem, name) + change for name, change in changes.items() if change}
    if values:
        statement = update(KnowledgeItem).where(KnowledgeItem.id == item.id).values(values)
        session.execute(statement.execution_options(synchronize_session=False))
