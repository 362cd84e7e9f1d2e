"""Search: whether the index serves, and whether it says what the data say."""

from sqlalchemy import func, select

from portal.cli.doctor.checks import Check, Examined, Faults, shortened
from portal.core.journal import Delivery
from portal.core.work import PeriodicRun
from portal.search.healing import compare, differences, needs_sweep, what_is_wrong
from portal.search.indexing import catch_up
from portal.search.models import SearchDocument, SearchState
from portal.search.refreshing import CONSUMER
from portal.search.sources import sources
from portal.search.upkeep import SWEEP


def _index(examined: Examined) -> Faults:
    session = examined.session
    if session.get(PeriodicRun, SWEEP) is None:
        return []  # a portal that has never been served
    under_way = [
        f"{state.done} of {state.total}"
        for state in session.scalars(select(SearchState).where(SearchState.rebuilding_since.is_not(None)))
    ]
    if under_way:
        return [f"The index is being made anew ({', '.join(under_way)}). If that doesn't go on: portal reindex"]
    failed = [
        f"Search ({name}): {error}"
        for name, error in session.execute(
            select(SearchState.name, SearchState.error).where(SearchState.error.is_not(None)).order_by(SearchState.name)
        )
    ]
    if why := what_is_wrong(session):
        return [f"The index can't serve ({why}). A running worker makes it anew by itself; or: portal reindex", *failed]
    if needs_sweep(session):
        return [
            "Not everything has been gone through yet. A running worker does so by itself; or: portal reindex",
            *failed,
        ]
    return [*failed, *_differences(examined)]


def _differences(examined: Examined) -> Faults:
    """Not while changes wait: then both differ for a second."""
    session = examined.session
    waiting = select(func.count()).where(Delivery.consumer == CONSUMER, Delivery.done_at.is_(None))
    if session.scalar(waiting.select_from(Delivery)):
        return []
    faults = []
    standing, gone = differences(session)
    if standing or gone:
        faults.append(f"The index differs from the data in {len(standing) + len(gone)} texts: portal doctor --fix")
    for kind, source in sources.items():
        if kind == "tag":
            continue  # one that nothing has any more is no text
        there = {number for batch in source.ids(session) for number in batch}
        held = set(session.scalars(select(SearchDocument.item_id).where(SearchDocument.kind == kind)))
        if missing := sorted(there ^ held):
            faults.append(f"Search knows {kind} {shortened(missing)} wrongly: portal reindex")
    return faults


def _mend() -> str:
    changes = catch_up()
    return f"{changes} changes and {compare()} texts were taken into the index"


CHECKS = (Check("Search", _index, _mend),)
