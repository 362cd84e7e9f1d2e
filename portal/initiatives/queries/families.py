"""Who was merged into whom: from a twin up to the one that stands for it, and from that one down to its twins."""

from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, literal, select
from sqlalchemy.orm import Session, aliased

from portal.core.db import BigId
from portal.initiatives.models import Initiative, Merge

#: More than any company merges one into the next; a circle, were there one, ends here.
LONGEST_WAY = 50

_number = bindparam("number", type_=BigId)


class Twin(NamedTuple):
    """One that is merged, straight or through others, into the initiative asked about."""

    number: int
    #: What it is merged into.
    into: int
    merge_id: int
    #: 1: straight.
    depth: int


def way_up(session: Session, number: int) -> list[int]:
    """The numbers that a twin leads to, the last of them stands for all; empty for one by itself."""
    return [row.id for row in session.execute(_WAY_UP, {"number": number}) if row.depth]


def standing_for(session: Session, number: int) -> int:
    """The number under which the initiative lives now: its own, or that at the end of the chain."""
    return (way_up(session, number) or [number])[-1]


def twins_within(session: Session, number: int) -> list[Twin]:
    """All that are merged into an initiative, the nearest first."""
    return [Twin(*row) for row in session.execute(_WITHIN, {"number": number})]


def _way_up() -> Any:
    here = (
        select(Initiative.id, Initiative.merged_into_id, literal(0, Integer).label("depth"))
        .where(Initiative.id == _number)
        .cte("way", recursive=True)
    )
    above = aliased(Initiative)
    step = select(above.id, above.merged_into_id, here.c.depth + 1).where(
        above.id == here.c.merged_into_id, here.c.depth < LONGEST_WAY
    )
    way = here.union_all(step)
    return select(way.c.id, way.c.depth).order_by(way.c.depth)


def _within() -> Any:
    standing = and_(Merge.twin_id == Initiative.id, Merge.unmerged_at.is_(None))
    nearest = (
        select(Initiative.id, Initiative.merged_into_id, Merge.id.label("merge_id"), literal(1, Integer).label("depth"))
        .join(Merge, standing)
        .where(Initiative.merged_into_id == _number)
        .cte("family", recursive=True)
    )
    deeper, merge = aliased(Initiative), aliased(Merge)
    step = (
        select(deeper.id, deeper.merged_into_id, merge.id, nearest.c.depth + 1)
        .join(merge, and_(merge.twin_id == deeper.id, merge.unmerged_at.is_(None)))
        .where(deeper.merged_into_id == nearest.c.id, nearest.c.depth < LONGEST_WAY)
    )
    family = nearest.union_all(step)
    return select(*family.c).order_by(family.c.depth, family.c.id)


_WAY_UP, _WITHIN = _way_up(), _within()
