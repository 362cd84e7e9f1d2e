"""Beginning a track and getting on with it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.i18n import speaking
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.notifications.onboarding import _three as helped_by
from portal.onboarding.models import Condition, Enrolment, StepAnswer, StepKind, StepProgress, StepState, Track
from portal.onboarding.queries.care import get_learning
from portal.onboarding.queries.learning import locked_enrolment, open_to_begin, step_of
from portal.onboarding.questions import read_questions
from portal.onboarding.services.answering import Sent, Unanswered, answer_step
from portal.onboarding.services.doing import do_step
from portal.onboarding.services.enrolling import enrol
from portal.onboarding.services.progress import come_back, complete_step, leave, move_to_version, settle
from portal.onboarding.services.reading import answer_of, read_answer
from portal.people.models import Person
from tests.onboarding import mentoring_factories as factories

CHECK = """
? Що першим?
(x) Слухаємо
( ) Говоримо

? Що далі?
1. Питаємо
2. Пропонуємо
"""
FREE = CHECK + "\n? Як було у вас?\n___\n"
A, B, C = ({"key": key, "kind": StepKind.READ, "title": key.upper()} for key in "abc")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with speaking("en"):
        yield


def begun(person: Actor, *steps: Mapping[str, Any], mentor: Actor | None = None, **values: Any) -> Enrolment:
    return factories.enrol(person, factories.track(steps=steps, **values), mentor)


def do(row: Enrolment, key: str, actor: Actor, now: datetime, revision: int | None = None) -> StepProgress:
    with transaction() as session:
        enrolment = locked_enrolment(session, row.id, actor)
        return do_step(session, enrolment, step_of(session, enrolment, key), actor, revision=revision, now=now)


def answered(row: Enrolment, actor: Actor, now: datetime, attempt: int = 1, **said: Any) -> StepProgress:
    """Answer the questions of the step 'check': by the number of the question."""
    with transaction() as session:
        enrolment = locked_enrolment(session, row.id, actor)
        step = step_of(session, enrolment, "check")
        questions = read_questions(step.questions)[0]
        sent = {questions[int(name[1:])].key: Sent(given, attempt) for name, given in said.items()}
        return answer_step(session, enrolment, step, actor, sent, now=now)


def options(number: int) -> list[str]:
    return [option.key for option in read_questions(FREE)[0][number].options]


def heard(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(JournalEntry).where(JournalEntry.name == name)) or 0


def test_somebody_begins_a_track_once_however_often_they_press(session: Session, newcomer: Actor, now: datetime):
    track = factories.track()

    for _ in range(2):
        with transaction() as writing:
            made = enrol(
                writing, newcomer.id, writing.merge(track), newcomer, first_day=i18n.today(now), mentor_id=None, now=now
            )

    assert made.version_id == track.published_id
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 1
    assert heard(session, "onboarding.enrolled") == 1


def test_nobody_begins_by_themselves_what_is_not_open_to_all(newcomer: Actor, mentor: Actor, now: datetime):
    track = factories.track(open_to_all=False)

    with pytest.raises(Forbidden), transaction() as session:
        enrol(session, newcomer.id, session.merge(track), newcomer, first_day=now.date(), now=now)
    with transaction() as session:
        made = enrol(session, newcomer.id, session.merge(track), mentor, first_day=now.date(), now=now)

    assert made.enrolled_by_id == mentor.id


def test_a_colleague_enrols_nobody_else(newcomer: Actor, dmytro: Actor, now: datetime):
    track = factories.track()

    with pytest.raises(Forbidden), transaction() as session:
        enrol(session, newcomer.id, session.merge(track), dmytro, first_day=now.date(), now=now)


def test_a_closed_track_takes_nobody(newcomer: Actor, mentor: Actor, now: datetime):
    track = factories.track(closed_at=now)

    with pytest.raises(Invalid), transaction() as session:
        enrol(session, newcomer.id, session.merge(track), mentor, first_day=now.date(), now=now)


def test_nobody_is_their_own_mentor(newcomer: Actor, now: datetime):
    track = factories.track()

    with pytest.raises(Invalid), transaction() as session:
        enrol(
            session, newcomer.id, session.merge(track), newcomer, first_day=now.date(), mentor_id=newcomer.id, now=now
        )


def test_the_mentor_of_the_profile_helps_unless_another_is_named(
    session: Session, newcomer: Actor, mentor: Actor, now: datetime
):
    track = factories.track()
    with transaction() as writing:
        writing.get_one(Person, newcomer.id).mentor_id = mentor.id
        made = enrol(writing, newcomer.id, writing.merge(track), newcomer, first_day=now.date(), now=now)

    assert made.mentor_id == mentor.id
    assert heard(session, "onboarding.mentor_changed") == 1


def test_a_first_day_years_away_is_refused(newcomer: Actor, now: datetime):
    track = factories.track()

    with pytest.raises(Invalid), transaction() as session:
        enrol(session, newcomer.id, session.merge(track), newcomer, first_day=date(2199, 1, 1), now=now)


def test_the_last_step_ends_the_track_and_tells_of_it_once(session: Session, newcomer: Actor, now: datetime):
    row = begun(newcomer, A, {**B, "required": False}, C)

    do(row, "a", newcomer, now)
    assert session.get_one(Enrolment, row.id).finished_at is None
    session.rollback()
    do(row, "c", newcomer, now)
    do(row, "b", newcomer, now)

    session.expire_all()
    assert session.get_one(Enrolment, row.id).finished_at == now
    assert heard(session, "onboarding.track_finished") == 1


def test_a_step_whose_turn_has_not_come_waits(newcomer: Actor, now: datetime):
    row = begun(newcomer, A, {**B, "after": Condition.PREVIOUS})

    with pytest.raises(Invalid, match="comes a little later"):
        do(row, "b", newcomer, now)
    do(row, "a", newcomer, now)

    assert do(row, "b", newcomer, now).state is StepState.DONE


def test_nobody_does_a_step_for_somebody_else(newcomer: Actor, mentor: Actor, lidiia: Actor, now: datetime):
    row = begun(newcomer, A, mentor=mentor)

    for other in (mentor, lidiia):
        with pytest.raises(NotFound):
            do(row, "a", other, now)


def test_meeting_the_mentor_waits_for_the_mentors_word(session: Session, newcomer: Actor, mentor: Actor, now: datetime):
    row = begun(newcomer, {**A, "kind": StepKind.MEET}, {**B, "after": Condition.PREVIOUS}, mentor=mentor)

    assert do(row, "a", newcomer, now).state is StepState.WAITING
    assert heard(session, "onboarding.answer_waits") == 1
    session.rollback()
    # Nobody is held up by a mentor who has no time today.
    assert do(row, "b", newcomer, now).state is StepState.DONE
    with transaction() as writing:
        enrolment = locked_enrolment(writing, row.id, None)
        settle(writing, enrolment, "a", mentor, done=True, now=now)

    assert enrolment.finished_at == now


def test_where_nobody_helps_a_meeting_is_done_at_once(newcomer: Actor, now: datetime):
    row = begun(newcomer, {**A, "kind": StepKind.MEET})

    assert do(row, "a", newcomer, now).state is StepState.DONE


def test_a_step_with_questions_is_done_by_answering_them(newcomer: Actor, now: datetime):
    row = begun(newcomer, {**A, "key": "check", "kind": StepKind.CHECK, "questions": CHECK})

    with pytest.raises(Invalid, match="questions at the end"):
        do(row, "check", newcomer, now)


def test_what_was_wrong_is_asked_again_and_what_was_right_is_not(session: Session, newcomer: Actor, now: datetime):
    row = begun(newcomer, {"key": "check", "kind": StepKind.CHECK, "title": "Перевірка", "questions": CHECK})
    (right, wrong), order = options(0), options(1)

    first = answered(row, newcomer, now, q0={"chosen": [wrong]}, q1={"order": order})
    assert first.state is StepState.AGAIN
    second = answered(row, newcomer, now, attempt=2, q0={"chosen": [right]}, q1={"order": order[::-1]})

    assert second.state is StepState.DONE
    rows = session.scalars(select(StepAnswer).order_by(StepAnswer.id)).all()
    assert sorted((one.attempt, bool(one.right)) for one in rows) == [(1, False), (1, True), (2, True)]


def test_answers_that_arrive_twice_are_one(session: Session, newcomer: Actor, now: datetime):
    row = begun(newcomer, {"key": "check", "kind": StepKind.CHECK, "title": "Перевірка", "questions": CHECK})
    _right, wrong = options(0)

    for _ in range(3):
        answered(row, newcomer, now, q0={"chosen": [wrong]}, q1={"order": options(1)})

    assert session.scalar(select(func.count()).select_from(StepAnswer)) == 2


def test_nothing_of_half_a_self_check_is_sent(session: Session, newcomer: Actor, mentor: Actor, now: datetime):
    row = begun(newcomer, {"key": "check", "kind": StepKind.CHECK, "title": "Так", "questions": FREE}, mentor=mentor)
    single, order, _free = read_questions(FREE)[0]

    with pytest.raises(Unanswered) as refused:
        answered(row, newcomer, now, q0={"chosen": []}, q1={"order": options(1)[:1]}, q2={"text": "Було так."})

    assert refused.value.keys == {single.key, order.key}
    assert session.scalar(select(func.count()).select_from(StepAnswer)) == 0
    assert heard(session, "onboarding.answer_waits") == 0


def test_of_what_is_asked_again_nothing_may_be_left_out(newcomer: Actor, now: datetime):
    row = begun(newcomer, {"key": "check", "kind": StepKind.CHECK, "title": "Перевірка", "questions": CHECK})
    (right, wrong), order = options(0), options(1)
    answered(row, newcomer, now, q0={"chosen": [wrong]}, q1={"order": order[::-1]})

    with pytest.raises(Unanswered) as refused:
        answered(row, newcomer, now, attempt=2, q0={"chosen": [right]})

    assert refused.value.keys == {read_questions(CHECK)[0][1].key}


def test_words_of_ones_own_wait_to_be_read(session: Session, newcomer: Actor, mentor: Actor, now: datetime):
    row = begun(newcomer, {"key": "check", "kind": StepKind.CHECK, "title": "Так", "questions": FREE}, mentor=mentor)

    said = answered(
        row, newcomer, now, q0={"chosen": [options(0)[0]]}, q1={"order": options(1)}, q2={"text": "Було\x00 так."}
    )

    assert said.state is StepState.WAITING
    kept = session.scalars(select(StepAnswer).where(StepAnswer.right.is_(None))).one()
    assert kept.given == {"text": "Було так."}
    assert heard(session, "onboarding.answer_waits") == 1


def test_words_beyond_measure_are_refused(newcomer: Actor, now: datetime):
    row = begun(newcomer, {"key": "check", "kind": StepKind.CHECK, "title": "Так", "questions": FREE})

    with pytest.raises(Invalid, match="too long"):
        answered(row, newcomer, now, q0={"chosen": [options(0)[0]]}, q1={"order": options(1)}, q2={"text": "а" * 9_000})


def test_nothing_but_keys_of_the_question_is_kept(session: Session, newcomer: Actor, now: datetime):
    row = begun(newcomer, {"key": "check", "kind": StepKind.CHECK, "title": "Так", "questions": CHECK})

    odd = {"chosen": [options(0)[1], "<script>"], "more": "чуже"}
    answered(row, newcomer, now, q0=odd, q1={"order": options(1)})

    kept = select(StepAnswer.given).where(StepAnswer.question_key == read_questions(CHECK)[0][0].key)
    assert session.scalars(kept).one() == {"chosen": [options(0)[1]]}


def test_a_track_that_was_left_is_taken_up_where_it_was(session: Session, newcomer: Actor, now: datetime):
    row = begun(newcomer, A, B)
    do(row, "a", newcomer, now)

    with transaction() as writing:
        leave(writing, locked_enrolment(writing, row.id, newcomer), newcomer, now=now)
    with pytest.raises(Invalid, match="have left"):
        do(row, "b", newcomer, now)
    with transaction() as writing:
        come_back(writing, locked_enrolment(writing, row.id, newcomer), newcomer, now=now)

    assert do(row, "b", newcomer, now).state is StepState.DONE
    assert session.get_one(Enrolment, row.id).finished_at == now


def test_another_version_keeps_what_was_done(session: Session, newcomer: Actor, now: datetime):
    row = begun(newcomer, A, B)
    do(row, "a", newcomer, now)
    with transaction() as writing:
        track = writing.get_one(Track, row.track_id)
        track.published_id = factories.version(writing, track, 2, [C, {**A, "title": "Інакше"}], now).id

    with transaction() as writing:
        moved = move_to_version(writing, locked_enrolment(writing, row.id, newcomer), newcomer, now=now)
    assert moved.finished_at is None
    done = do(row, "c", newcomer, now)

    assert done.state is StepState.DONE
    assert session.get_one(Enrolment, row.id).finished_at == now


def test_a_step_that_is_done_stays_done(newcomer: Actor, now: datetime):
    row = begun(newcomer, A, B)

    first = do(row, "a", newcomer, now - timedelta(hours=1)).done_at

    assert do(row, "a", newcomer, now).done_at == first


def test_the_portal_completes_for_somebody_who_did_it_elsewhere(newcomer: Actor, now: datetime):
    row = begun(newcomer, A, B)

    with transaction() as session:
        enrolment = locked_enrolment(session, row.id, None)
        made = complete_step(session, enrolment, step_of(session, enrolment, "a"), None, item_revision=3, now=now)

    assert (made.state, made.item_revision) == (StepState.DONE, 3)


def test_tracks_to_begin_are_those_one_is_not_on(session: Session, newcomer: Actor):
    begun(newcomer, A, title="Моя")
    factories.track(title="Чужою мовою")
    factories.track(title="Не для всіх", open_to_all=False)

    found = open_to_begin(session, newcomer.id, language="uk")

    assert [(row.title, row.steps, row.minutes) for row in found] == [("Чужою мовою", 4, 40)]


def test_a_step_is_settled_by_the_questions_that_it_asks_now(
    session: Session, newcomer: Actor, mentor: Actor, now: datetime
):
    check = {"key": "check", "kind": StepKind.CHECK, "title": "Так"}
    row = begun(newcomer, {**check, "questions": CHECK}, mentor=mentor)
    answered(row, newcomer, now, q0={"chosen": [options(0)[1]]}, q1={"order": options(1)})
    with transaction() as writing:
        track = writing.get_one(Track, row.track_id)
        fewer = {**check, "questions": "? Як було у вас?\n___\n"}
        track.published_id = factories.version(writing, track, 2, [fewer], now).id
    with transaction() as writing:
        move_to_version(writing, locked_enrolment(writing, row.id, newcomer), newcomer, now=now)
    answered(row, newcomer, now, q0={"text": "Було так."})

    with transaction() as writing:
        learning = get_learning(writing, row.id, mentor)
        unread = writing.scalars(select(StepAnswer.id).where(StepAnswer.right.is_(None))).one()
        answer = answer_of(writing, learning, unread)
        read_answer(writing, learning, answer, mentor, good=True, note=render(""), now=now)

    session.expire_all()
    assert session.get_one(StepProgress, (row.id, "check")).state is StepState.DONE


@pytest.mark.parametrize("kind", [kind for kind in StepKind if kind is not StepKind.CHECK])
def test_a_step_that_asks_nothing_is_not_done_by_answering_nothing(
    session: Session, newcomer: Actor, now: datetime, kind: StepKind
):
    row = begun(newcomer, {"key": "check", "kind": kind, "title": "Так"})

    with pytest.raises(NotFound):
        answered(row, newcomer, now)

    assert session.scalars(select(StepProgress.state)).all() == []


@pytest.mark.parametrize("kind", [StepKind.MEET, StepKind.WRITE, StepKind.ACKNOWLEDGE, StepKind.PRACTISE])
def test_what_is_done_otherwise_is_not_done_by_answering(newcomer: Actor, now: datetime, kind: StepKind):
    row = begun(newcomer, {"key": "check", "kind": kind, "title": "Так", "questions": CHECK})

    with pytest.raises(NotFound):
        answered(row, newcomer, now, q0={"chosen": [options(0)[0]]}, q1={"order": options(1)})


def test_an_answer_counts_only_for_the_attempt_that_was_asked(session: Session, newcomer: Actor, now: datetime):
    row = begun(newcomer, {"key": "check", "kind": StepKind.CHECK, "title": "Так", "questions": CHECK})

    for attempt in (0, 2, 99):
        answered(row, newcomer, now, attempt=attempt, q0={"chosen": [options(0)[1]]})

    assert session.scalar(select(func.count()).select_from(StepAnswer)) == 0


@pytest.mark.parametrize("over", ["finished_at", "left_at"])
def test_whoever_has_come_to_an_end_stays_with_their_version(
    session: Session, newcomer: Actor, now: datetime, over: str
):
    row = begun(newcomer, A)
    with transaction() as writing:
        track = writing.get_one(Track, row.track_id)
        track.published_id = factories.version(writing, track, 2, [B], now).id
        setattr(writing.get_one(Enrolment, row.id), over, now)

    with transaction() as writing:
        moved = move_to_version(writing, locked_enrolment(writing, row.id, newcomer), newcomer, now=now)

    assert moved.version_id == row.version_id
    assert heard(session, "onboarding.version_changed") == 0


def test_a_keeper_who_learns_their_own_track_waits_for_nobody(session: Session, newcomer: Actor, now: datetime):
    row = factories.enrol(newcomer, factories.track(newcomer, steps=[{**A, "kind": StepKind.MEET}]), None)

    assert do(row, "a", newcomer, now).state is StepState.DONE
    assert heard(session, "onboarding.answer_waits") == 0
    assert helped_by(session, row.id) == (newcomer.id, None)
