"""How far the work on an initiative is, as whoever plans the work says: only where it goes on."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ScalarSelect, case, literal

from portal.initiatives.joining import progress_of_work
from portal.initiatives.models import Initiative, StatusType


def steps_done() -> Any:
    """How many steps are done, for the initiative of the statement around it."""
    source = progress_of_work.get("work")
    return literal(0) if source is None else _while_it_goes_on(source.done)


def steps_in_all() -> Any:
    """How many there are; 0 where nothing is planned, or nothing is done any more."""
    source = progress_of_work.get("work")
    return literal(0) if source is None else _while_it_goes_on(source.total)


def _while_it_goes_on(count: Callable[[Any], ScalarSelect[int]]) -> Any:
    return case((Initiative.status_type == StatusType.IN_PROGRESS, count(Initiative.id)), else_=0)
