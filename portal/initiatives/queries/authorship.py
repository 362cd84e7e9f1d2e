"""What somebody wrote: as the author, or as the author of what was merged into it."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select, union_all

from portal.initiatives.models import CoAuthor, Initiative


def written_by(person_id: Any) -> ColumnElement[bool]:
    """Whether the person is one of the authors, as a condition that walks from the person and reads no table."""
    own = select(Initiative.id).where(Initiative.author_id == person_id)
    together = select(CoAuthor.initiative_id).where(CoAuthor.person_id == person_id)
    return Initiative.id.in_(union_all(own, together))


def co_wrote(person_id: Any, initiative_id: Any = Initiative.id) -> ColumnElement[bool]:
    """Whether something that the person wrote was merged into the initiative of the statement around it."""
    return exists().where(CoAuthor.initiative_id == initiative_id, CoAuthor.person_id == person_id)
