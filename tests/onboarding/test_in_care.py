"""The order in which a mentor sees people, from what is kept with their enrolments."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.onboarding.models import Enrolment, StepKind, StepState, Track
from portal.onboarding.queries.in_care import in_care
from portal.onboarding.queries.learning import locked_enrolment, step_of
from portal.onboarding.queries.mentoring import learners
from portal.onboarding.questions import read_questions
from portal.onboarding.services.answering import Sent, answer_step
from portal.onboarding.services.enrolling import enrol
from portal.onboarding.services.progress import (
    begin_step,
    complete_step,
    hand_in,
    look_again,
    move_to_version,
    settle,
)
from portal.onboarding.services.stock import stock_faults, take_stock_of_all
from tests import factories
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make
from tests.statements import counted

QUESTION = "? Що спершу?\n(x) Слухаємо\n( ) Говоримо\n"
STEPS: list[dict[str, Any]] = [
    {"key": f"step-{n}", "kind": StepKind.CHECK, "title": f"Крок {n}", "due_day": 1 + n, "required": n % 4 < 3,
     "after": "anytime", "questions": QUESTION}
    for n in range(8)
]  # fmt: skip
KEYS = [str(step["key"]) for step in STEPS]
#: A plan that names no days.
UNDATED = [step | {"due_day": None} for step in STEPS]


def people(number: int) -> list[int]:
    return [factories.person().id for _ in range(number)]


def crowd(mentor: Actor, now: datetime, number: int) -> Track:
    """Learners of one mentor at every place of a track."""
    track = make.track(steps=STEPS)
    make.many(track, people(number), KEYS, now, mentor)
    return track


def some_of_each(mentor: Actor, now: datetime) -> None:
    """Learners at every place of two tracks, some of whom wait, have ended, or haven't begun."""
    crowd(mentor, now, 20)
    undated = make.track(steps=UNDATED, title="Без поспіху")
    make.many(undated, people(12), KEYS, now, mentor)
    for place in range(6):
        row = make.enrol(factories.person(), undated, mentor, first_day=now.date() - timedelta(days=4 * place))
        at = now - timedelta(days=place % 3, hours=place)
        if place % 2:
            make.progress(row, KEYS[place], StepState.WAITING, at=at, handed_in_at=at if place > 1 else None)
        else:
            make.answer(row, key=KEYS[place], at=at)
    # What stands in no version of theirs waits for nobody.
    make.progress(row, "gone", StepState.WAITING, handed_in_at=now)
    make.enrol(factories.person(), undated, mentor, first_day=now.date() + timedelta(days=6))
    late = make.enrol(factories.person(), make.track(steps=STEPS), mentor, first_day=now.date() - timedelta(days=20))
    make.progress(late, KEYS[0], at=now)
    for end in ("finished_at", "left_at"):
        row = make.enrol(factories.person(), undated, mentor, **{end: now})
        make.answer(row, key=KEYS[0])


@pytest.mark.parametrize("ended", [False, True])
def test_the_order_is_that_of_everybody_read_whole(session: Session, mentor: Actor, now: datetime, ended: bool) -> None:
    some_of_each(mentor, now)
    weighed = in_care(session, mentor.id, ended=ended, today=now.date())
    whole = learners(session, sorted(one.id for one in weighed), today=now.date(), whose=mentor.id)
    assert [(one.id, one.turn) for one in weighed] == [(one.id, one.turn) for one in whole]
    assert [(-one.minus_late_days, -one.minus_idle_days) for one in weighed] == [
        (one.going.late_days, one.going.idle_days) for one in whole
    ]
    assert len({one.turn for one in weighed}) == (2 if ended else 5)


def do(session: Session, deed: str, row: Enrolment, key: str, actor: Actor, now: datetime) -> None:
    """One thing that happens to a step, or to the version followed."""
    step = step_of(session, row, key)
    if deed == "begin":
        begin_step(session, row, step, now=now)
    elif deed == "complete":
        complete_step(session, row, step, actor, now=now)
    elif deed == "hand in":
        hand_in(session, row, step, actor, now=now)
    elif deed == "answer":
        question = read_questions(QUESTION)[0][0]
        chosen = [question.options[now.hour % 2].key]
        answer_step(session, row, step, actor, {question.key: Sent({"chosen": chosen}, 1)}, now=now)
    elif deed == "look again":
        look_again(session, row, step, now=now)
    elif deed == "move":
        move_to_version(session, row, actor, now=now)
    else:
        settle(session, row, key, done=deed == "settle", now=now)


DEEDS = ("begin", "complete", "hand in", "answer", "look again", "move", "settle", "send back")


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_holds_after_every_deed(
    session: Session, mentor: Actor, newcomer: Actor, now: datetime, seed: int
) -> None:
    random, track = Random(seed), make.track(steps=STEPS)  # noqa: S311 - a way of a test, no secret
    with transaction() as writing:
        row = enrol(
            writing, newcomer.id, writing.merge(track), mentor, first_day=now.date(), mentor_id=mentor.id, now=now
        )
    assert session.scalar(select(Enrolment.owes_day).where(Enrolment.id == row.id)) == 1
    for hour in range(30):
        if hour == 15:
            with transaction() as writing:
                later = make.version(writing, track, 2, UNDATED if seed % 2 else STEPS[2:], now)
                writing.get_one(Track, track.id).published_id = later.id
        with transaction() as writing:
            held = locked_enrolment(writing, row.id, None)
            do(
                writing, random.choice(DEEDS), held, random.choice(KEYS[2:]), newcomer, now + timedelta(hours=hour)
            )  # fmt: skip
        session.rollback()
        assert stock_faults(session) == []


def test_what_is_kept_wrongly_is_found_and_put_right(session: Session, mentor: Actor, now: datetime) -> None:
    crowd(mentor, now, 6)
    wrong = session.scalars(select(Enrolment.id).order_by(Enrolment.id).limit(2)).all()
    with transaction() as writing:
        writing.execute(update(Enrolment).where(Enrolment.id == wrong[0]).values(moved_at=None, owes_day=7))
        writing.execute(update(Enrolment).where(Enrolment.id == wrong[1]).values(owes_undated=True))
    assert stock_faults(session) == list(wrong)
    with transaction() as writing:
        assert take_stock_of_all(writing) == 2
    session.rollback()
    assert stock_faults(session) == []


def test_five_hundred_are_read_in_as_many_statements_as_twenty(client: Clients, mentor: Actor, now: datetime) -> None:
    browser, asked = client(mentor), []
    browser.get("/learning/mentor")
    for more in (20, 480):
        crowd(mentor, now, more)
        browser.get("/learning/mentor")
        with counted() as statements:
            page = browser.get("/learning/mentor").text
        asked.append(len(statements))
        assert page.count('class="learner learner-') == min(more, 50)
    assert asked[0] == asked[1]
