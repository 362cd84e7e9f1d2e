"""The lists behind the numbers: choices that lists of initiatives take from their address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, false
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.dashboard import conditions
from portal.dashboard.conditions import VERDICTS, Kept, Stage, is_month, month_day
from portal.initiatives.models import Initiative
from portal.outcomes.models import Benefit, OutcomePlan
from portal.outcomes.wording import BENEFITS
from portal.outcomes.wording import VERDICTS as VERDICT_WORDS

BENEFITS_BY_NUMBER = tuple(Benefit)
STAGES: Mapping[Stage, Any] = {
    Stage.ANSWERED: _l("Answered"),
    Stage.ACCEPTED: _l("Accepted"),
    Stage.BEGUN: _l("Begun"),
    Stage.DONE: _l("Implemented"),
    Stage.MEASURED: _l("Measured"),
    Stage.WORKED: _l("Worked"),
}
ANSWER_KEPT: Mapping[Kept, Any] = {
    Kept.IN_TIME: _l("First answer in time"),
    Kept.LATE: _l("First answer late"),
    Kept.OPEN: _l("First answer not due yet"),
    Kept.GIVEN: _l("First answer given"),
}
DECISION_KEPT: Mapping[Kept, Any] = {
    Kept.IN_TIME: _l("Decision in time"),
    Kept.LATE: _l("Decision late"),
    Kept.OPEN: _l("Decision not due yet"),
    Kept.GIVEN: _l("Decided"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One name of the address: what a number of it leaves, and what its chip says."""

    condition: Callable[[int], ColumnElement[bool]]
    knows: Callable[[int], bool]
    words: Callable[[int], str]

    def matching(self, number: int) -> ColumnElement[bool]:
        """Nothing for a number that means nothing."""
        return self.condition(number) if self.knows(number) else false()

    def label(self, _session: Session, number: int, _actor: Actor) -> str | None:
        """The same for every reader: what they may not see isn't in their list."""
        return self.words(number) if self.knows(number) else None


def _serves(number: int) -> ColumnElement[bool]:
    return exists().where(
        OutcomePlan.initiative_id == Initiative.id, OutcomePlan.benefit == BENEFITS_BY_NUMBER[number - 1]
    )


class Lacking(IntEnum):
    """What somebody hasn't said of it."""

    AREA = 1
    TEAM = 2
    BENEFIT = 3


LACKING: Mapping[Lacking, Any] = {
    Lacking.AREA: _l("Without an area"),
    Lacking.TEAM: _l("Without a team"),
    Lacking.BENEFIT: _l("Nobody said what it serves"),
}


def _lacks(number: int) -> ColumnElement[bool]:
    served = exists().where(OutcomePlan.initiative_id == Initiative.id, OutcomePlan.benefit.is_not(None))
    conditions = {
        Lacking.AREA: Initiative.area_id.is_(None),
        Lacking.TEAM: Initiative.team_id.is_(None),
        Lacking.BENEFIT: ~served,
    }
    return conditions[Lacking(number)]


def _among(count: int) -> Callable[[int], bool]:
    return lambda number: 1 <= number <= count


def _month(number: int) -> str:
    return i18n.month(month_day(number))


def _done_between(span: int) -> str:
    first, last = map(_month, conditions.months_of(span))
    if first == last:
        return _("Implemented in %(month)s", month=first)
    return _("Implemented from %(first)s to %(last)s", first=first, last=last)


CHOICES: Mapping[str, Choice] = {
    "since": Choice(conditions.handed_in_since, is_month, lambda n: _("Handed in from %(month)s", month=_month(n))),
    "until": Choice(conditions.handed_in_until, is_month, lambda n: _("Handed in until %(month)s", month=_month(n))),
    "accepted_in": Choice(conditions.accepted_in, is_month, lambda n: _("Accepted in %(month)s", month=_month(n))),
    "declined_in": Choice(conditions.declined_in, is_month, lambda n: _("Declined in %(month)s", month=_month(n))),
    "done_in": Choice(conditions.done_in, is_month, lambda n: _("Implemented in %(month)s", month=_month(n))),
    "done_between": Choice(conditions.done_between, conditions.is_span, _done_between),
    "stage": Choice(conditions.reached, _among(len(Stage)), lambda n: str(STAGES[Stage(n)])),
    "first_answer": Choice(conditions.first_answer, _among(len(Kept)), lambda n: str(ANSWER_KEPT[Kept(n)])),
    "decision": Choice(conditions.decision, _among(len(Kept)), lambda n: str(DECISION_KEPT[Kept(n)])),
    "verdict": Choice(
        conditions.confirmed,
        _among(len(VERDICTS)),
        lambda n: _("Verdict: %(verdict)s", verdict=VERDICT_WORDS[VERDICTS[n - 1]]),
    ),
    "measured_since": Choice(
        conditions.confirmed_since, is_month, lambda n: _("Confirmed from %(month)s", month=_month(n))
    ),
    "measured_until": Choice(
        conditions.confirmed_until, is_month, lambda n: _("Confirmed until %(month)s", month=_month(n))
    ),
    "estimated": Choice(conditions.estimated, _among(1), lambda _n: _("Expected and measured in numbers")),
    "without": Choice(_lacks, _among(len(Lacking)), lambda n: str(LACKING[Lacking(n)])),
    "benefit": Choice(_serves, _among(len(Benefit)), lambda n: str(BENEFITS[BENEFITS_BY_NUMBER[n - 1]])),
}
