"""By when the next word on an initiative is promised, as whoever keeps the promises says."""

from typing import Any

from sqlalchemy import Date, null
from sqlalchemy import cast as as_type

from portal.core.db import UtcDateTime
from portal.core.extension import promises
from portal.initiatives.models import Initiative


def promised_day() -> Any:
    """The last day on which it is in time, for the initiative of the statement around it; nothing if there is none."""
    source = promises.get("initiative")
    return as_type(null(), Date) if source is None else source.day(Initiative.id)


def asked_at() -> Any:
    """Since when its author has been asked."""
    source = promises.get("initiative")
    return as_type(null(), UtcDateTime()) if source is None else source.asked_at(Initiative.id)
