"""Campaigns in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.campaigns.models import Stage
from portal.campaigns.queries.answers import Answers
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.initiatives.models import DONE_TYPES, StatusType

STAGES: dict[Stage, Any] = {
    Stage.PLANNED: _l("Planned"),
    Stage.RUNNING: _l("Open for answers"),
    Stage.OVER: _l("Results are coming"),
    Stage.TOLD: _l("Results are told"),
}
STAGE_ICONS = {
    Stage.PLANNED: "calendar-clock",
    Stage.RUNNING: "message-circle",
    Stage.OVER: "hourglass",
    Stage.TOLD: "circle-check",
}


def time_left(ends_on: date, today: date) -> str:
    """'2 days left', 'the last day'."""
    days = (ends_on - today).days
    return _("today is the last day") if days <= 0 else ngettext("%(num)s day left", "%(num)s days left", days)


def when(stage: Stage, starts_on: date, ends_on: date, today: date) -> str:
    """The days of a campaign, as its stage makes them matter."""
    days = {"since": i18n.day(starts_on), "until": i18n.day(ends_on)}
    if stage is Stage.PLANNED:
        return _("begins on %(since)s, until %(until)s", **days)
    if stage is Stage.RUNNING:
        return _("until %(until)s", **days) + " · " + time_left(ends_on, today)
    return f"{days['since']} – {days['until']}"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the results, and the list behind it."""

    n: int
    words: str
    href: str | None


_ACCEPTED = (StatusType.ACCEPTED, StatusType.IN_PROGRESS, *DONE_TYPES)


def numbers(found: Answers, campaign_id: int) -> Sequence[Number]:
    """Proposals, people, accepted, implemented: nothing is said of what was declined, or hasn't come yet."""
    accepted = sum(found.by_type.get(type_, 0) for type_ in _ACCEPTED)
    done = sum(found.by_type.get(type_, 0) for type_ in DONE_TYPES)
    all_of_them = (
        Number(found.total, ngettext("proposal", "proposals", found.total), _list(campaign_id)),
        Number(found.people, ngettext("person proposed", "people proposed", found.people), None),
        Number(accepted, _("accepted"), _list(campaign_id, *_ACCEPTED)),
        Number(done, _("implemented"), _list(campaign_id, *DONE_TYPES)),
    )
    return tuple(number for number in all_of_them if number.n)


def _list(campaign_id: int, *types: StatusType) -> str:
    return f"/initiatives?campaign={campaign_id}" + "".join(f"&type={type_.value}" for type_ in types)
