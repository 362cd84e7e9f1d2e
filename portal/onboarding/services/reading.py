"""Reading what a learner wrote: what is good is marked in green, and the step is done or to be looked at again."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.onboarding.care import can_help
from portal.onboarding.care_events import AnswersRead, MeetingNoted
from portal.onboarding.following import goes_on
from portal.onboarding.given import words_of
from portal.onboarding.models import (
    Enrolment,
    LearningNote,
    NoteKind,
    StepAnswer,
    StepKind,
    StepProgress,
    StepState,
    TrackStep,
)
from portal.onboarding.models.learning import MAX_QUOTE_LETTERS
from portal.onboarding.queries.care import Learning
from portal.onboarding.queries.learning import latest_answers, locked_enrolment, step_of
from portal.onboarding.queries.mentoring import UNREAD_ANSWER
from portal.onboarding.questions import read_questions
from portal.onboarding.services.progress import settle

ALREADY = _l("Somebody has read this answer already. What they said stands below it.")


def answer_of(session: Session, learning: Learning, answer_id: int) -> StepAnswer:
    """The answer of that id if it is of this learner, kept from other writers; else NotFound."""
    wanted = select(StepAnswer).where(StepAnswer.id == answer_id, StepAnswer.enrolment_id == learning.id)
    found = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def read_answer(
    session: Session, learning: Learning, answer: StepAnswer, actor: Actor, *, good: bool, note: RenderedText,
    now: datetime,
) -> None:  # fmt: skip
    """Say that an answer is good, or what to look at again. When all of a step are read, the step is settled.

    Raises Forbidden, Conflict where somebody was faster, Invalid where nothing says what to look at.
    """
    require(can_help(actor, learning))
    enrolment = locked_enrolment(session, learning.id, None)
    if answer.right is not None or answer.read_at is not None:
        raise Conflict(ALREADY)
    if not good and not note.source.strip():
        raise Invalid(_l("Say what to look at again: a line is enough."), field="note")
    answer.right, answer.read_by_id, answer.read_at = good, actor.id, now
    answer.note, answer.note_html, answer.renderer_version = note.source, note.html, note.version
    session.flush()  # what is left to read is asked of the database
    record(session, AnswersRead(enrolment_id=learning.id), actor, at=now)
    rights = _last_rights(session, enrolment, answer.step_key)
    if None not in rights:
        settle(session, enrolment, answer.step_key, actor, done=all(rights), now=now)


def _last_rights(session: Session, enrolment: Enrolment, step_key: str) -> list[bool | None]:
    """How the last answer to each question that a step asks was judged; None: not yet, False: also without an answer.

    What an earlier version of the track asked counts no more; in a step that asks nothing now, all do.
    """
    given = latest_answers(session, enrolment.id, step_key)
    wanted = select(TrackStep.questions).where(TrackStep.version_id == enrolment.version_id, TrackStep.key == step_key)
    questions = session.scalar(wanted)
    asked = [question.key for question in read_questions(questions or "")[0]] or list(given)
    return [given[key].right if key in given else False for key in asked]


def settle_step(
    session: Session, learning: Learning, step_key: str, actor: Actor, *, done: bool, now: datetime
) -> None:
    """Say of a step that waits without an answer (a meeting, a first case) that it is done, or isn't yet."""
    require(can_help(actor, learning))
    enrolment = locked_enrolment(session, learning.id, None)
    row = session.get(StepProgress, (learning.id, step_key), populate_existing=True)
    unread = select(StepAnswer.id).where(
        StepAnswer.enrolment_id == learning.id, StepAnswer.step_key == step_key, UNREAD_ANSWER
    )
    if row is None or session.scalar(unread.limit(1)) is not None:
        raise NotFound
    if row.state is not StepState.WAITING:
        raise Conflict(_l("This step doesn't wait any more."))
    met = done and step_of(session, enrolment, step_key).kind is StepKind.MEET
    event = MeetingNoted(enrolment_id=learning.id, step_key=step_key) if met else AnswersRead(enrolment_id=learning.id)
    record(session, event, actor, at=now)
    settle(session, enrolment, step_key, actor, done=done, now=now)


def confirm_meeting(session: Session, learning: Learning, step_key: str, actor: Actor, *, now: datetime) -> None:
    """Say that the two have met, whether or not the learner has said so, and whenever it was: it is a fact.

    NotFound for a step that is no meeting, Conflict for one that is done.
    """
    require(can_help(actor, learning) and goes_on(learning))
    enrolment = locked_enrolment(session, learning.id, None)
    if step_of(session, enrolment, step_key).kind is not StepKind.MEET:
        raise NotFound
    row = session.get(StepProgress, (learning.id, step_key), populate_existing=True)
    if row is not None and row.state is StepState.DONE:
        raise Conflict(_l("This meeting is noted already."))
    record(session, MeetingNoted(enrolment_id=learning.id, step_key=step_key), actor, at=now)
    settle(session, enrolment, step_key, actor, done=True, now=now)


def mark_green(
    session: Session, learning: Learning, answer: StepAnswer, actor: Actor, *, quote: str, note: RenderedText,
    now: datetime,
) -> LearningNote:  # fmt: skip
    """Mark a fragment of an answer that is good. There is no red pen. Raises Forbidden, Invalid."""
    require(can_help(actor, learning))
    words = " ".join(quote.split())
    if not words:
        raise Invalid(_l("Choose the words that are good."), field="quote")
    if len(words) > MAX_QUOTE_LETTERS:
        raise Invalid(_l("Choose fewer words: what is short is noticed."), field="quote")
    if words not in " ".join(words_of(answer.given).split()):
        raise Invalid(_l("These words don't stand in the answer. Copy them from it as they are."), field="quote")
    made = LearningNote(
        enrolment_id=learning.id, step_key=answer.step_key, author_id=actor.id, kind=NoteKind.GREEN, quote=words,
        body=note.source, body_html=note.html, renderer_version=note.version, at=now,
    )  # fmt: skip
    session.add(made)
    record(session, AnswersRead(enrolment_id=learning.id), actor, at=now)
    return made


def take_green_back(session: Session, learning: Learning, actor: Actor, note_id: int) -> None:
    """Take back one's own mark."""
    gone = session.execute(
        delete(LearningNote)
        .where(
            LearningNote.id == note_id, LearningNote.enrolment_id == learning.id,
            LearningNote.kind == NoteKind.GREEN, LearningNote.author_id == actor.id,
        )
        .returning(LearningNote.id)
    )  # fmt: skip
    if gone.first() is None:
        raise NotFound
