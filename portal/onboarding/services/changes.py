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
from portal.onboarding.queries.learning import locked_enrolment


def tell_of_change(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """After publishing: those who read an earlier revision on a track are told, once, of a change in the matter."""
    if revision.number == 1 or not revision.major or revision.published_at is None:
        return
    if readers_of(session, item.kind, item.id):
        event = ReadItemChanged(item_kind=item.kind, subject_id=item.id)
        record(session, event, None, at=revision.published_at)


def note_seen(session: Session, enrolment_id: int, step_key: str, actor: Actor, *, number: int, now: datetime) -> bool:
    """The learner knows revision ``number`` of what the step is about; whether that one still stands.

    It counts for every track of theirs on which the item was read. Where the item asks its readers to say that they
    have read it, this says so. NotFound for anybody but the learner.
    """
    enrolment = locked_enrolment(session, enrolment_id, actor)
    item = _item_of(session, enrolment, step_key)
    stands = standing(session, item)
    if stands is None or stands.number != number:
        return False
    for row in _rows_about(session, actor.id, item):
        if row.item_revision is not None and row.item_revision < number:
            row.item_revision = number
            record(session, ChangesSeen(enrolment_id=row.enrolment_id), actor, at=now)
    if can_acknowledge(actor, item, asked=item.must_acknowledge, team_ids=asked_teams(session, item)):
        acknowledge(session, item, actor, number=number, now=now)
    return True


def _item_of(session: Session, enrolment: Enrolment, step_key: str) -> KnowledgeItem:
    step = session.scalar(
        select(TrackStep).where(TrackStep.version_id == enrolment.version_id, TrackStep.key == step_key)
    )
    item = session.get(KnowledgeItem, step.item_id) if step is not None and step.item_id is not None else None
    if step is None or item is None or item.kind != step.item_kind:
        raise NotFound
    return item


def _rows_about(session: Session, person_id: int, item: KnowledgeItem) -> list[StepProgress]:
    rows = session.scalars(
        select(StepProgress)
        .join(Enrolment, Enrolment.id == StepProgress.enrolment_id)
        .join(
            TrackStep,
            (TrackStep.version_id == Enrolment.version_id) & (TrackStep.key == StepProgress.step_key),
        )
        .where(Enrolment.person_id == person_id, TrackStep.item_kind == item.kind, TrackStep.item_id == item.id)
        .order_by(StepProgress.enrolment_id, StepProgress.step_key)
        .with_for_update(of=StepProgress)
    )
    return list(rows)
