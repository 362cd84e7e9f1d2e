"""The learner's pages: today, a step, the whole way, beginning, calendar, certificate."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import Draft
from portal.onboarding.models import Enrolment, StepAnswer, StepKind, StepProgress, StepState, Track
from portal.onboarding.questions import read_questions
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as factories
from tests.onboarding.test_learning import do
from tests.statements import MOST_A_PAGE, counted

ALL_KINDS = """
? Що першим?
Клієнт кричить.
(x) Слухаємо
> Бо це допомагає.
( ) Говоримо
> Бо це додає жару.

> Спершу слухаємо.

? Що з цього правда?
[x] Перше
[x] Друге
[ ] Третє

? Що далі?
1. Питаємо
2. Пропонуємо
3. Прощаємося

? Що до чого?
Повернення = каса
Пандус = список

? Як було у вас?
___
"""
STEPS: tuple[Mapping[str, Any], ...] = (
    {"key": "read", "kind": StepKind.READ, "title": "Прочитайте про нас", "due_day": 1},
    {"key": "check", "kind": StepKind.CHECK, "title": "Перевірте себе", "due_day": 1, "questions": ALL_KINDS},
    {"key": "meet", "kind": StepKind.MEET, "title": "Зустріньтеся з наставником", "due_day": 2, "minutes": 20},
    {"key": "write", "kind": StepKind.WRITE, "title": "Напишіть випадок", "due_day": 5, "required": False},
)


@pytest.fixture(autouse=True)
def in_ukrainian() -> Iterator[None]:
    with i18n.speaking("uk"):
        yield


@pytest.fixture
def way(newcomer: Actor, mentor: Actor) -> Enrolment:
    return factories.enrol(newcomer, factories.track(steps=STEPS), mentor)


def fields(page: str) -> dict[str, Any]:
    """The hidden fields of the page's questions."""
    return dict(re.findall(r'<input type="hidden" name="((?:n-|draft)[^"]*)" value="([^"]*)"', page))


def right_answers(words: str = "Було добре.") -> dict[str, Any]:
    single, several, order, match, free = read_questions(ALL_KINDS)[0]
    return {
        f"q-{single.key}": [one.key for one in single.options if one.right],
        f"q-{several.key}": [one.key for one in several.options if one.right],
        **{f"q-{order.key}-{one.key}": str(place) for place, one in enumerate(order.options, 1)},
        **{f"q-{match.key}-{one.key}": one.partner_key for one in match.options},
        f"q-{free.key}": words,
    }


def test_whoever_learns_nothing_is_shown_what_they_may_begin(client: Clients, dmytro: Actor):
    factories.track(title="Для всіх")

    page = client(dmytro).get("/learning").text

    assert "Для всіх" in page
    assert "/begin" in page


def test_today_shows_one_big_step_and_what_fits_into_the_same_minutes(client: Clients, newcomer: Actor, way: Enrolment):
    page = client(newcomer).get("/learning").text

    first = re.search(r'<h2 id="next-step"[^>]*>(.*?)</h2>', page)
    assert first is not None
    assert "Прочитайте про нас" in first[1]
    assert page.index("Перевірте себе") < page.index("Зустріньтеся з наставником")
    assert "Павло Островський" in page


def test_every_kind_of_step_has_a_page_with_one_thing_to_press(client: Clients, newcomer: Actor, way: Enrolment):
    for step in STEPS:
        page = client(newcomer).get(f"/learning/{way.id}/steps/{step['key']}")
        assert page.status_code == 200
        assert page.text.count("button-main") - page.text.count("button-main button-new") >= 1, step["key"]


def test_the_head_of_a_step_names_its_reader(client: Clients, newcomer: Actor, mentor: Actor, way: Enrolment):
    for reader, name, path in (
        (newcomer, "Соломія Васильків", f"/learning/{way.id}/steps/read"),
        (newcomer, "Соломія Васильків", f"/learning/{way.id}/talk"),
        (mentor, "Павло Островський", f"/learning/mentor/{way.id}"),
    ):
        head = client(reader).get(path).text.split("</header>")[0]
        assert re.search(rf'<summary class="icon-button" aria-label="[^"]+: {name}">', head), path


def test_a_step_is_begun_when_it_is_opened_and_done_when_that_is_said(
    client: Clients, newcomer: Actor, way: Enrolment, session: Session
):
    browser = client(newcomer)

    browser.get(f"/learning/{way.id}/steps/read")
    assert session.scalars(select(StepProgress.state)).all() == [StepState.OPEN]
    answer = browser.post(f"/learning/{way.id}/steps/read/done")

    assert answer.status_code == 303
    session.rollback()
    assert session.get_one(StepProgress, (way.id, "read")).state is StepState.DONE


def test_all_five_kinds_of_questions_are_answered_in_one_form(
    client: Clients, newcomer: Actor, way: Enrolment, session: Session
):
    browser = client(newcomer)
    page = browser.get(f"/learning/{way.id}/steps/check").text

    answer = browser.post(f"/learning/{way.id}/steps/check/answers", data=fields(page) | right_answers())

    assert answer.status_code == 303
    assert session.get_one(StepProgress, (way.id, "check")).state is StepState.WAITING
    answers = session.scalars(select(StepAnswer).order_by(StepAnswer.id)).all()
    assert [one.right for one in answers] == [True, True, True, True, None]
    shown = browser.get(f"/learning/{way.id}/steps/check").text
    assert "Спершу слухаємо." in shown
    assert "Було добре." in shown


def test_of_a_wrong_answer_its_reason_is_told_and_never_the_right_one(client: Clients, newcomer: Actor, way: Enrolment):
    browser = client(newcomer)
    page = browser.get(f"/learning/{way.id}/steps/check").text
    assert "Бо це" not in page
    single = read_questions(ALL_KINDS)[0][0]
    wrong = right_answers() | {f"q-{single.key}": single.options[1].key}

    browser.post(f"/learning/{way.id}/steps/check/answers", data=fields(page) | wrong)
    shown = browser.get(f"/learning/{way.id}/steps/check").text

    assert "Бо це додає жару." in shown
    assert "Бо це допомагає." not in shown
    assert "Спершу слухаємо." not in shown


def test_what_is_typed_is_kept_until_it_is_sent(client: Clients, newcomer: Actor, way: Enrolment, session: Session):
    browser = client(newcomer)
    page = browser.get(f"/learning/{way.id}/steps/check").text
    said = right_answers("Ще думаю\x00 над цим")

    kept = browser.post(
        f"/learning/{way.id}/steps/check/draft", data=fields(page) | said, headers={"Accept": "application/json"}
    )
    again = browser.get(f"/learning/{way.id}/steps/check").text

    assert kept.status_code == 200
    assert "Ще думаю над цим" in again
    assert again.count(" checked") == 3
    assert again.count(" selected") == 5
    browser.post(f"/learning/{way.id}/steps/check/answers", data=fields(again) | said)
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_nobody_keeps_answers_for_somebody_else(client: Clients, newcomer: Actor, mentor: Actor, way: Enrolment):
    page = client(newcomer).get(f"/learning/{way.id}/steps/check").text

    for path in ("draft", "answers", "done"):
        answer = client(mentor).post(f"/learning/{way.id}/steps/check/{path}", data=fields(page) | right_answers())
        assert answer.status_code == 404


@pytest.mark.parametrize("who", ["mentor", "lidiia", "hanna", "marta", "dmytro"])
def test_nobody_else_opens_a_learners_pages(client: Clients, request: pytest.FixtureRequest, way: Enrolment, who: str):
    browser = client(request.getfixturevalue(who))

    for path in ("", "/steps/check", "/certificate"):
        assert browser.get(f"/learning/{way.id}{path}").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "x" * 500, "a b"])
def test_a_step_that_is_none_is_not_found(client: Clients, newcomer: Actor, way: Enrolment, key: str):
    assert client(newcomer).get(f"/learning/{way.id}/steps/{key}").status_code == 404


def test_a_track_is_begun_from_its_page(client: Clients, newcomer: Actor, session: Session, now: datetime):
    track = factories.track(title="Перші дні")
    browser = client(newcomer)

    assert "Перші дні" in browser.get(f"/tracks/{track.id}/begin").text
    refused = browser.post(f"/tracks/{track.id}/begin", data={"first_day": "2199-01-01"})
    begun = browser.post(f"/tracks/{track.id}/begin", data={"first_day": i18n.today(now).isoformat()})

    assert (refused.status_code, begun.status_code) == (422, 303)
    assert session.scalars(select(Enrolment.person_id)).all() == [newcomer.id]


def test_what_is_not_open_to_all_is_begun_by_nobody_alone(client: Clients, newcomer: Actor):
    track = factories.track(open_to_all=False)

    assert client(newcomer).get(f"/tracks/{track.id}/begin").status_code == 403
    assert client(newcomer).post(f"/tracks/{track.id}/begin", data={"first_day": "2026-05-12"}).status_code == 403


def test_leaving_can_be_undone(client: Clients, newcomer: Actor, way: Enrolment, session: Session):
    browser = client(newcomer)

    browser.post(f"/learning/{way.id}/leave")
    assert session.scalars(select(Enrolment.left_at)).one() is not None
    session.rollback()
    browser.post(f"/learning/{way.id}/come-back")

    assert session.scalars(select(Enrolment.left_at)).one() is None


def test_whoever_began_anew_does_not_take_the_earlier_way_up_again(
    client: Clients, newcomer: Actor, way: Enrolment, session: Session, now: datetime
):
    browser = client(newcomer)
    browser.post(f"/learning/{way.id}/leave")
    browser.post(f"/tracks/{way.track_id}/begin", data={"first_day": i18n.today(now).isoformat()})

    answer = browser.post(f"/learning/{way.id}/come-back", follow_redirects=True)

    assert answer.status_code == 200
    assert "почали цей маршрут заново" in answer.text
    left = session.scalars(select(Enrolment.left_at).order_by(Enrolment.id)).all()
    assert [moment is not None for moment in left] == [True, False]


def test_the_certificate_comes_with_the_end_and_not_before(
    client: Clients, newcomer: Actor, mentor: Actor, now: datetime
):
    row = factories.enrol(newcomer, factories.track(steps=STEPS[:1]), mentor)
    browser = client(newcomer)
    assert browser.get(f"/learning/{row.id}/certificate").status_code == 404

    answer = browser.post(f"/learning/{row.id}/steps/read/done")

    assert answer.location.endswith(f"/learning/{row.id}/certificate")
    page = browser.get(f"/learning/{row.id}/certificate").text
    assert "Соломія Васильків" in page
    assert "Павло Островський" in page
    assert i18n.dated(i18n.today(now)) in page


def test_the_certificate_counts_what_was_done_and_not_what_was_opened(
    client: Clients, newcomer: Actor, mentor: Actor, now: datetime
):
    row = factories.enrol(newcomer, factories.track(steps=STEPS), mentor, finished_at=now)
    states = (StepState.DONE, StepState.DONE, StepState.OPEN, StepState.AGAIN)
    for step, state in zip(STEPS, states, strict=True):
        factories.progress(row, step["key"], state)

    page = client(newcomer).get(f"/learning/{row.id}/certificate").text

    assert "2 кроки" in page


def test_a_place_in_an_order_is_one_sentence_in_any_language(client: Clients, newcomer: Actor, way: Enrolment):
    page = client(newcomer).get(f"/learning/{way.id}/steps/check").text

    assert 'aria-label="Місце для «Питаємо»"' in page
    assert 'data-text-moved="«{what}» тепер на місці {place}"' in page


def test_the_calendar_has_one_entry_a_day_of_what_is_left(
    client: Clients, newcomer: Actor, way: Enrolment, now: datetime
):
    do(way, "read", newcomer, now)

    answer = client(newcomer).get("/learning/calendar.ics")

    events = Calendar.from_ical(answer.get_data()).walk("VEVENT")
    assert answer.content_type.startswith("text/calendar")
    assert len(events) == 3
    assert "Перевірте себе" in str(events[0]["description"])
    assert "Прочитайте про нас" not in answer.text


def test_a_secret_address_serves_the_calendar_until_it_is_taken_away(client: Clients, newcomer: Actor, way: Enrolment):
    browser, program = client(newcomer), client()

    def address() -> str:
        found = re.search(
            r'<code id="calendar-address">https?://[^/]+([^<]+)</code>', browser.get("/learning/calendar").text
        )
        assert found is not None
        return found[1]

    browser.post("/learning/calendar/address")
    first = address()
    assert len(Calendar.from_ical(program.get(first).get_data()).walk("VEVENT")) == 3
    browser.post("/learning/calendar/address")
    second = address()
    assert (program.get(first).status_code, program.get(second).status_code) == (404, 200)
    browser.post("/learning/calendar/address/remove")

    assert program.get(second).status_code == 404


@pytest.mark.parametrize("token", ["1-", "x", "-", "9" * 40 + "-a", "1-" + "0" * 32])
def test_a_guessed_address_leads_nowhere(client: Clients, newcomer: Actor, way: Enrolment, token: str):
    client(newcomer).post("/learning/calendar/address")

    assert client().get(f"/calendar/{token}.ics").status_code == 404


def test_a_new_version_is_offered_and_taken_with_what_was_done(
    client: Clients, newcomer: Actor, way: Enrolment, session: Session, now: datetime
):
    do(way, "read", newcomer, now)
    with transaction() as writing:
        track = writing.get_one(Track, way.track_id)
        track.published_id = factories.version(writing, track, 2, STEPS[:2], now).id
    browser = client(newcomer)

    assert f"/learning/{way.id}/move" in browser.get("/learning").text
    browser.post(f"/learning/{way.id}/move")

    session.expire_all()
    assert session.get_one(Enrolment, way.id).version_id == track.published_id
    assert session.get_one(StepProgress, (way.id, "read")).state is StepState.DONE


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/steps/check", "/{id}/steps/meet", "/calendar"])
def test_a_learners_page_asks_little(client: Clients, newcomer: Actor, mentor: Actor, now: datetime, path: str):
    many = [{**STEPS[1], "key": f"check-{n}", "title": f"Крок {n}", "due_day": 1 + n // 4} for n in range(40)]
    row = factories.enrol(newcomer, factories.track(steps=[*STEPS, *many]), mentor)
    for _ in range(3):
        factories.enrol(newcomer, factories.track(steps=STEPS), mentor, first_day=now.date() - timedelta(days=9))
    do(row, "read", newcomer, now)
    address, browser = "/learning" + path.format(id=row.id), client(newcomer)
    browser.get(address)

    with counted() as statements:
        assert browser.get(address).status_code == 200

    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)


def test_what_was_wrong_stands_there_to_be_mended(client: Clients, newcomer: Actor, way: Enrolment):
    browser = client(newcomer)
    order = read_questions(ALL_KINDS)[0][2]
    page = browser.get(f"/learning/{way.id}/steps/check").text
    wrong = {f"q-{order.key}-{one.key}": str(place) for place, one in enumerate(reversed(order.options), 1)}

    browser.post(f"/learning/{way.id}/steps/check/answers", data=fields(page) | right_answers() | wrong)
    shown = browser.get(f"/learning/{way.id}/steps/check").text

    assert shown.count(" selected") == 3
    assert "Дещо варте ще одного погляду" in shown


def test_whoever_learns_finds_the_next_step_on_the_home_page_and_nobody_else(
    client: Clients, newcomer: Actor, dmytro: Actor, way: Enrolment
):
    browser = client(newcomer)

    assert "Прочитайте про нас" in browser.get("/").text
    assert "home-learning" not in client(dmytro).get("/").text
    with counted() as statements:
        browser.get("/")
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)


def test_the_certificate_stays_with_the_version_that_was_finished(client: Clients, newcomer: Actor, now: datetime):
    row = factories.enrol(newcomer, factories.track(steps=STEPS[:1], title="Перші дні"), None)
    do(row, "read", newcomer, now)
    with transaction() as writing:
        track = writing.get_one(Track, row.track_id)
        standing = factories.version(writing, track, 2, STEPS, now)
        standing.title, track.published_id = "Інші дні", standing.id
    browser = client(newcomer)

    answer = browser.post(f"/learning/{row.id}/move", follow_redirects=True)

    assert answer.status_code == 200
    assert "Перші дні" in browser.get(f"/learning/{row.id}/certificate").text
    assert "Інші дні" not in browser.get(f"/learning/{row.id}/certificate").text


def test_nobody_can_unmix_an_order_by_the_address_of_its_page(
    client: Clients, newcomer: Actor, app: Flask, now: datetime
):
    lines = "".join(f"{place}. Рядок {place}\n" for place in range(1, 13))
    step = {"key": "check", "kind": StepKind.CHECK, "title": "Так", "questions": f"? Що далі?\n{lines}"}
    row = factories.enrol(newcomer, factories.track(steps=[step]), None)

    def shown() -> list[str]:
        page = client(newcomer).get(f"/learning/{row.id}/steps/check").text
        return re.findall(r'class="answer-text">([^<]+)<', page)

    first = shown()
    app.config["SECRET_KEY"] = "інший секрет порталу для цієї перевірки"

    assert len(first) == 12
    assert shown() != first


def test_an_order_that_was_found_stands_in_its_order(client: Clients, newcomer: Actor, way: Enrolment):
    browser = client(newcomer)
    page = browser.get(f"/learning/{way.id}/steps/check").text

    browser.post(f"/learning/{way.id}/steps/check/answers", data=fields(page) | right_answers())
    shown = browser.get(f"/learning/{way.id}/steps/check").text

    assert re.findall(r'class="answer-text">([^<]+)<', shown) == ["Питаємо", "Пропонуємо", "Прощаємося"]
