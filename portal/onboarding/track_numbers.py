"""The numbers of a track as its keeper reads them, kept in the process for a minute: they cost more than a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.committee.queries.settings import promised
from portal.core import i18n
from portal.core.db import read_rows
from portal.core.fresh import Fresh
from portal.onboarding.models import TrackStep
from portal.onboarding.queries.mentoring import Learner, days_by, followers
from portal.onboarding.queries.numbers import days_done, question_sums
from portal.onboarding.questions import QuestionKind, read_questions
from portal.onboarding.statistics import FEWEST, Advice, Sums, advice, difficulty, discrimination, median

FRESH_FOR = timedelta(minutes=1)
MOST_TRACKS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionNumbers:
    """A question with what its first answers tell; nothing of fewer than five people."""

    step_key: str
    text: str
    people: int
    difficulty: float | None
    discrimination: float | None
    advice: Advice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNumbers:
    """On which working day people usually have a step behind them; None of fewer than five."""

    people: int
    median_day: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackNumbers:
    """All of it, as of a moment."""

    as_of: datetime
    #: The version that stands: its steps in their order.
    steps: Sequence[Any]
    by_step: Mapping[str, StepNumbers]
    questions: Sequence[QuestionNumbers]
    finished: int
    median_days: float | None
    #: Who is on the way, who needs attention first.
    people: Sequence[Learner]


class KeptNumbers:
    """Numbers by track and version; while somebody reckons a track's the others wait for the same ones."""

    def __init__(self) -> None:
        self._held: Fresh[tuple[int, int], TrackNumbers] = Fresh(FRESH_FOR, MOST_TRACKS)

    def read(self, session: Session, track_id: int, version_id: int, now: datetime) -> TrackNumbers:
        """What holds now, or did a minute ago."""
        key = track_id, version_id
        return self._held.get(key, now, lambda: reckon(session, track_id, version_id, now))[1]

    def forget(self) -> None:
        """Reckon anew next time."""
        self._held.forget()


def reckon(session: Session, track_id: int, version_id: int, now: datetime) -> TrackNumbers:
    """Five statements, however many people."""
    days = days_by(promised(session).calendar)
    going = followers(session, track_id, today=i18n.today(now))
    steps = _steps(session, version_id)
    done, finished = days_done(session, track_id, days)
    return TrackNumbers(
        as_of=now,
        steps=steps,
        by_step={
            step.key: StepNumbers(people=done[step.key].total(), median_day=median(done[step.key]))
            for step in steps
            if step.key in done
        },
        questions=_questions(steps, question_sums(session, track_id)),
        finished=finished.total(),
        median_days=median(finished),
        people=going,
    )


def _steps(session: Session, version_id: int) -> Sequence[Any]:
    columns: tuple[Any, ...] = (
        TrackStep.key, TrackStep.title, TrackStep.kind, TrackStep.due_day, TrackStep.required, TrackStep.questions
    )  # fmt: skip
    rows = select(*columns).where(TrackStep.version_id == version_id).order_by(TrackStep.position, TrackStep.id)
    return read_rows(session, rows)


def _questions(steps: Sequence[Any], sums: Mapping[tuple[str, str], Sums]) -> list[QuestionNumbers]:
    """Those that stand in the version now and somebody has answered: what needs a hand first, then as they stand.

    Not those that are answered with words of one's own: a mentor who reads them isn't a key.
    """
    answered = {step_key for step_key, _question in sums}
    found = [
        _question(step.key, question.text, sums[step.key, question.key])
        for step in steps
        if step.key in answered
        for question in read_questions(step.questions)[0]
        if question.kind is not QuestionKind.FREE and (step.key, question.key) in sums
    ]
    places = {kind: place for place, kind in enumerate([*Advice, None])}
    return sorted(found, key=lambda one: places[one.advice])


def _question(step_key: str, text: str, sums: Sums) -> QuestionNumbers:
    hard, tells_apart = difficulty(sums), discrimination(sums)
    return QuestionNumbers(
        step_key=step_key, text=text, people=sums.people if sums.people >= FEWEST else 0, difficulty=hard,
        discrimination=tells_apart, advice=advice(hard, tells_apart, sums.compared),
    )  # fmt: skip
