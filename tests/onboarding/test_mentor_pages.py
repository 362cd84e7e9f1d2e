"""What a mentor sees and does: who needs them first, reading, the green pen, meetings, talking, handing over."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.markdown import render
from portal.onboarding.models import Enrolment, LearningNote, NoteKind, StepAnswer, StepProgress, StepState, Track
from portal.onboarding.queries.care import get_learning
from portal.onboarding.queries.mentoring import waiting_for_me
from portal.onboarding.services.mentoring import LearnersInCare, hand_over, write_note
from portal.onboarding.services.reading import answer_of, mark_green, read_answer
from portal.onboarding.views.numbers import kept
from portal.people.models import Person, Role, Team
from tests import factories
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make


@pytest.fixture
def track(marta: Actor) -> Track:
    """Kept by the editor."""
    return make.track(marta)


@pytest.fixture
def learning(newcomer: Actor, mentor: Actor, track: Track) -> Enrolment:
    """The newcomer in the mentor's care, on their first day."""
    return make.enrol(newcomer, track, mentor)


@pytest.fixture
def other_mentor(care_team: Team) -> Actor:
    return factories.person("Інна Друга", care_team, Role.MENTOR)


def names_in(page: str) -> list[str]:
    return re.findall(r'<h2 class="row-title"><a href="/learning/mentor/\d+">([^<]+)</a>', page)


def test_who_needs_a_word_stands_first(client: Clients, mentor: Actor, track: Track, now: datetime) -> None:
    going, stuck, waiting = (factories.person(name) for name in ("Ганна Йде", "Іван Стоїть", "Яна Чекає"))
    make.enrol(going, track, mentor)
    make.enrol(stuck, track, mentor, first_day=now.date() - timedelta(days=20))
    handed_in = make.enrol(waiting, track, mentor)
    make.answer(handed_in)
    make.progress(handed_in, make.CHECK, StepState.WAITING)
    page = client(mentor).get("/learning/mentor").text
    assert names_in(page) == ["Яна Чекає", "Іван Стоїть", "Ганна Йде"]
    assert "Прочитайте, хто ми" in page  # where they are


def test_a_mentor_sees_only_their_own(client: Clients, mentor: Actor, other_mentor: Actor, learning: Enrolment) -> None:
    assert names_in(client(other_mentor).get("/learning/mentor").text) == []
    assert names_in(client(mentor).get("/learning/mentor").text) == ["Соломія Васильків"]


def test_the_line_and_the_dots_count_alike(client: Clients, newcomer: Actor, mentor: Actor) -> None:
    steps = [*make.USUAL[:2], {**make.USUAL[3], "required": False}]
    row = make.enrol(newcomer, make.track(steps=steps), mentor)
    for key in (make.READ, make.WRITE):
        make.progress(row, key, StepState.DONE)
    page = client(mentor).get("/learning/mentor", headers={"Accept-Language": "en"}).text
    assert "<span>1 of 2 steps</span><span>if they like: 1 of 1</span>" in page
    assert re.findall(r'<span class="visually-hidden">(done: [^<]*)</span>', page) == ["done: 2, not yet: 1"]


def test_the_finished_stand_apart(client: Clients, mentor: Actor, track: Track, now: datetime) -> None:
    make.enrol(factories.person("Федір Скінчив"), track, mentor, finished_at=now)
    browser = client(mentor)
    assert names_in(browser.get("/learning/mentor").text) == []
    assert names_in(browser.get("/learning/mentor?show=finished").text) == ["Федір Скінчив"]


def test_many_are_read_page_by_page_and_nobody_twice(
    client: Clients, mentor: Actor, track: Track, now: datetime
) -> None:
    people = [factories.person() for _ in range(60)]
    make.many(track, [person.id for person in people], [make.READ, make.CHECK, make.MEET], now, mentor)
    browser, address, seen = client(mentor), "/learning/mentor", []
    while address:
        page = browser.get(address).text
        seen += names_in(page)
        found = re.search(r'href="(/learning/mentor\?after=\d+)"', page)
        address = found[1] if found else ""
    assert len(seen) == 60
    assert set(seen) == {person.name for person in people}


def test_what_stands_in_another_version_waits_for_nobody(
    client: Clients, session: Session, mentor: Actor, track: Track, learning: Enrolment, now: datetime
) -> None:
    make.answer(learning)
    make.progress(learning, make.CHECK, StepState.WAITING)
    make.progress(learning, make.MEET, StepState.WAITING)
    browser = client(mentor)
    assert 'class="learner learner-answer"' in browser.get("/learning/mentor").text
    assert in_care(session, mentor) == 1
    with transaction() as writing:
        later = make.version(writing, track, 2, make.USUAL[:1], now)
        writing.get_one(Enrolment, learning.id).version_id = later.id
    page = browser.get("/learning/mentor").text
    assert names_in(page) == ["Соломія Васильків"]
    assert 'class="learner learner-answer"' not in page
    assert in_care(session, mentor) == 0


def test_whose_account_is_closed_waits_for_nobody(
    client: Clients, session: Session, mentor: Actor, marta: Actor, track: Track, learning: Enrolment, now: datetime
) -> None:
    make.answer(learning)
    make.progress(learning, make.CHECK, StepState.WAITING)
    assert in_care(session, mentor) == 1
    with transaction() as writing:
        writing.get_one(Person, learning.person_id).deactivated_at = now
    assert names_in(client(mentor).get("/learning/mentor").text) == []
    assert in_care(session, mentor) == 0
    kept.forget()
    assert "Соломія Васильків" not in client(marta).get(f"/tracks/{track.id}/numbers").text


def in_care(session: Session, mentor: Actor) -> int:
    """The number beside the mentor's page in the rail."""
    session.rollback()
    return session.scalar(select(waiting_for_me(mentor)), {"me": mentor.id}) or 0


def test_a_good_answer_is_read_and_the_step_done(
    client: Clients, session: Session, mentor: Actor, learning: Enrolment
) -> None:
    answer = make.answer(learning)
    make.progress(learning, make.CHECK, StepState.WAITING)
    path = f"/learning/mentor/{learning.id}"
    assert "Я спитав би, що саме сталося." in client(mentor).get(path).text
    sent = client(mentor).post(f"{path}/answers/{answer.id}/read", data={"good": "1", "note": "Саме **так**"})
    assert sent.status_code == 303
    row = session.get_one(StepAnswer, answer.id, populate_existing=True)
    assert (row.right, row.read_by_id, row.note) == (True, mentor.id, "Саме **так**")
    assert "<strong>так</strong>" in row.note_html
    assert session.get_one(StepProgress, (learning.id, make.CHECK)).state is StepState.DONE


def test_look_again_needs_a_word_and_keeps_what_was_typed(
    client: Clients, session: Session, mentor: Actor, learning: Enrolment
) -> None:
    answer = make.answer(learning)
    make.progress(learning, make.CHECK, StepState.WAITING)
    path = f"/learning/mentor/{learning.id}/answers/{answer.id}/read"
    assert client(mentor).post(path, data={"good": "0", "note": " "}).status_code == 422
    assert session.get_one(StepAnswer, answer.id, populate_existing=True).read_at is None
    assert client(mentor).post(path, data={"good": "0", "note": "А якщо людина плаче?"}).status_code == 303
    session.expire_all()
    assert session.get_one(StepProgress, (learning.id, make.CHECK)).state is StepState.AGAIN


def test_a_step_waits_until_all_its_answers_are_read(
    session: Session, mentor: Actor, learning: Enrolment, now: datetime
) -> None:
    first, second = make.answer(learning), make.answer(learning, "Подякував би.", question="thanks")
    make.progress(learning, make.CHECK, StepState.WAITING)
    for answer, wanted in ((first, StepState.WAITING), (second, StepState.DONE)):
        with transaction() as writing:
            held = get_learning(writing, learning.id, mentor)
            read_answer(writing, held, answer_of(writing, held, answer.id), mentor, good=True, note=render(""), now=now)
        assert session.get_one(StepProgress, (learning.id, make.CHECK), populate_existing=True).state is wanted


def test_an_answer_is_read_once(
    session: Session, mentor: Actor, marta: Actor, learning: Enrolment, now: datetime
) -> None:
    answer = make.answer(learning)
    make.progress(learning, make.CHECK, StepState.WAITING)

    def read(by: Actor) -> None:
        with transaction() as writing:
            held = get_learning(writing, learning.id, by)
            read_answer(writing, held, answer_of(writing, held, answer.id), by, good=True, note=render(""), now=now)

    read(mentor)
    with pytest.raises(Conflict):
        read(marta)


def test_the_green_pen_marks_words_of_the_answer_alone(
    client: Clients, session: Session, mentor: Actor, learning: Enrolment, now: datetime
) -> None:
    answer = make.answer(learning, "Спершу я послухаю.\nПотім спитаю.")
    path = f"/learning/mentor/{learning.id}"
    browser = client(mentor)
    refused = browser.post(f"{path}/answers/{answer.id}/green", data={"quote": "чужі слова", "note": ""})
    assert refused.status_code == 422
    assert "чужі слова" in refused.text
    browser.post(f"{path}/answers/{answer.id}/green", data={"quote": "я послухаю. Потім", "note": "Саме так"})
    assert '<mark class="green" data-pen="1">я послухаю.\nПотім</mark>' in browser.get(path).text
    note = session.scalars(select(LearningNote)).one()
    assert (note.kind, note.quote, note.step_key) == (NoteKind.GREEN, "я послухаю. Потім", make.CHECK)
    browser.post(f"{path}/greens/{note.id}/remove")
    assert session.scalar(select(func.count(LearningNote.id))) == 0


def test_a_green_mark_is_taken_back_by_its_own_hand_alone(
    client: Clients, session: Session, mentor: Actor, marta: Actor, learning: Enrolment, now: datetime
) -> None:
    answer = make.answer(learning)
    with transaction() as writing:
        held = get_learning(writing, learning.id, mentor)
        note_id = mark_green(
            writing, held, answer_of(writing, held, answer.id), mentor, quote="Я спитав би", note=render(""), now=now
        )
        writing.flush()  # the address needs the id
        number = note_id.id
    assert client(marta).post(f"/learning/mentor/{learning.id}/greens/{number}/remove").status_code == 404
    assert session.scalar(select(func.count(LearningNote.id))) == 1


def test_a_meeting_waits_for_a_word(client: Clients, session: Session, mentor: Actor, learning: Enrolment) -> None:
    make.progress(learning, make.MEET, StepState.WAITING)
    path = f"/learning/mentor/{learning.id}"
    assert "Познайомтеся з наставником" in client(mentor).get(path).text
    assert client(mentor).post(f"{path}/steps/{make.MEET}/settle", data={"done": "1"}).status_code == 303
    assert session.get_one(StepProgress, (learning.id, make.MEET)).state is StepState.DONE
    assert client(mentor).post(f"{path}/steps/{make.MEET}/settle", data={"done": "1"}).status_code == 409


def test_both_sides_of_a_conversation(
    client: Clients, session: Session, mentor: Actor, newcomer: Actor, learning: Enrolment
) -> None:
    path = f"/learning/{learning.id}/talk"
    key = {"submission_key": "k" * 22, "step": ""}
    for _press in range(2):  # sent twice, it stands once
        assert client(newcomer).post(path, data={"body": "Що таке кейс?", **key}).status_code == 303
    note = session.scalars(select(LearningNote)).one()
    assert (note.author_id, note.read_at) == (newcomer.id, None)
    assert f'class="learner-notes" href="{path}"' in client(mentor).get("/learning/mentor").text
    assert "Що таке кейс?" in client(mentor).get(path).text
    assert session.get_one(LearningNote, note.id, populate_existing=True).read_at is not None
    client(mentor).post(path, data={"body": "Історія, з якої вчаться.", "submission_key": "m" * 22})
    assert "Історія, з якої вчаться." in client(newcomer).get(path).text


def test_a_keeper_who_looks_in_reads_for_nobody(
    client: Clients, session: Session, marta: Actor, newcomer: Actor, learning: Enrolment
) -> None:
    make.note(learning, newcomer)
    assert "Як справи?" in client(marta).get(f"/learning/{learning.id}/talk").text
    assert session.scalars(select(LearningNote)).one().read_at is None


def test_a_note_about_a_step_of_another_track_is_refused(
    session: Session, mentor: Actor, learning: Enrolment, now: datetime, client: Clients
) -> None:
    sent = client(mentor).post(f"/learning/{learning.id}/talk", data={"body": "Слово", "step": "no-such-step"})
    assert sent.status_code == 404
    assert session.scalar(select(func.count(LearningNote.id))) == 0


def test_handing_over_moves_everything_to_the_new_mentor(
    client: Clients, session: Session, mentor: Actor, other_mentor: Actor, newcomer: Actor, learning: Enrolment
) -> None:
    make.note(learning, newcomer)
    path = f"/learning/mentor/{learning.id}"
    assert client(mentor).post(f"{path}/hand-over", data={"mentor": mentor.id}).status_code == 422
    assert client(mentor).post(f"{path}/hand-over", data={"mentor": other_mentor.id}).status_code == 303
    assert client(mentor).get(path).status_code == 404
    assert "Як справи?" in client(other_mentor).get(path).text
    told = make.told_at(session, "onboarding.mentor_changed")
    assert told == {other_mentor.id, newcomer.id}


def test_the_keeper_hands_over_and_the_former_mentor_hears_of_it(
    client: Clients, session: Session, marta: Actor, mentor: Actor, other_mentor: Actor, learning: Enrolment
) -> None:
    client(marta).post(f"/learning/mentor/{learning.id}/hand-over", data={"mentor": other_mentor.id})
    assert make.told_at(session, "onboarding.care_ended") == {mentor.id}
    page = client(mentor).get("/inbox").text
    assert "Соломія Васильків" in page  # whom somebody else helps now
    assert f"/learning/mentor/{learning.id}" not in page


@pytest.mark.parametrize("who", ["newcomer", "hanna", "marta"])
def test_only_a_mentor_takes_over(
    session: Session, request: pytest.FixtureRequest, who: str, mentor: Actor, learning: Enrolment, now: datetime
) -> None:
    somebody: Actor = request.getfixturevalue(who)
    with pytest.raises(Invalid), transaction() as writing:
        hand_over(writing, get_learning(writing, learning.id, mentor), mentor, mentor_id=somebody.id, now=now)


def test_the_learner_does_not_hand_themselves_over(
    session: Session, newcomer: Actor, other_mentor: Actor, learning: Enrolment, now: datetime
) -> None:
    with pytest.raises(Forbidden), transaction() as writing:
        held = get_learning(writing, learning.id, newcomer)
        hand_over(writing, held, newcomer, mentor_id=other_mentor.id, now=now)


def test_a_mentor_who_leaves_hands_all_learners_over(
    session: Session,
    mentor: Actor,
    other_mentor: Actor,
    lidiia: Actor,
    learning: Enrolment,
    track: Track,
    now: datetime,
) -> None:
    make.enrol(other_mentor, make.track(title="Інший маршрут"), mentor)  # who takes over learns under the same mentor
    make.enrol(factories.person(), track, mentor, finished_at=now)
    duty = LearnersInCare()
    assert session.scalar(select(duty.count(mentor.id))) == 2
    with transaction() as writing:
        duty.hand_over(writing, mentor.id, other_mentor.id, lidiia)
    rows = session.execute(select(Enrolment.person_id, Enrolment.mentor_id).where(Enrolment.finished_at.is_(None)))
    assert {row.person_id: row.mentor_id for row in rows} == {
        learning.person_id: other_mentor.id,
        other_mentor.id: None,
    }
    assert session.scalar(select(duty.count(mentor.id))) == 0


def test_a_mentor_lets_somebody_begin(
    client: Clients, session: Session, mentor: Actor, newcomer: Actor, track: Track, now: datetime
) -> None:
    browser, first = client(mentor), now.date().isoformat()
    form = {"person": newcomer.id, "track": track.id, "first_day": first, "mentor": mentor.id}
    assert browser.post("/learning/mentor/enrol", data=form | {"person": ""}).status_code == 422
    assert browser.post("/learning/mentor/enrol", data=form).status_code == 303
    row = session.scalars(select(Enrolment)).one()
    assert (row.person_id, row.mentor_id, row.enrolled_by_id) == (newcomer.id, mentor.id, mentor.id)
    assert make.told_at(session, "onboarding.enrolled") == {newcomer.id}


def test_who_is_on_the_track_already_stays_as_they_are(
    client: Clients, session: Session, other_mentor: Actor, mentor: Actor, learning: Enrolment, now: datetime
) -> None:
    first = (now + timedelta(days=7)).date().isoformat()
    form = {"person": learning.person_id, "track": learning.track_id, "first_day": first, "mentor": other_mentor.id}
    sent = client(other_mentor).post("/learning/mentor/enrol", data=form)
    assert sent.status_code == 422
    assert "вже на цьому маршруті" in sent.text
    row = session.scalars(select(Enrolment)).one()
    assert (row.mentor_id, row.first_day) == (mentor.id, now.date())


def test_an_editor_lets_somebody_begin(
    client: Clients, session: Session, marta: Actor, newcomer: Actor, track: Track, now: datetime
) -> None:
    browser, form = client(marta), {"person": newcomer.id, "track": track.id, "first_day": now.date().isoformat()}
    assert browser.get("/learning/mentor/enrol").status_code == 200
    assert browser.post("/learning/mentor/enrol", data=form | {"mentor": ""}).status_code == 303
    assert session.scalars(select(Enrolment)).one().enrolled_by_id == marta.id


def test_nobody_else_lets_people_begin_there(client: Clients, newcomer: Actor) -> None:
    assert client(newcomer).get("/learning/mentor/enrol").status_code == 403


def test_writing_to_somebody_who_left_is_closed(
    session: Session, mentor: Actor, newcomer: Actor, track: Track, now: datetime
) -> None:
    left = make.enrol(newcomer, track, mentor, left_at=now)
    with pytest.raises(Forbidden), transaction() as writing:
        write_note(writing, get_learning(writing, left.id, mentor), mentor, body=render("Слово"), now=now)


def test_who_is_told_and_of_what(
    client: Clients, session: Session, mentor: Actor, newcomer: Actor, learning: Enrolment
) -> None:
    answer = make.answer(learning)
    make.progress(learning, make.CHECK, StepState.WAITING)
    path = f"/learning/mentor/{learning.id}/answers/{answer.id}/read"
    client(mentor).post(path, data={"good": "1", "note": ""})
    client(newcomer).post(f"/learning/{learning.id}/talk", data={"body": "Дякую!", "submission_key": "a" * 22})
    assert make.told_at(session, "onboarding.answers_read") == {newcomer.id}
    assert make.told_at(session, "onboarding.note_written") == {mentor.id}
    assert "/learning" in client(newcomer).get("/inbox").text
