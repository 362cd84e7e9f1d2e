"""People and initiatives as lines that an import reads again."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from portal.cli.transfer.names import Names
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.people.models import Person

BATCH_ROWS = 500
_SHOWN = (
    Initiative.visibility == Visibility.EVERYONE,
    Initiative.status_type.not_in((StatusType.DRAFT, StatusType.MERGED)),
)


def people_rows(session: Session) -> Iterator[dict[str, Any]]:
    """Everybody who wasn't erased."""
    mentor = aliased(Person)
    rows = (
        select(Person, mentor.email)
        .join(mentor, mentor.id == Person.mentor_id, isouter=True)
        .where(Person.erased_at.is_(None))
        .options(joinedload(Person.team), selectinload(Person.roles))
        .order_by(Person.id)
        .execution_options(yield_per=BATCH_ROWS)
    )
    for person, mentor_email in session.execute(rows):
        yield {
            "kind": "person",
            "id": person.external_id,
            "name": person.name,
            "email": person.email,
            "job": person.job,
            "team": person.team.name if person.team else None,
            "roles": sorted(row.role for row in person.roles),
            "lang": person.language,
            "started_on": person.started_on,
            "mentor": mentor_email,
            "active": person.deactivated_at is None,
        }


def initiative_rows(session: Session, names: Names) -> Iterator[dict[str, Any]]:
    """Every initiative that everybody may see and that stands for itself."""
    rows = (
        select(Initiative)
        .where(*_SHOWN)
        .options(
            joinedload(Initiative.status),
            joinedload(Initiative.area),
            joinedload(Initiative.author),
            selectinload(Initiative.tags),
        )
        .order_by(Initiative.id)
        .execution_options(yield_per=BATCH_ROWS)
    )
    for initiative in session.scalars(rows):
        yield _initiative(initiative, names)


def left_out(session: Session) -> int:
    """How many initiatives stay behind."""
    total = session.scalar(select(func.count()).select_from(Initiative)) or 0
    return total - (session.scalar(select(func.count()).select_from(Initiative).where(*_SHOWN)) or 0)


def _initiative(initiative: Initiative, names: Names) -> dict[str, Any]:
    author, status = initiative.author, initiative.status
    return {
        "id": names.of("initiative", initiative.id),
        "kind": "initiative",
        "lang": initiative.language,
        "origin": initiative.origin.value,
        "title": initiative.title,
        "problem": initiative.problem,
        "solution": initiative.solution,
        "outcome": initiative.outcome,
        "tags": [tag.name for tag in initiative.tags],
        "area": initiative.area.name if initiative.area else None,
        "author": author.email if author and author.erased_at is None else None,
        "created": initiative.submitted_at,
        "status": status.key,
        "status_type": status.type.value,
        "defer_until": initiative.defer_until,
        "metric": _metric(initiative),
        "links": names.links("initiative", initiative.id) or None,
    }


def _metric(initiative: Initiative) -> dict[str, Any] | None:
    if not initiative.metric_name:
        return None
    metric = {
        "name": initiative.metric_name,
        "unit": initiative.metric_unit,
        "baseline": initiative.metric_baseline,
        "target": initiative.metric_target,
        "due_on": initiative.metric_due_on,
    }
    return {name: value for name, value in metric.items() if value not in (None, "")}
