"""A list as a table to take away: every row of the filter that the reader may see, in the list's order."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.tags import Tag
from portal.initiatives.models import Frequency, Initiative, InitiativeTag, Support, Transition
from portal.initiatives.queries.lists import ListFilter, matching, order_columns
from portal.initiatives.queries.visibility import visible_to
from portal.people.models import Person

#: Rows read from the database at a time.
ROWS_AT_ONCE = 200
_Author, _Owner = aliased(Person), aliased(Person)


def export_rows(session: Session, wanted: ListFilter, actor: Actor, *, today: date, most: int) -> Iterator[Row[Any]]:
    """The rows, at most ``most``, read while they are consumed: nothing holds them all."""
    statement = (
        _columns()
        .outerjoin(_Author, _Author.id == Initiative.author_id)
        .outerjoin(_Owner, _Owner.id == Initiative.owner_id)
        .where(visible_to(actor), *matching(wanted))
        .order_by(*order_columns(wanted.sort))
        .limit(most)
    )
    found = session.execute(statement, {"me": actor.id, "today": today}, execution_options={"yield_per": ROWS_AT_ONCE})
    yield from found


def row_count(session: Session, wanted: ListFilter, actor: Actor, *, today: date, most: int) -> int:
    """How many rows there would be, counted up to ``most`` + 1."""
    some = select(Initiative.id).where(visible_to(actor), *matching(wanted)).limit(most + 1).subquery()
    counted = session.scalar(select(func.count()).select_from(some), {"me": actor.id, "today": today})
    return counted or 0


def _columns() -> Select[Any]:
    said = [_voices(frequency).label(frequency.value) for frequency in Frequency]
    columns: Select[Any] = select(  # type: ignore[assignment]  # too many to type
        Initiative.id, Initiative.title, Initiative.status_id, Initiative.area_id, Initiative.team_id,
        Initiative.author_id, _Author.name.label("author_name"), Initiative.owner_id, _Owner.name.label("owner_name"),
        Initiative.submitted_at, Initiative.first_answered_at, Initiative.status_changed_at, Initiative.due_on,
        Initiative.support_count, Initiative.comment_count, Initiative.problem, Initiative.solution, Initiative.outcome,
        Initiative.metric_name, Initiative.metric_unit, Initiative.metric_baseline, Initiative.metric_target,
        Initiative.metric_due_on,
        _tags().label("tags"), _last_reason().label("answer"), *said,
    )  # fmt: skip
    return columns


def _voices(frequency: Frequency) -> Any:
    told = and_(Support.initiative_id == Initiative.id, Support.frequency == frequency)
    return select(func.count()).select_from(Support).where(told).correlate(Initiative).scalar_subquery()


def _tags() -> Any:
    return (
        select(func.aggregate_strings(Tag.name, ", "))
        .join(InitiativeTag, InitiativeTag.tag_id == Tag.id)
        .where(InitiativeTag.initiative_id == Initiative.id)
        .correlate(Initiative)
        .scalar_subquery()
    )


def _last_reason() -> Any:
    """The reason of the newest move that had one."""
    return (
        select(Transition.reason)
        .where(Transition.initiative_id == Initiative.id, Transition.reason != "")
        .order_by(Transition.id.desc())
        .limit(1)
        .correlate(Initiative)
        .scalar_subquery()
    )
