"""What is merged: each stands inside another one by one merge, and no chain bites its own tail."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from portal.cli.doctor.checks import Check, Examined, Faults, shortened
from portal.initiatives.models import CoAuthor, Initiative, Merge, MergedRow, StatusType
from portal.initiatives.queries.families import way_up

_STANDING = and_(Merge.twin_id == Initiative.id, Merge.unmerged_at.is_(None))


def _merges(examined: Examined) -> Faults:
    merged = Initiative.status_type == StatusType.MERGED
    held = exists().where(_STANDING, Merge.survivor_id == Initiative.merged_into_id)
    faults = []
    if lost := _numbers(examined, and_(merged, ~held)):
        faults.append(f"No merge tells into what initiatives {shortened(lost)} were merged.")
    if stray := _numbers(examined, and_(~merged, exists().where(_STANDING))):
        faults.append(f"Initiatives {shortened(stray)} are by themselves, but a merge still holds them.")
    circles = [number for number in _numbers(examined, merged) if _ends_nowhere(examined, number)]
    if circles:
        faults.append(f"Initiatives {shortened(circles)} are merged in a circle.")
    return faults + _leftovers(examined)


def _ends_nowhere(examined: Examined, number: int) -> bool:
    way = way_up(examined.session, number)
    end = select(Initiative.merged_into_id).where(Initiative.id == (way or [number])[-1])
    return examined.session.scalar(end) is not None


def _leftovers(examined: Examined) -> Faults:
    """Notes of merges that hold no longer, and co-authors by them."""
    session, faults = examined.session, []
    over = or_(Merge.id.is_(None), Merge.unmerged_at.is_not(None))
    for what, model in (("notes of moved rows", MergedRow), ("co-authors", CoAuthor)):
        table: Any = model
        left = select(func.count()).select_from(table).outerjoin(Merge, Merge.id == table.merge_id).where(over)
        if found := session.scalar(left):
            faults.append(f"{found} {what} belong to merges that were parted.")
    return faults


def _numbers(examined: Examined, condition: ColumnElement[bool]) -> list[int]:
    return list(examined.session.scalars(select(Initiative.id).where(condition).order_by(Initiative.id)))


CHECKS = (Check("Merged initiatives", _merges),)
