"""Outcomes in the demo: what was agreed before the work, what somebody measured, and what was confirmed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.cli.demo.company import Company
from portal.cli.demo.timeline import Moment
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.markdown import RenderedText
from portal.initiatives.joining import move_conditions
from portal.initiatives.models import Initiative
from portal.initiatives.queries import KnownStatus
from portal.initiatives.services.moving import move
from portal.outcomes.models import Benefit, OutcomePlan, PlanKind, Verdict
from portal.outcomes.planned import PlannedOutcome
from portal.outcomes.services.measuring import add_measurement, confirm_outcome
from portal.outcomes.services.planning import plan_outcome
from portal.outcomes.services.reminding import LATER_DAYS, remind_measurers

#: The longest sign that a first sentence gives.
_SIGN_LETTERS = 200
#: Reminders of days longer ago have been read and forgotten.
REMINDED_DAYS = 10


class Outcomes:
    """What has come of the plans so far."""

    def __init__(self, company: Company, render: Callable[[str], RenderedText]) -> None:
        self._company, self._render = company, render

    def begin(
        self, session: Session, initiative: Initiative, moment: Moment, actor: Actor, to: KnownStatus
    ) -> None:  # fmt: skip
        """Say by what it will be seen and begin; of what was begun before anybody asked nothing is said."""
        said = moment.data["agreed"]
        reason = self._render(moment.data.get("reason") or "")
        if said is None:
            with move_conditions.without("outcomes.outcome"):
                move(session, initiative, actor, to, reason=reason, now=moment.at)
            return
        plan_outcome(session, initiative, actor, self._planned(said, moment.at), now=moment.at)
        session.flush()  # the move asks whether there is a plan
        move(session, initiative, actor, to, reason=reason, now=moment.at)

    def confirm(
        self, session: Session, initiative: Initiative, moment: Moment, actor: Actor, to: KnownStatus
    ) -> None:  # fmt: skip
        """What the committee said in the end."""
        said = moment.data
        confirm_outcome(
            session, initiative, actor, to, verdict=Verdict(said["verdict"]), value=_number(said.get("value")),
            measured_on=i18n.today(moment.at), words=self._render(said["reason"]),
            lesson=self._render(said.get("lesson") or ""), now=moment.at,
        )  # fmt: skip

    def measure(self, session: Session, initiative: Initiative, moment: Moment, actor: Actor) -> None:
        """What somebody found, and nobody has confirmed yet."""
        add_measurement(
            session, initiative, actor, value=_number(moment.data["value"]), measured_on=i18n.today(moment.at),
            words=moment.data["text"], now=moment.at,
        )  # fmt: skip

    def remind(self, session: Session, now: datetime) -> None:
        """Tell of the days of the last weeks; earlier ones were told of then."""
        long_ago = i18n.today(now) - timedelta(days=REMINDED_DAYS)
        session.flush()  # the plans stand in the table
        past = OutcomePlan.check_on < long_ago
        lasting = OutcomePlan.check_on < long_ago - timedelta(days=LATER_DAYS)
        session.execute(update(OutcomePlan).where(past).values(day_told_at=now, overdue_told_at=now))
        session.execute(update(OutcomePlan).where(lasting).values(later_told_at=now))
        session.expire_all()
        remind_measurers(session, now)

    def _planned(self, said: dict[str, Any], at: datetime) -> PlannedOutcome:
        metric = said["metric"] or {}
        earliest = i18n.today(at) + timedelta(days=1)
        return PlannedOutcome(
            kind=PlanKind.METRIC if metric else PlanKind.SIGN,
            metric_name=metric.get("name", ""),
            unit=metric.get("unit", ""),
            baseline=_number(metric.get("baseline")),
            target=_number(metric.get("target")),
            sign=said["sign"],
            benefit=_benefit(said),
            check_on=max(said["check_on"], earliest),
            measurer_id=self._company.people[said["measurer"]].actor.id,
        )


#: What the words of a plan of the invented company speak of, the first that is found.
_SPEAKS_OF: tuple[tuple[Benefit, str], ...] = (
    (Benefit.MONEY, r"грн|гривень|гривн|витрат|дорог|uah|cost|затрат"),
    (Benefit.TIME, r"\bхв\b|\bс\b|секунд|хвилин|годин|час |термін|min|hour|минут|врем|часов"),
    (Benefit.SAFETY, r"нічн|ночі|безпек|охорон|ночн|safe|night|втом"),
    (Benefit.QUALITY, r"помил|дублік|якіст|ошиб|качеств|error|справн|точн"),
    (Benefit.CUSTOMERS, r"клієнт|дзвін|магазин|повернен|клиент|звон|возврат|customer|call|пандус"),
)


def _benefit(said: dict[str, Any]) -> Benefit | None:
    metric = said["metric"] or {}
    words = f"{metric.get('unit', '')} {metric.get('name', '')} {said['sign']}".casefold()
    return next((benefit for benefit, pattern in _SPEAKS_OF if re.search(pattern, words)), None)


def sign_of(story: dict[str, Any]) -> str:
    """What everybody will see: told in the file, or the first sentence of what the author hopes for."""
    if "sign" in story:
        return str(story["sign"])
    sentence = re.split(r"(?<=[.!?…])\s", story["outcome"].strip(), maxsplit=1)[0]
    return sentence[:_SIGN_LETTERS]


def _number(value: float | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
