"""The counters of an item that many people move at once."""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from portal.knowledge.models import KnowledgeItem


def add_up(session: Session, item: KnowledgeItem, **changes: int) -> None:
    """Move counters of the item, by their columns, in one statement.

    Not through the row: its version would move, and an editor's form would be out of date because somebody clicked.
    """
    moved = {name: change for name, change in changes.items() if change}
    if moved:
        session.execute(_moving(tuple(moved)), {"number": item.id, **{f"{name}_more": n for name, n in moved.items()}})


@cache
def _moving(names: tuple[str, ...]) -> Any:
    """Built once: building costs more than moving."""
    values = {name: getattr(KnowledgeItem, name) + bindparam(f"{name}_more") for name in names}
    statement = update(KnowledgeItem).where(KnowledgeItem.id == bindparam("number")).values(values)
    return statement.execution_options(synchronize_session=False)
