"""The numbers on the filters, kept in the transaction of each change instead of counted for each page."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.initiatives.models import Initiative, InitiativeCount, StatusType, Visibility

#: A status and an area; 0 stands for no area.
Place = tuple[int, int]
_HELD = "initiative_counts_held"


def place_of(initiative: Initiative) -> Place | None:
    """Where the initiative is counted; None when it isn't open to everyone or is withdrawn."""
    if initiative.visibility is not Visibility.EVERYONE or initiative.status_type is StatusType.DRAFT:
        return None
    return initiative.status_id, initiative.area_id or 0


def recounted(session: Session, before: Place | None, after: Place | None) -> None:
    """Move one initiative from one count to another."""
    deltas = Counter[Place]()
    if before is not None:
        deltas[before] -= 1
    if after is not None:
        deltas[after] += 1
    held: Counter[Place] | None = session.info.get(_HELD)
    if held is not None:
        held.update(deltas)
    else:
        _add(session, deltas)


@contextmanager
def counted_once(session: Session) -> Iterator[None]:
    """Add up the changes of a block and write them at its end: an import locks no count for its whole length."""
    if _HELD in session.info:
        yield
        return
    held = session.info[_HELD] = Counter[Place]()
    try:
        yield
        _add(session, held)
    finally:
        del session.info[_HELD]


def _add(session: Session, deltas: Counter[Place]) -> None:
    """In one order for everybody, so that two changes never wait for each other in a circle."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for (status_id, area_id), delta in sorted(deltas.items()):
        if delta:
            statement = make(InitiativeCount).values(status_id=status_id, area_id=area_id, n=delta)
            session.execute(
                statement.on_conflict_do_update(
                    index_elements=["status_id", "area_id"], set_={"n": InitiativeCount.n + delta}
                )
            )


def _truth(session: Session) -> dict[Place, int]:
    area = func.coalesce(Initiative.area_id, 0)
    rows = session.execute(
        select(Initiative.status_id, area, func.count())
        .where(Initiative.visibility == Visibility.EVERYONE, Initiative.status_type != StatusType.DRAFT)
        .group_by(Initiative.status_id, area)
    )
    return {(status_id, area_id): n for status_id, area_id, n in rows}


def recount(session: Session) -> int:
    """Count everything anew; how many counts were wrong."""
    faults = len(count_faults(session))
    session.execute(delete(InitiativeCount))
    rows = [{"status_id": status, "area_id": area, "n": n} for (status, area), n in sorted(_truth(session).items())]
    if rows:
        session.execute(insert(InitiativeCount), rows)
    return faults


def count_faults(session: Session) -> list[tuple[Place, int, int]]:
    """Counts that differ from the truth: the place, what is written, what is so. For `portal doctor`."""
    kept = {
        (status_id, area_id): n
        for status_id, area_id, n in session.execute(
            select(InitiativeCount.status_id, InitiativeCount.area_id, InitiativeCount.n)
        )
    }
    truth = _truth(session)
    return [
        (place, kept.get(place, 0), truth.get(place, 0))
        for place in sorted(kept.keys() | truth.keys())
        if kept.get(place, 0) != truth.get(place, 0)
    ]
