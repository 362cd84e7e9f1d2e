"""How far somebody gets: beginning a step, doing it, waiting for the mentor, and the end of the track."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new, one_at_a_time
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.onboarding.care_events import AnswerWaits
from portal.onboarding.following import can_follow, goes_on
from portal.onboarding.learning_events import MovedOn, TrackFinished, TrackLeft, VersionChanged
from portal.onboarding.models import Enrolment, StepProgress, StepState, Track, TrackStep
from portal.onboarding.queries.learning import left_to_do, on_track, passed_keys, steps_of
from portal.onboarding.schedule import open_keys
from portal.onboarding.services.stock import take_stock

NOT_OPEN = _l("This step comes a little later: do what stands before it first.")


def begin_step(session: Session, enrolment: Enrolment, step: TrackStep, *, now: datetime) -> StepProgress:
    """Note when it was first opened; a step that was begun stays as it is."""
    return _progress(session, enrolment, step.key, now)


def complete_step(
    session: Session,
    enrolment: Enrolment,
    step: TrackStep,
    actor: Actor | None,
    *,
    item_revision: int | None = None,
    now: datetime,
) -> StepProgress:
    """Say that a step is done; the last one ends the track. ``actor`` None: the portal, which has seen it happen.

    ``item_revision``: what of the item was before the learner. Raises Invalid while its turn hasn't come.
    """
    row = under_way(session, enrolment, step, actor, now)
    if row.state is not StepState.DONE:
        row.state, row.done_at = StepState.DONE, now
        row.item_revision = item_revision
        _moved_on(session, enrolment, actor, now)
    return row


def hand_in(
    session: Session, enrolment: Enrolment, step: TrackStep, actor: Actor, *, item_revision: int | None = None,
    now: datetime,
) -> StepProgress:  # fmt: skip
    """Let the mentor look at a step; where nobody helps (neither mentor nor keeper) it is done."""
    row = under_way(session, enrolment, step, actor, now)
    if not _somebody_helps(session, enrolment):
        return complete_step(session, enrolment, step, actor, item_revision=item_revision, now=now)
    if row.state not in {StepState.WAITING, StepState.DONE}:
        row.state, row.item_revision, row.handed_in_at = StepState.WAITING, item_revision, now
        take_stock(session, enrolment.id)
        record(session, AnswerWaits(enrolment_id=enrolment.id), actor, at=now)
    return row


def look_again(session: Session, enrolment: Enrolment, step: TrackStep, *, now: datetime) -> StepProgress:
    """Not all was right: the step comes back, with the way to what it is about."""
    row = _progress(session, enrolment, step.key, now)
    if row.state is not StepState.DONE:
        row.state = StepState.AGAIN
        take_stock(session, enrolment.id)
    return row


def settle(
    session: Session, enrolment: Enrolment, step_key: str, actor: Actor | None = None, *, done: bool, now: datetime
) -> StepProgress:
    """Whoever helps has looked: the step is done, or to be looked at again. What is done stays done."""
    row = _progress(session, enrolment, step_key, now)
    wanted = StepState.DONE if done else StepState.AGAIN
    if row.state not in {wanted, StepState.DONE} and (done or goes_on(enrolment)):
        row.state, row.done_at = wanted, now if done else None
        _moved_on(session, enrolment, actor, now)
    return row


def leave(session: Session, enrolment: Enrolment, actor: Actor, *, now: datetime) -> Enrolment:
    """Stop following a track; what was done is kept, and it can be taken up again."""
    require(can_follow(actor, enrolment))
    if goes_on(enrolment):
        enrolment.left_at = now
        record(session, TrackLeft(enrolment_id=enrolment.id, left=True), actor, at=now)
    return enrolment


def come_back(session: Session, enrolment: Enrolment, actor: Actor, *, now: datetime) -> Enrolment:
    """Take a track up again where it was left. Raises Conflict for whoever has begun it anew meanwhile."""
    require(enrolment.person_id == actor.id)
    if enrolment.left_at is not None:
        one_at_a_time(session, f"enrolment:{enrolment.person_id}:{enrolment.track_id}")
        if on_track(session, enrolment.person_id, enrolment.track_id):
            raise Conflict(_l("You have begun this track anew meanwhile: go on there. What you did before is kept."))
        enrolment.left_at = None
        record(session, TrackLeft(enrolment_id=enrolment.id, left=False), actor, at=now)
    return enrolment


def move_to_version(session: Session, enrolment: Enrolment, actor: Actor, *, now: datetime) -> Enrolment:
    """Go on in the version that stands now. What was done stays done: it hangs on the keys of the steps.

    Whoever has finished or left stays with their version: the certificate is about that one.
    """
    require(can_follow(actor, enrolment))
    if not goes_on(enrolment):
        return enrolment
    track = session.get_one(Track, enrolment.track_id)
    if track.published_id is not None and track.published_id != enrolment.version_id:
        enrolment.version_id = track.published_id
        take_stock(session, enrolment.id)
        record(session, VersionChanged(enrolment_id=enrolment.id), actor, at=now)
        _finish_if_all_done(session, enrolment, actor, now)
    return enrolment


def under_way(
    session: Session, enrolment: Enrolment, step: TrackStep, actor: Actor | None, now: datetime
) -> StepProgress:
    """The progress of a step whose turn has come, by its learner."""
    require(actor is None or can_follow(actor, enrolment))
    if enrolment.left_at is not None:
        raise Invalid(_l("You have left this track. Take it up again to go on."))
    row = _progress(session, enrolment, step.key, now)
    if row.state is StepState.DONE:
        return row
    steps = steps_of(session, enrolment.id, enrolment.version_id)
    if step.key not in open_keys(steps, passed_keys(steps)):
        raise Invalid(NOT_OPEN)
    return row


def _progress(session: Session, enrolment: Enrolment, step_key: str, now: datetime) -> StepProgress:
    values = {"enrolment_id": enrolment.id, "step_key": step_key, "state": StepState.OPEN, "began_at": now}
    if insert_new(session, StepProgress, values, ["enrolment_id", "step_key"]):
        take_stock(session, enrolment.id)
    return session.get_one(StepProgress, (enrolment.id, step_key))


def _moved_on(session: Session, enrolment: Enrolment, actor: Actor | None, now: datetime) -> None:
    take_stock(session, enrolment.id)
    record(session, MovedOn(enrolment_id=enrolment.id), actor, at=now)
    _finish_if_all_done(session, enrolment, actor, now)


def _finish_if_all_done(session: Session, enrolment: Enrolment, actor: Actor | None, now: datetime) -> None:
    if not goes_on(enrolment) or left_to_do(session, enrolment):
        return
    enrolment.finished_at = now
    if enrolment.told_finished_at is None:
        enrolment.told_finished_at = now
        event = TrackFinished(track_id=enrolment.track_id, person_id=enrolment.person_id, enrolment_id=enrolment.id)
        record(session, event, actor, at=now)


def _somebody_helps(session: Session, enrolment: Enrolment) -> bool:
    """Whether there is a mentor, or a keeper other than the learner: nobody confirms what they did themselves."""
    if enrolment.mentor_id is not None:
        return True
    return session.get_one(Track, enrolment.track_id).keeper_id not in {None, enrolment.person_id}
