"""Who did the tasks of an initiative."""

from sqlalchemy import ColumnElement, bindparam, exists, select, union
from sqlalchemy.orm import Session

from portal.core.db import BigId, read_rows
from portal.core.journal import JournalEntry
from portal.delivery.events import TaskChanged
from portal.delivery.models import Task

_number = bindparam("number", type_=BigId)
_DONE = (Task.initiative_id == _number, Task.done_at.is_not(None), Task.removed_at.is_(None))


def doers_of(session: Session, number: int) -> frozenset[int]:
    """Whose task is done: entrusted to them, or ticked by them and given to somebody else.

    Ticking a task of somebody else's is no work on it.
    """
    return frozenset(person_id for (person_id,) in read_rows(session, _DOERS, {"number": number}))


def _was_theirs() -> ColumnElement[bool]:
    """Whether whoever ticked the task had it before it went to somebody else."""
    return exists().where(
        JournalEntry.item_kind == TaskChanged.item_kind,
        JournalEntry.item_id == Task.initiative_id,
        JournalEntry.name == TaskChanged.name,
        JournalEntry.data["task_id"].as_integer() == Task.id,
        JournalEntry.data["previous_owner_id"].as_integer() == Task.done_by_id,
    )


_DOERS = union(
    select(Task.owner_id).where(*_DONE, Task.owner_id.is_not(None)),
    select(Task.done_by_id).where(*_DONE, Task.done_by_id.is_not(None), _was_theirs()),
)
