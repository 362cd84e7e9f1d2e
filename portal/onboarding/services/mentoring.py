"""Helping somebody who learns: who does, and what the two say to each other."""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.onboarding.care import can_hand_over, can_talk
from portal.onboarding.care_events import CareEnded, MentorChanged, NoteWritten
from portal.onboarding.models import Enrolment, LearningNote, NoteKind, TrackStep
from portal.onboarding.queries.care import Learning, possible_mentors
from portal.onboarding.queries.learning import is_open, locked_enrolment
from portal.people.models import Person


def hand_over(session: Session, learning: Learning, actor: Actor, *, mentor_id: int, now: datetime) -> None:
    """Let another mentor help. All whom it concerns are told. Raises Forbidden, Invalid."""
    require(can_hand_over(actor, learning))
    if mentor_id == learning.mentor_id:
        return
    if mentor_id not in dict(possible_mentors(session, but=learning.person_id)):
        raise Invalid(_l("Choose a mentor who works here."), field="mentor")
    give_to(session, learning.id, mentor_id, actor, now=now)


def give_to(session: Session, enrolment_id: int, mentor_id: int | None, actor: Actor | None, *, now: datetime) -> None:
    """Set who helps, and tell."""
    row = locked_enrolment(session, enrolment_id, None)
    before, row.mentor_id = row.mentor_id, mentor_id
    if before == mentor_id:
        return
    learner = row.person_id
    event = MentorChanged(enrolment_id=row.id, mentor_id=mentor_id, previous_mentor_id=before, person_id=learner)
    record(session, event, actor, at=now)
    if before is not None:
        record(session, CareEnded(track_id=row.track_id, person_id=learner, mentor_id=before), actor, at=now)


def write_note(
    session: Session,
    learning: Learning,
    actor: Actor,
    *,
    body: RenderedText,
    step_key: str | None = None,
    submission_key: str | None = None,
    now: datetime,
) -> None:
    """Say something to the other side. Sent twice with one key it stands once."""
    require(can_talk(actor, learning))
    if not body.source.strip():
        raise Invalid(_l("Write a few words first."), field="body")
    if step_key is not None:
        _require_step(session, learning, step_key)
    key = submission_key or secrets.token_urlsafe(16)
    values = {
        "enrolment_id": learning.id, "author_id": actor.id, "kind": NoteKind.TALK, "step_key": step_key,
        "body": body.source, "body_html": body.html, "renderer_version": body.version, "at": now,
        "submission_key": key, "quote": "",
    }  # fmt: skip
    if insert_new(session, LearningNote, values, ["submission_key"]):
        note_id = session.scalars(select(LearningNote.id).where(LearningNote.submission_key == key)).one()
        record(session, NoteWritten(enrolment_id=learning.id, note_id=note_id), actor, at=now)


def notes_read(session: Session, learning: Learning, actor: Actor, *, now: datetime) -> None:
    """What the other side wrote has been seen. A keeper who looks in reads for nobody but where nobody else helps."""
    if actor.id == learning.person_id:
        others = LearningNote.author_id != actor.id
    elif actor.id == learning.mentor_id or learning.mentor_id is None:
        others = LearningNote.author_id == learning.person_id
    else:
        return
    session.execute(
        update(LearningNote)
        .where(LearningNote.enrolment_id == learning.id, others, LearningNote.read_at.is_(None))
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )


def _require_step(session: Session, learning: Learning, step_key: str) -> None:
    step = select(TrackStep.id).where(TrackStep.version_id == learning.version_id, TrackStep.key == step_key)
    if session.scalar(step) is None:
        raise NotFound


class LearnersInCare:
    """The duty of a mentor."""

    label = _l("People to help while they learn")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many learners the person helps now; those whose account is closed need nobody."""
        return select(func.count()).select_from(Enrolment).where(*_in_care_of(person_id)).scalar_subquery()

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Let somebody else help all of them; whoever would help themselves has nobody then, and the keeper sees it."""
        now = clock.now()
        rows = select(Enrolment.id, Enrolment.person_id).where(*_in_care_of(person_id)).order_by(Enrolment.id)
        for enrolment_id, learner_id in session.execute(rows).all():
            give_to(session, enrolment_id, None if learner_id == to_id else to_id, actor, now=now)


def _in_care_of(person_id: int) -> tuple[ColumnElement[bool], ...]:
    works_here = select(Person.id).where(Person.deactivated_at.is_(None))
    return Enrolment.mentor_id == person_id, is_open(), Enrolment.person_id.in_(works_here)
