"""Bringing a table of values in as it was looked at: all of it, or nothing."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Conflict, require
from portal.core.i18n import lazy_gettext as _l
from portal.outcomes.models import PointSource
from portal.outcomes.policy import can_keep_metrics
from portal.outcomes.services.metric_plan import plan_values
from portal.outcomes.services.metric_sheets import Sheet
from portal.outcomes.services.metric_values import ENTERING, Entered, enter_values


def bring_in(session: Session, actor: Actor, sheet: Sheet, *, shares: bool, digest: str, now: datetime) -> Entered:
    """Carry out what the preview with this ``digest`` showed (see ``ValuesPlan.digest``).

    Raises Conflict when the table would do something else by now, or holds a fault.
    """
    require(can_keep_metrics(actor))
    one_at_a_time(session, ENTERING)  # what is compared here stands until it is written
    plan = plan_values(session, sheet, shares=shares, today=i18n.today(now))
    if plan.faults or plan.digest != digest:
        raise Conflict(_l("Something changed since you looked. Nothing was kept; please look again."))
    values = {one.place: one.value for one in plan.values}
    return enter_values(session, actor, values, source=PointSource.FILE, now=now)
