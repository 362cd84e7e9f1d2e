"""What was read on a track and has changed since: telling those who had read it, and noting that they know."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.journal import record
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_acknowledge
from portal.knowledge.queries import standing
from portal.knowledge.services.acknowledging import acknowledge, asked_teams
from portal.onboarding.care_events import ChangesSeen, ReadItemChanged
from portal.onboarding.models import Enrolment, StepProgress, TrackStep
from portal.onboarding.queries.changes import readers_of
from portal.onboarding.queries.learning import DIALOGUE, locked_enrolment, step_of
from portal.practice.models import Dialogue
from portal.practice.queries import last_played


def tell_of_change(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """After publishing: those who read an earlier revision on a track are told, once, of a change in the matter."""
    if revision.number == 1 or not revision.major or revision.published_at is None:
        return
    if readers_of(session, item.kind, item.id):
        event = ReadItemChanged(item_kind=item.kind, subject_id=item.id)
        record(session, event, None, at=revision.published_at)


def tell_of_version(session: Session, dialogue_id: int, number: int, *, now: datetime) -> None:
    """After publishing a dialogue: those who played an earlier version on a track are told, once."""
    if number > 1 and readers_of(session, DIALOGUE, dialogue_id):
        record(session, ReadItemChanged(item_kind=DIALOGUE, subject_id=dialogue_id), None, at=now)


def played_anew(session: Session, person_id: int, dialogue_id: int) -> None:
    """Whoever plays the newer version knows it: it doesn't come back as changed."""
    number = last_played(session, person_id, dialogue_id)
    for row in _rows_about(session, person_id, DIALOGUE, dialogue_id):
        if row.item_revision is not None and number is not None and row.item_revision < number:
            row.item_revision = number


def note_seen(session: Session, enrolment_id: int, step_key: str, actor: Actor, *, number: int, now: datetime) -> bool:
    """The learner knows revision ``number`` of what the step is about; whether that one still stands.

    It counts for every track of theirs on which the item was read. Where the item asks its readers to say that they
    have read it, this says so. NotFound for anybody but the learner.
    """
    enrolment = locked_enrolment(session, enrolment_id, actor)
    step = step_of(session, enrolment, step_key)
    item = _text_of(session, step)
    if (_dialogue_stands(session, step) if item is None else _text_stands(session, item)) != number:
        return False
    for row in _rows_about(session, actor.id, step.item_kind or "", step.item_id or 0):
        if row.item_revision is not None and row.item_revision < number:
            row.item_revision = number
            record(session, ChangesSeen(enrolment_id=row.enrolment_id), actor, at=now)
    if item is not None:
        _acknowledge(session, item, actor, number, now)
    return True


def _acknowledge(session: Session, item: KnowledgeItem, actor: Actor, number: int, now: datetime) -> None:
    if can_acknowledge(actor, item, asked=item.must_acknowledge, team_ids=asked_teams(session, item)):
        acknowledge(session, item, actor, number=number, now=now)


def _text_of(session: Session, step: TrackStep) -> KnowledgeItem | None:
    """The item of knowledge that a step is about; None for a dialogue, NotFound for a step about neither."""
    if step.item_kind == DIALOGUE:
        return None
    item = session.get(KnowledgeItem, step.item_id) if step.item_id is not None else None
    if item is None or item.kind != step.item_kind:
        raise NotFound
    return item


def _text_stands(session: Session, item: KnowledgeItem) -> int | None:
    stands = standing(session, item)
    return stands.number if stands is not None else None


def _dialogue_stands(session: Session, step: TrackStep) -> int | None:
    return session.scalar(select(Dialogue.published_number).where(Dialogue.id == step.item_id))


def _rows_about(session: Session, person_id: int, item_kind: str, item_id: int) -> list[StepProgress]:
    rows = session.scalars(
        select(StepProgress)
        .join(Enrolment, Enrolment.id == StepProgress.enrolment_id)
        .join(
            TrackStep,
            (TrackStep.version_id == Enrolment.version_id) & (TrackStep.key == StepProgress.step_key),
        )
        .where(Enrolment.person_id == person_id, TrackStep.item_kind == item_kind, TrackStep.item_id == item_id)
        .order_by(StepProgress.enrolment_id, StepProgress.step_key)
        .with_for_update(of=StepProgress)
    )
    return list(rows)
