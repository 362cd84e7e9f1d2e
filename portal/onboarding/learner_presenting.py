"""The way of one learner as whoever helps reads it: what waits, then section by section."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from portal.onboarding.asked import Question, QuestionKind
from portal.onboarding.getting_on import Going, Mark, Plan, Turn, mark_of
from portal.onboarding.given import Stretch, in_words, marked, words_of
from portal.onboarding.mentor_presenting import MARKS
from portal.onboarding.models import StepKind
from portal.onboarding.queries.care import Learning
from portal.onboarding.queries.learner import Way
from portal.onboarding.queries.mentoring import Days, earliest
from portal.onboarding.questions import read_questions
from portal.people.queries import shown_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Green:
    """A mark of the green pen beside the answer that it is in."""

    id: int
    number: int
    html: str
    by: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """One answer: the words with what is marked in them, and what was said to it."""

    id: int
    step_key: str
    step_title: str
    question: str
    stretches: Sequence[Stretch]
    right: bool | None
    attempt: int
    at: datetime
    waits: bool
    note_html: str
    read_by: str
    read_at: datetime | None
    greens: Sequence[Green]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step with how it stands, and the answers in it."""

    key: str
    title: str
    kind: StepKind
    mark: Mark
    mark_words: str
    done_at: datetime | None
    required: bool
    #: Whether whoever helps says of it that it is done.
    confirm: bool
    #: Since when it waits for that; None: it doesn't, or nobody noted it.
    handed_in_at: datetime | None
    #: Whether it is a meeting that whoever helps may say took place.
    meets: bool
    #: Whether this is where they are.
    here: bool
    answers: Sequence[AnswerView]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A section of the way: how much of what has to be done in it is."""

    title: str
    steps: Sequence[StepView]

    @property
    def total(self) -> int:
        """Steps that have to be done."""
        return sum(step.required for step in self.steps)

    @property
    def done(self) -> int:
        """Those of them that are."""
        return sum(step.required and step.mark is Mark.DONE for step in self.steps)

    @property
    def here(self) -> bool:
        """Whether they are in it."""
        return any(step.here for step in self.steps)

    @property
    def unfolded(self) -> bool:
        """Whether there is something to look at: where they are, and what waits or is looked at again."""
        return self.here or any(step.mark in {Mark.WAITING, Mark.AGAIN} for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """Everything on the page of one learner."""

    going: Going
    waiting: Sequence[AnswerView]
    confirm: Sequence[StepView]
    parts: Sequence[PartView]
    #: Since when something waits for whoever helps; None: nothing does.
    waits_since: datetime | None


def way_view(learning: Learning, way: Way, greens: Sequence[Any], today: date, days: Days, reader_id: int) -> WayView:
    """Put it together for ``reader_id``."""
    states = {step.key: step.state.value for step in way.steps if step.state is not None}
    unread = [row for rows in way.answers.values() for row in rows if row.right is None and row.read_at is None]
    going = Plan(way.steps).going(
        states, first_day=learning.first_day, moved_on=days.day_of(way.moved_at) if way.moved_at else None,
        today=today, days_between=days.between, day_number=days.number, ended=_ended(learning), unread=bool(unread),
    )  # fmt: skip
    views = [
        _step(step, mark_of(step, states, going.day), way.answers[step.key], _of(greens, step.key), reader_id)
        for step in way.steps
    ]
    here, goes = going.at.key if going.at is not None else None, _ended(learning) is None
    views = [replace(view, here=goes and view.key == here, meets=goes and view.meets) for view in views]
    return WayView(
        going=going,
        waiting=[answer for view in views for answer in view.answers if answer.waits],
        confirm=[view for view in views if view.confirm],
        parts=_parts(way.steps, views),
        waits_since=earliest(
            *(row.at for row in unread), *(step.handed_in_at for step in way.steps if step.state == Mark.WAITING)
        ),
    )


def _of(greens: Sequence[Any], key: str) -> list[Any]:
    return [row for row in greens if row.step_key == key]


def _ended(learning: Learning) -> Turn | None:
    return Turn.FINISHED if learning.finished_at else Turn.LEFT if learning.left_at else None


def _parts(steps: Sequence[Any], views: Sequence[StepView]) -> list[PartView]:
    found: list[tuple[str, list[StepView]]] = []
    for step, view in zip(steps, views, strict=True):
        if not found or found[-1][0] != step.section:
            found.append((step.section, []))
        found[-1][1].append(view)
    return [PartView(title=title, steps=steps) for title, steps in found]


def _step(step: Any, mark: Mark, rows: Sequence[Any], greens: Sequence[Any], reader_id: int) -> StepView:
    questions: dict[str, Question] = {}
    if rows:  # a text of questions is read only where somebody has answered them
        questions = {question.key: question for question in read_questions(step.questions)[0]}
    answers = [_answer(step, questions.get(row.question_key), row, greens, reader_id) for row in rows]
    waits = mark is Mark.WAITING and not any(answer.waits for answer in answers)
    return StepView(
        key=step.key, title=step.title, kind=step.kind, mark=mark, mark_words=str(MARKS[mark]), done_at=step.done_at,
        required=step.required, confirm=waits, answers=answers, handed_in_at=step.handed_in_at if waits else None,
        meets=step.kind is StepKind.MEET and mark not in {Mark.DONE, Mark.WAITING}, here=False,
    )  # fmt: skip


def _answer(step: Any, question: Question | None, row: Any, greens: Sequence[Any], reader_id: int) -> AnswerView:
    words = in_words(question, row.given)
    free = question is None or question.kind is QuestionKind.FREE
    on_it = _greens(words_of(row.given), greens, reader_id) if free else []
    return AnswerView(
        id=row.id, step_key=step.key, step_title=step.title, question=question.text if question else "",
        stretches=marked(words, [quote for quote, _green in on_it]), right=row.right, attempt=row.attempt, at=row.at,
        waits=free and row.right is None and row.read_at is None, note_html=row.note_html,
        read_by=shown_name(row.read_by_name) if row.read_at else "", read_at=row.read_at,
        greens=[green for _quote, green in on_it],
    )  # fmt: skip


def _greens(words: str, greens: Sequence[Any], reader_id: int) -> list[tuple[str, Green]]:
    """Those marks of the step whose words stand in this answer."""
    folded = " ".join(words.split())
    here = [row for row in greens if row.quote in folded]
    return [
        (row.quote, Green(id=row.id, number=number, html=row.body_html, by=shown_name(row.author_name),
                          mine=row.author_id == reader_id))
        for number, row in enumerate(here, start=1)
    ]  # fmt: skip
