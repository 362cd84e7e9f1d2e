"""A newcomer's first ten days, on a phone and in Ukrainian: the clock is moved, the mentor answers, the end is told."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import Draft
from portal.core.journal import JournalEntry
from portal.onboarding.models import Condition, Enrolment, StepAnswer, StepKind, StepProgress, StepState, TrackStep
from portal.onboarding.queries.learning import locked_enrolment
from portal.onboarding.services.progress import settle
from portal.onboarding.services.reminding import remind
from portal.practice.finishing import after_finish
from tests.algorithms.factories import algorithm
from tests.journeys.conftest import PHONE, Visitors, axe_faults, held_back, tab_to, wider_than_screen
from tests.knowledge.factories import item
from tests.onboarding import mentoring_factories as factories
from tests.onboarding.test_learning_pages import ALL_KINDS
from tests.practice.factories import dialogue, practised

#: A Monday; no public holiday of Ukraine lies in the two weeks after it.
MONDAY = datetime(2026, 9, 7, 8, 30, tzinfo=UTC)
ONE_QUESTION = """
? Що в цьому випадку головне?
(x) Людину спитали, коли їй зручно
( ) Усе зробили швидко
> Швидко не завжди те, що людині потрібно.
"""
CUT_OFF = [
    r"/draft net::ERR_INTERNET_DISCONNECTED",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
]


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=True) as traveller:
        yield traveller


def day(number: int) -> datetime:
    """A working day of the two weeks, from 1, in the morning."""
    return MONDAY + timedelta(days=number - 1 + 2 * ((number - 1) // 5))


def steps(marta: Actor) -> list[Mapping[str, Any]]:
    article = item(marta, kind="article", title="Чому ми без скриптів")
    case = item(marta, title="Окуляри до п'ятниці")
    walked = algorithm(marta)
    practised(marta)
    talk = dialogue(marta, clock.now())
    return [
        {"key": "read", "kind": StepKind.READ, "title": "Чому ми без скриптів", "due_day": 1,
         "item_kind": "article", "item_id": article.id},
        {"key": "meet", "kind": StepKind.MEET, "title": "Познайомтеся з наставником", "due_day": 1},
        {"key": "case", "kind": StepKind.READ, "title": "Прочитайте випадок", "due_day": 2, "item_kind": "case",
         "item_id": case.id, "questions": ONE_QUESTION},
        {"key": "check", "kind": StepKind.CHECK, "title": "Перевірте себе", "due_day": 3, "minutes": 15,
         "questions": ALL_KINDS},
        {"key": "walk", "kind": StepKind.WALK, "title": "Пройдіть алгоритм", "due_day": 5, "item_kind": "algorithm",
         "item_id": walked.id},
        {"key": "talk", "kind": StepKind.PRACTISE, "title": "Поговоріть із клієнтом", "due_day": 6,
         "item_kind": "dialogue", "item_id": talk},
        {"key": "know", "kind": StepKind.ACKNOWLEDGE, "title": "До відома: без скриптів", "due_day": 8,
         "item_kind": "article", "item_id": article.id, "after": Condition.PREVIOUS},
        {"key": "write", "kind": StepKind.WRITE, "title": "Напишіть свій випадок", "due_day": 10,
         "after": Condition.PREVIOUS},
    ]  # fmt: skip


def confirm(enrolment_id: int, key: str, mentor: Actor) -> None:
    """The mentor says that it is done."""
    with transaction() as session:
        settle(session, locked_enrolment(session, enrolment_id, None), key, mentor, done=True, now=clock.now())


def morning(page: Page, title: str) -> None:
    """Open the page of today: what is asked first is large, nothing slides, everybody can use it."""
    page.goto("/learning")
    expect(page.locator("#next-step")).to_have_text(title)
    looked_at(page)


def looked_at(page: Page) -> None:
    assert axe_faults(page) == []
    assert wider_than_screen(page) == 0


def into_the_step(page: Page, title: str) -> None:
    page.locator(".next-step .button-main").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    looked_at(page)


def state_of(session: Session, row: Enrolment, key: str) -> StepState:
    session.rollback()
    return session.scalars(
        select(StepProgress.state).where(StepProgress.enrolment_id == row.id, StepProgress.step_key == key)
    ).one()


def test_a_newcomer_over_ten_days(
    visit: Visitors, travel: time_machine.Traveller, session: Session, newcomer: Actor, mentor: Actor, marta: Actor
) -> None:
    track = factories.track(marta, steps=steps(marta), title="Перші десять днів")
    row = factories.enrol(newcomer, track, mentor, first_day=date(2026, 9, 7))
    page = visit(newcomer, screen=PHONE)

    # Day 1: read, meet.
    morning(page, "Чому ми без скриптів")
    into_the_step(page, "Чому ми без скриптів")
    page.get_by_role("link", name="Прочитати").click()
    page.wait_for_url("**/articles/**")
    page.go_back()
    page.get_by_role("button", name="Прочитано").click()
    expect(page.locator("#next-step")).to_have_text("Познайомтеся з наставником")
    into_the_step(page, "Познайомтеся з наставником")
    page.get_by_role("button", name="Ми зустрілися").click()
    assert state_of(session, row, "meet") is StepState.WAITING
    confirm(row.id, "meet", mentor)

    # Day 2: a case with its question, by keys alone; the first answer is not the best one.
    travel.move_to(day(2))
    morning(page, "Прочитайте випадок")
    into_the_step(page, "Прочитайте випадок")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".step-questions button.button-main")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Подивіться на це ще раз.")).to_be_visible()
    expect(page.get_by_text("Швидко не завжди те")).to_be_visible()
    looked_at(page)
    page.get_by_label("Людину спитали").check()
    page.get_by_role("button", name="Надіслати відповіді").click()
    expect(page.get_by_text("Усе правильно")).to_be_visible()
    page.get_by_role("link", name="Наступний крок").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Перевірте себе")

    # Day 3: a self-check of all kinds of questions.
    travel.move_to(day(3))
    remind_all()
    morning(page, "Перевірте себе")
    into_the_step(page, "Перевірте себе")
    page.get_by_label("Слухаємо").check()
    page.get_by_label("Перше").check()
    page.get_by_label("Друге").check()
    put_in_order(page, ["Питаємо", "Пропонуємо", "Прощаємося"])
    page.get_by_label("Повернення").select_option("каса")
    page.get_by_label("Пандус").select_option("список")
    page.get_by_label("Як було у вас?").fill("Клієнтка дякувала, бо її не перебивали.")
    page.get_by_role("button", name="Надіслати відповіді").click()
    expect(page.get_by_text("Дякуємо, є відповіді на все")).to_be_visible()
    looked_at(page)
    assert heard(session, "onboarding.steps_due") == 1
    confirm(row.id, "check", mentor)

    # Day 5: an algorithm.
    travel.move_to(day(5))
    morning(page, "Пройдіть алгоритм")
    into_the_step(page, "Пройдіть алгоритм")
    page.get_by_role("button", name="Пройдено до кінця").click()

    # Day 6: a practice that is not played yet is not done by saying so.
    travel.move_to(day(6))
    morning(page, "Поговоріть із клієнтом")
    into_the_step(page, "Поговоріть із клієнтом")
    page.get_by_role("button", name="Розмову доведено до кінця").click()
    expect(page.get_by_text("Спершу доведіть розмову до кінця")).to_be_visible()
    played(newcomer)
    page.goto("/learning")

    # Day 8: to know.
    travel.move_to(day(8))
    morning(page, "До відома: без скриптів")
    into_the_step(page, "До відома: без скриптів")
    page.get_by_role("button", name="Прочитано, користуватимуся").click()

    # Day 10: the last step; the mentor reads the case, and the track is finished.
    travel.move_to(day(10))
    morning(page, "Напишіть свій випадок")
    into_the_step(page, "Напишіть свій випадок")
    page.get_by_role("button", name="Випадок надіслано").click()
    expect(page.get_by_text("Усе, що можна зараз, зроблено")).to_be_visible()
    looked_at(page)
    page.goto(f"/learning/{row.id}")
    looked_at(page)
    confirm(row.id, "write", mentor)
    page.goto("/learning")
    page.get_by_role("link", name="Сертифікат").click()
    expect(page.locator(".certificate-name")).to_have_text("Соломія Васильків")
    looked_at(page)
    assert heard(session, "onboarding.track_finished") == 1


def test_a_self_check_whose_connection_is_cut_loses_nothing(
    visit: Visitors, session: Session, newcomer: Actor, mentor: Actor
) -> None:
    visit.expected += [*CUT_OFF, "422"]
    check = {"key": "check", "kind": StepKind.CHECK, "title": "Перевірте себе", "questions": ALL_KINDS}
    row = factories.enrol(newcomer, factories.track(steps=[check]), mentor)
    page = visit(newcomer, screen=PHONE)
    page.goto(f"/learning/{row.id}/steps/check")
    line = page.locator("[data-saved-line]")
    page.get_by_label("Слухаємо").check()
    expect(line).to_have_attribute("data-state", "saved")

    # In the lift.
    page.context.set_offline(True)
    page.get_by_label("Як було у вас?").fill("Я спитала, що сталося, і дослухала до кінця.")
    expect(line).to_have_attribute("data-state", "offline")
    page.get_by_role("button", name="Надіслати відповіді").click()
    expect(line).to_contain_text("нічого не надіслано")
    page.context.set_offline(False)
    expect(line).to_have_attribute("data-state", "saved", timeout=20_000)

    # The tab was closed meanwhile; another day all of it is there, on whatever device.
    assert session.scalar(select(func.count()).select_from(StepAnswer)) == 0
    assert session.scalar(select(func.count()).select_from(Draft)) == 1
    elsewhere = visit(newcomer)
    elsewhere.goto("/learning")
    elsewhere.locator(".next-step .button-main").click()
    expect(elsewhere.get_by_label("Слухаємо")).to_be_checked()
    expect(elsewhere.get_by_label("Як було у вас?")).to_have_value("Я спитала, що сталося, і дослухала до кінця.")
    elsewhere.get_by_role("button", name="Надіслати відповіді").click()

    # Nothing is sent by halves: each question says what it lacks, and the first of them has the focus.
    expect(elsewhere.get_by_text("Ваші відповіді збережено, нічого не надіслано.")).to_be_visible()
    expect(elsewhere.get_by_label("Перше")).to_be_focused()
    expect(elsewhere.get_by_label("Як було у вас?")).to_have_value("Я спитала, що сталося, і дослухала до кінця.")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(StepAnswer)) == 0


def test_what_is_chosen_before_the_page_is_whole_is_kept(
    visit: Visitors, session: Session, newcomer: Actor, mentor: Actor
) -> None:
    check = {"key": "check", "kind": StepKind.CHECK, "title": "Перевірте себе", "questions": ALL_KINDS}
    row = factories.enrol(newcomer, factories.track(steps=[check]), mentor)
    page = visit(newcomer)
    come = held_back(page, "autosave.js")
    page.goto(f"/learning/{row.id}/steps/check", wait_until="commit")
    page.get_by_label("Слухаємо").check()
    come()
    expect(page.locator("[data-saved-line]")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.get_by_label("Слухаємо")).to_be_checked()


def put_in_order(page: Page, wanted: list[str]) -> None:
    """With the buttons, as on a phone."""
    rows = page.locator(".answer-placed")
    for place, text in enumerate(wanted):
        while (now := rows.locator(".answer-text").all_inner_texts()).index(text) > place:
            rows.nth(now.index(text)).get_by_role("button", name="Вище").click()
    assert rows.locator(".answer-text").all_inner_texts() == wanted
    rows.nth(0).get_by_role("combobox").select_option("1")


def remind_all() -> None:
    """What the worker does every hour, twice."""
    for _ in range(2):
        with transaction() as session:
            remind(session, clock.now())


def heard(session: Session, name: str) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(JournalEntry).where(JournalEntry.name == name)) or 0


def played(newcomer: Actor) -> None:
    """The newcomer plays the dialogue to its end; how, is the practice's own matter."""
    with transaction() as session:
        number = session.scalars(select(TrackStep.item_id).where(TrackStep.key == "talk")).one()
        assert number is not None
        for follow in after_finish:
            follow(session, newcomer.id, number, clock.now())
