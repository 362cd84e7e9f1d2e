"""Looking what an initiative gave, and confirming what came out of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.initiatives.models import DONE_TYPES, Initiative, StatusType, Transition
from portal.initiatives.policy import is_one_of_authors
from portal.initiatives.queries import KnownStatus, locked
from portal.initiatives.reasons import reason_fault
from portal.initiatives.services.moving import NO_REASON, move
from portal.outcomes.events.outcomes import MeasurementAdded, OutcomeConfirmed
from portal.outcomes.models import Measurement, OutcomePlan, OutcomeVerdict, PlanKind, Verdict
from portal.outcomes.outcome_policy import can_confirm, can_measure
from portal.outcomes.queries.plans import Doers, doers_of, newest_measurement, plan_of

MAX_WORDS, MAX_LESSON = 10_000, 4_000
_YOU_DID_IT = _l("You have done it, so somebody else confirms what it gave.")
_YOU_HELPED = _l("You did one of its tasks, so somebody else confirms what it gave.")
_YOURS = _l("It is your own, so somebody else confirms what it gave.")


def add_measurement(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    *,
    value: Decimal | None,
    measured_on: date | None,
    words: str,
    now: datetime,
) -> Measurement:
    """Write down what was found. It takes the place of what was found before, which stays in the history.

    Sent twice it is written once. Raises Forbidden to whoever wasn't asked to look, Invalid when it says nothing.
    """
    locked(session, initiative)
    plan = plan_of(session, initiative.id)
    require(can_measure(actor, initiative, plan), _not_yet(initiative))
    by_number = plan is not None and plan.kind is PlanKind.METRIC
    if by_number and value is None:
        raise Invalid(_l("Please write a number, for example 12 or 7,6."), field="value")
    if not by_number and not words.strip():
        raise Invalid(_l("Please write in a sentence what you see."), field="words")
    before = newest_measurement(session, initiative.id)
    measurement = _measurement(session, initiative, actor, value if by_number else None, measured_on, words, now)
    if before is not measurement:
        awaits = initiative.status_type is StatusType.IMPLEMENTED
        event = MeasurementAdded(initiative_id=initiative.id, measurement_id=measurement.id, awaits=awaits)
        record(session, event, actor, at=now)
    return measurement


def confirm_outcome(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    to: KnownStatus,
    *,
    verdict: Verdict,
    value: Decimal | None,
    measured_on: date | None,
    words: RenderedText,
    lesson: RenderedText = NO_REASON,
    now: datetime,
) -> Transition:
    """Say what came out and move it to measured with that; ``words`` are the official answer that everybody reads.

    Raises Forbidden to the author and to whoever did the work, Invalid when a verdict lacks what it stands on.
    """
    locked(session, initiative)
    plan = plan_of(session, initiative.id)
    _require_outsider(session, initiative, actor, plan)
    _require_grounds(plan, verdict, value)
    _require_words(to, words, lesson)
    found = value if plan is not None and plan.kind is PlanKind.METRIC else None
    measurement = _measurement(session, initiative, actor, found, measured_on, words.source, now)
    session.add(confirmed := _verdict(measurement, verdict, lesson, actor, now))
    session.flush()  # the move asks whether there is a verdict
    transition = move(session, initiative, actor, to, reason=words, now=now)
    confirmed.transition_id = transition.id
    record(session, OutcomeConfirmed(initiative_id=initiative.id, verdict=verdict.value), actor, at=now)
    return transition


def _require_outsider(session: Session, initiative: Initiative, actor: Actor, plan: OutcomePlan | None) -> None:
    """Whoever did the work, or a part of it, doesn't say that it worked."""
    if initiative.status_type is StatusType.MEASURED:
        raise Conflict(_l("Somebody has confirmed it meanwhile."))
    doers = doers_of(session, initiative, plan)
    mine = can_confirm(actor, initiative, plan) and actor.id not in doers
    require(mine, stands_back(actor, initiative, doers))


def stands_back(actor: Actor, initiative: Initiative, doers: Doers) -> Any | None:
    """Why this person leaves it to somebody else to say whether it worked; None where nothing of it is theirs."""
    if actor.id in doers.led:
        return _YOU_DID_IT
    if actor.id in doers.helped:
        return _YOU_HELPED
    return _YOURS if is_one_of_authors(actor, initiative) else None


def _verdict(
    measurement: Measurement, verdict: Verdict, lesson: RenderedText, actor: Actor, now: datetime
) -> OutcomeVerdict:  # fmt: skip
    return OutcomeVerdict(
        initiative_id=measurement.initiative_id,
        verdict=verdict,
        measurement_id=measurement.id,
        lesson=lesson.source,
        lesson_html=lesson.html,
        by_id=actor.id,
        at=now,
    )


def _measurement(
    session: Session, initiative: Initiative, actor: Actor, value: Decimal | None, day: date | None, words: str,
    now: datetime,
) -> Measurement:  # fmt: skip
    """What was found last, when this says nothing else; otherwise a new one."""
    if day is None or day > i18n.today(now):
        raise Invalid(_l("Please choose the day on which it was measured: today or earlier."), field="measured_on")
    if len(words) > MAX_WORDS:
        raise Invalid(_l("This is too long: say the main thing here."), field="words")
    last = newest_measurement(session, initiative.id)
    since = initiative.implemented_at
    if (
        last is not None
        and (since is None or last.at >= since)
        and (last.value, last.measured_on, last.words) == (value, day, words)
    ):
        return last
    made = Measurement(initiative_id=initiative.id, value=value, measured_on=day, words=words, by_id=actor.id, at=now)
    session.add(made)
    session.flush()  # events and verdicts name it
    return made


def _require_grounds(plan: OutcomePlan | None, verdict: Verdict, value: Decimal | None) -> None:
    if verdict is Verdict.UNKNOWN:
        return
    if plan is None or plan.kind is PlanKind.UNRECORDED:
        raise Invalid(
            _l("Nobody wrote down beforehand what it should change. Do that first, or say that it can't be told."),
            field="verdict",
        )
    if plan.kind is PlanKind.METRIC and value is None:
        raise Invalid(_l("Please write a number, for example 12 or 7,6."), field="value")


def _require_words(to: KnownStatus, words: RenderedText, lesson: RenderedText) -> None:
    if fault := reason_fault(to.type, words.source):
        raise Invalid(fault, field="words")
    if len(lesson.source) > MAX_LESSON:
        raise Invalid(_l("This is too long: say the main thing here."), field="lesson")


def _not_yet(initiative: Initiative) -> object | None:
    done = initiative.status_type in DONE_TYPES
    return None if done else _l("It isn't done yet, so there is nothing to measure.")
