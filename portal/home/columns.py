"""The columns of the home page's one statement: each of its parts has the same, of the same types."""

from typing import Any

from sqlalchemy import Date, Integer, String, cast, literal, null

from portal.core.db import UtcDateTime

#: What stands where a part has nothing to say.
_NOTHING = {
    name: cast(null(), type_)
    for type_, names in (
        (Integer(), ("number", "status_id", "n", "team_id", "task_id")),
        (String(), ("title", "key", "author", "owner", "language", "task_title", "blocked_reason")),
        (UtcDateTime(), ("at", "answered_at", "done_at")),
        (Date(), ("due_on",)),
    )
    for name in names
}


def columns_of(part: str, **values: Any) -> list[Any]:
    """One row of the page, by the name of the part that it belongs to."""
    return [literal(part).label("part"), *(column.label(name) for name, column in (_NOTHING | values).items())]
