"""One learner for whoever helps them: every step with how far it is, and every answer. Two statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.onboarding.models import StepAnswer, StepProgress, TrackSection, TrackStep
from portal.onboarding.queries.care import Learning
from portal.people.models import Person

#: Of so many answers the page shows the newest: more is nobody's way through a track.
MOST_ANSWERS = 1_000


@dataclass(frozen=True, slots=True)
class Way:
    """The steps in their order, and the answers by step, those of a question in the order in which they were given."""

    steps: Sequence[Any]
    answers: Mapping[str, Sequence[Any]]
    #: When something last happened, on a step of whatever version.
    moved_at: datetime | None


def way_of(session: Session, learning: Learning) -> Way:
    """The steps of the version that they follow; answers to questions that are gone from it are left out."""
    mine = and_(StepProgress.step_key == TrackStep.key, StepProgress.enrolment_id == learning.id)
    any_of_mine = StepProgress.enrolment_id == learning.id
    moved = select(func.max(func.coalesce(StepProgress.done_at, StepProgress.began_at))).where(any_of_mine)
    columns: tuple[Any, ...] = (
        TrackStep.key, TrackStep.kind, TrackStep.title, TrackStep.due_day, TrackStep.required, TrackStep.position,
        TrackStep.questions, TrackStep.item_kind, TrackStep.item_id, TrackSection.title.label("section"),
        StepProgress.state, StepProgress.began_at, StepProgress.done_at, StepProgress.handed_in_at,
        moved.correlate(None).scalar_subquery().label("moved_at"),
    )  # fmt: skip
    steps = read_rows(
        session,
        select(*columns)
        .join(TrackSection, TrackSection.id == TrackStep.section_id)
        .outerjoin(StepProgress, mine)
        .where(TrackStep.version_id == learning.version_id)
        .order_by(TrackStep.position, TrackStep.id),
    )
    answers: dict[str, list[Any]] = {step.key: [] for step in steps}
    given = read_rows(session, _answers(learning.id))
    for row in given:
        if row.step_key in answers:
            answers[row.step_key].append(row)
    moments = [step.moved_at for step in steps[:1]] + [row.at for row in given[:1]]
    moved_at = max((moment for moment in moments if moment is not None), default=None)
    return Way(steps, {key: rows[::-1] for key, rows in answers.items()}, moved_at)


def _answers(enrolment_id: int) -> Any:
    columns: tuple[Any, ...] = (
        StepAnswer.id, StepAnswer.step_key, StepAnswer.question_key, StepAnswer.given, StepAnswer.right,
        StepAnswer.attempt, StepAnswer.at, StepAnswer.read_at, StepAnswer.note_html,
        Person.name.label("read_by_name"),
    )  # fmt: skip
    return (
        select(*columns)
        .outerjoin(Person, Person.id == StepAnswer.read_by_id)
        .where(StepAnswer.enrolment_id == enrolment_id)
        .order_by(StepAnswer.id.desc())
        .limit(MOST_ANSWERS)
    )
