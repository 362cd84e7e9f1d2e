"""What a mentor does without waiting for the learner, and how they come from one who waits to the next."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.notifications.models import Notification
from portal.onboarding.models import Enrolment, StepProgress, StepState, Track, TrackStep
from portal.onboarding.queries.care import get_learning
from portal.onboarding.queries.learning import locked_enrolment
from portal.onboarding.services.mentoring import LearnersInCare
from portal.onboarding.services.progress import hand_in
from portal.people.models import Person, Role, Team
from tests import factories
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make
from tests.statements import MOST_A_PAGE, counted

MET = "Ми зустрілися"


@pytest.fixture(autouse=True)
def in_ukrainian() -> Iterator[None]:
    with i18n.speaking("uk"):
        yield


@pytest.fixture
def track(marta: Actor) -> Track:
    """Kept by the editor."""
    return make.track(marta)


@pytest.fixture
def learning(newcomer: Actor, mentor: Actor, track: Track) -> Enrolment:
    """The newcomer in the mentor's care, on their first day."""
    return make.enrol(newcomer, track, mentor)


def lines_of(session: Session, person: Actor) -> list[str]:
    """The names of the events that somebody is told of."""
    return list(
        session.scalars(
            select(JournalEntry.name)
            .join(Notification, Notification.entry_id == JournalEntry.id)
            .where(Notification.person_id == person.id)
            .order_by(JournalEntry.id)
        )
    )


def handed_in(row: Enrolment, key: str, person: Actor, now: datetime) -> None:
    """As the learner does it."""
    with transaction() as session:
        enrolment = locked_enrolment(session, row.id, person)
        step = session.scalars(
            select(TrackStep).where(TrackStep.version_id == enrolment.version_id, TrackStep.key == key)
        ).one()
        hand_in(session, enrolment, step, person, now=now)


@pytest.mark.parametrize("who", ["mentor", "marta"])
def test_who_helps_says_that_they_have_met_before_the_learner_does(
    client: Clients, session: Session, request: pytest.FixtureRequest, newcomer: Actor, learning: Enrolment, who: str
) -> None:
    browser, path = client(request.getfixturevalue(who)), f"/learning/mentor/{learning.id}"
    assert MET in browser.get(path).text
    assert browser.post(f"{path}/steps/{make.MEET}/met").status_code == 303
    session.rollback()
    assert session.get_one(StepProgress, (learning.id, make.MEET)).state is StepState.DONE
    assert lines_of(session, newcomer) == ["onboarding.meeting_noted"]
    assert MET not in browser.get(path).text
    browser.post(f"{path}/steps/{make.MEET}/met")  # pressed twice, on two devices
    session.rollback()
    assert lines_of(session, newcomer) == ["onboarding.meeting_noted"]


@pytest.mark.parametrize("handed", [False, True])
def test_the_learner_reads_which_meeting_it_was_and_comes_to_it(
    client: Clients, newcomer: Actor, mentor: Actor, learning: Enrolment, now: datetime, handed: bool
) -> None:
    path, step = f"/learning/mentor/{learning.id}/steps/{make.MEET}", f"/learning/{learning.id}/steps/{make.MEET}"
    if handed:
        make.progress(learning, make.MEET, StepState.WAITING, handed_in_at=now)
        client(mentor).post(f"{path}/settle", data={"done": "1"})
    else:
        client(mentor).post(f"{path}/met")
    page = client(newcomer).get("/inbox").text
    assert "відзначає вашу зустріч" in page
    assert "Познайомтеся з наставником" in page  # which one it was
    line = re.findall(r"/inbox/([0-9]+)/open", page)
    opened = client(newcomer).get(f"/inbox/{line[0]}/open")
    assert opened.headers["Location"].endswith(step)
    assert client(newcomer).get(step).status_code == 200


def test_a_meeting_that_is_to_be_held_again_is_not_noted(
    client: Clients, session: Session, newcomer: Actor, mentor: Actor, learning: Enrolment
) -> None:
    make.progress(learning, make.MEET, StepState.WAITING)
    client(mentor).post(f"/learning/mentor/{learning.id}/steps/{make.MEET}/settle", data={"done": "0"})
    assert lines_of(session, newcomer) == ["onboarding.answers_read"]


def test_a_step_that_is_gone_from_the_version_leads_to_the_track(
    client: Clients, newcomer: Actor, dmytro: Actor, learning: Enrolment, track: Track, now: datetime
) -> None:
    with transaction() as session:
        later = make.version(session, track, 2, make.USUAL[:1], now)
        session.get_one(Enrolment, learning.id).version_id = later.id
    address = f"/learning/{learning.id}/steps/{make.MEET}"
    assert client(newcomer).get(address).headers["Location"].endswith(f"/learning/{learning.id}")
    assert client(dmytro).get(address).status_code == 404


def test_what_the_learner_presses_afterwards_changes_nothing(
    client: Clients, session: Session, newcomer: Actor, mentor: Actor, learning: Enrolment
) -> None:
    client(mentor).post(f"/learning/mentor/{learning.id}/steps/{make.MEET}/met")
    client(newcomer).post(f"/learning/{learning.id}/steps/{make.MEET}/done")
    session.rollback()
    assert session.get_one(StepProgress, (learning.id, make.MEET)).state is StepState.DONE
    assert lines_of(session, mentor) == []


@pytest.mark.parametrize(("who", "status"), [("newcomer", 403), ("stranger", 404), ("lidiia", 404), ("hanna", 404)])
def test_nobody_else_says_so(
    client: Clients, session: Session, request: pytest.FixtureRequest, learning: Enrolment, who: str, status: int
) -> None:
    browser = client(request.getfixturevalue(who))
    assert browser.post(f"/learning/mentor/{learning.id}/steps/{make.MEET}/met").status_code == status
    assert session.scalar(select(func.count()).select_from(StepProgress)) == 0


@pytest.mark.parametrize("key", [make.READ, make.CHECK, make.WRITE, "nothing"])
def test_only_a_meeting_is_said_to_have_taken_place(
    client: Clients, session: Session, mentor: Actor, learning: Enrolment, key: str
) -> None:
    assert client(mentor).post(f"/learning/mentor/{learning.id}/steps/{key}/met").status_code == 404
    assert session.scalar(select(func.count()).select_from(StepProgress)) == 0


def test_on_a_track_that_was_left_nothing_is_noted(
    client: Clients, session: Session, mentor: Actor, newcomer: Actor, track: Track, now: datetime
) -> None:
    left = make.enrol(newcomer, track, mentor, left_at=now)
    assert MET not in client(mentor).get(f"/learning/mentor/{left.id}").text
    assert client(mentor).post(f"/learning/mentor/{left.id}/steps/{make.MEET}/met").status_code == 403


def test_what_is_done_is_folded_and_where_they_are_is_marked(
    client: Clients, mentor: Actor, newcomer: Actor, learning: Enrolment
) -> None:
    make.progress(learning, make.READ)
    page = client(mentor).get(f"/learning/mentor/{learning.id}").text
    assert re.search(r'<details class="way way-here" open>', page)
    here = re.search(r'<li class="way-step way-step-here" id="way-([^"]+)" aria-current="step">', page)
    assert here is not None
    assert here[1] == make.CHECK
    for key in (make.CHECK, make.MEET, make.WRITE):
        make.progress(learning, key)
    done = client(mentor).get(f"/learning/mentor/{learning.id}").text
    assert '<details class="way">' in done
    assert "way-step-here" not in done


def test_waiting_since_is_the_oldest_day_on_the_list_and_on_the_page(
    client: Clients, mentor: Actor, newcomer: Actor, learning: Enrolment, now: datetime
) -> None:
    make.progress(learning, make.CHECK, StepState.WAITING, at=now - timedelta(days=9))
    make.answer(learning, question="other", at=now - timedelta(days=1))
    make.answer(learning, at=now - timedelta(days=6))
    make.progress(learning, make.READ, at=now)
    oldest = f"з {i18n.day(now - timedelta(days=6))}"
    for address in ("/learning/mentor", f"/learning/mentor/{learning.id}"):
        assert oldest in client(mentor).get(address).text, address


def test_a_meeting_waits_since_it_was_handed_in(
    client: Clients, mentor: Actor, newcomer: Actor, learning: Enrolment, now: datetime
) -> None:
    make.progress(
        learning, make.MEET, StepState.WAITING, at=now - timedelta(days=9), handed_in_at=now - timedelta(days=4)
    )
    make.progress(learning, make.READ, at=now)
    for address in ("/learning/mentor", f"/learning/mentor/{learning.id}"):
        assert f"з {i18n.day(now - timedelta(days=4))}" in client(mentor).get(address).text, address


def test_an_answer_that_waits_makes_them_wait_also_while_the_rest_is_looked_at_again(
    client: Clients, mentor: Actor, learning: Enrolment
) -> None:
    make.progress(learning, make.CHECK, StepState.AGAIN)
    make.answer(learning)
    for address in ("/learning/mentor", f"/learning/mentor/{learning.id}"):
        assert "Чекає на вас" in client(mentor).get(address).text, address


def test_from_one_who_waits_to_the_next_who_has_waited_longest(
    client: Clients, session: Session, mentor: Actor, learning: Enrolment, track: Track, now: datetime, care_team: Team
) -> None:
    names = {"Ганна Нова": 1, "Іван Давній": 8, "Яна Середня": 4}
    for name, days in names.items():
        row = make.enrol(factories.person(name), track, mentor)
        make.progress(row, make.CHECK, StepState.WAITING)
        make.answer(row, at=now - timedelta(days=days))
    closed = make.enrol(factories.person("Закритий Рахунок"), track, mentor)
    make.answer(closed, at=now - timedelta(days=20))
    with transaction() as writing:
        writing.get_one(Person, closed.person_id).deactivated_at = now
    other = make.enrol(factories.person("Чужа Учениця"), track, factories.person("Інший", care_team, Role.MENTOR))
    make.answer(other, at=now - timedelta(days=30))

    browser, path = client(mentor), f"/learning/mentor/{learning.id}"
    browser.get(path)  # fills what is remembered
    with counted() as statements:
        page = browser.get(path).text
    assert "Далі чекає: Іван Давній" in page
    assert "і ще 2" in page
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)
    following = re.search(r'href="(/learning/mentor/\d+)">Далі чекає', page)
    assert following is not None
    assert "Далі чекає: Яна Середня" in browser.get(following[1]).text


def test_where_nobody_else_waits_there_is_no_next(client: Clients, mentor: Actor, learning: Enrolment) -> None:
    make.answer(learning)
    assert "Далі чекає" not in client(mentor).get(f"/learning/mentor/{learning.id}").text


def test_the_track_that_most_are_on_is_named_once(
    client: Clients, mentor: Actor, marta: Actor, track: Track, learning: Enrolment
) -> None:
    make.enrol(factories.person(), track, mentor)
    assert client(mentor).get("/learning/mentor").text.count(track.title) == 1
    other = make.track(marta, title="Зовсім інший")
    make.enrol(factories.person(), other, mentor)
    page = client(mentor).get("/learning/mentor").text
    assert (page.count(track.title), page.count(other.title)) == (1, 1)
    assert page.index('class="dots-legend"') < page.index('class="rows learners"')


def test_a_line_of_the_inbox_names_the_step(
    client: Clients, session: Session, mentor: Actor, newcomer: Actor, learning: Enrolment, now: datetime
) -> None:
    handed_in(learning, make.MEET, newcomer, now)
    title = "Познайомтеся з наставником"
    with counted() as statements:
        assert title in client(mentor).get("/inbox").text
    assert len(statements) <= MOST_A_PAGE + 2  # signing in
    stored = session.scalars(select(JournalEntry).where(JournalEntry.name == "onboarding.answer_waits")).one()
    assert title not in str(stored.data)
    assert make.MEET not in str(stored.data)


def test_the_step_is_named_to_nobody_to_whom_the_learner_is_closed(
    client: Clients,
    session: Session,
    mentor: Actor,
    newcomer: Actor,
    learning: Enrolment,
    now: datetime,
    care_team: Team,
) -> None:
    handed_in(learning, make.MEET, newcomer, now)
    other = factories.person("Інша", care_team, Role.MENTOR)
    with transaction() as writing:
        writing.get_one(Enrolment, learning.id).mentor_id = other.id
    assert "Познайомтеся з наставником" not in client(mentor).get("/inbox").text


def test_who_has_a_closed_account_is_no_duty_of_a_mentor(
    session: Session, mentor: Actor, marta: Actor, lidiia: Actor, learning: Enrolment, track: Track, now: datetime
) -> None:
    closed = make.enrol(factories.person(), track, mentor)
    with transaction() as writing:
        writing.get_one(Person, closed.person_id).deactivated_at = now
    duty = LearnersInCare()
    assert session.scalar(select(duty.count(mentor.id))) == 1
    assert get_learning(session, closed.id, mentor).mentor_id == mentor.id  # who comes back finds the same mentor


def test_who_may_not_change_the_keeper_reads_their_name(
    client: Clients, session: Session, marta: Actor, track: Track, care_team: Team
) -> None:
    editor, path = factories.person("Ірина Редакторка", care_team, Role.EDITOR), f"/tracks/{track.id}/settings"
    assert 'name="keeper"' in client(marta).get(path).text
    browser = client(editor)
    page = browser.get(path).text
    assert 'name="keeper"' not in page
    assert marta.name in page
    data = {"language": "uk", "version": track.version, "keeper": editor.id}
    assert browser.post(path, data=data).status_code == 302
    session.rollback()
    row = session.get_one(Track, track.id, populate_existing=True)
    assert (row.keeper_id, row.open_to_all) == (marta.id, False)
    older = browser.post(path, data=data | {"open_to_all": "y"})
    assert older.status_code == 409
    assert marta.name in older.text
