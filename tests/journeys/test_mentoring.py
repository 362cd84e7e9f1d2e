"""A mentor with twelve learners finds who needs a word, reads, marks in green, writes and hands one over."""

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from portal.core.actor import Actor
from portal.onboarding.models import StepState
from portal.people.models import Role, Team
from tests import factories
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, wider_than_screen
from tests.onboarding import mentoring_factories as make

ANSWER = "Спершу вислухаю до кінця. Тоді назву час, коли передзвоню."
GOOD = "назву час, коли передзвоню"


def _whole(page: Page) -> None:
    assert not wider_than_screen(page)
    assert axe_faults(page) == []


def _select(page: Page, words: str) -> None:
    """Select words in the answer as a mouse would."""
    page.locator("[data-answer-words]").first.evaluate(
        """(element, words) => {
          const text = element.firstChild, start = text.data.indexOf(words), range = document.createRange();
          range.setStart(text, start);
          range.setEnd(text, start + words.length);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        words,
    )


def test_a_mentor_sees_where_help_is_needed(
    visit: Visitors, mentor: Actor, newcomer: Actor, marta: Actor, care_team: Team, now: datetime
) -> None:
    track, other = make.track(marta), factories.person("Інна Друга", care_team, Role.MENTOR)
    for number in range(11):
        make.enrol(
            factories.person(f"Новачок {number:02}"), track, mentor, first_day=now.date() - timedelta(days=number * 2)
        )
    learning = make.enrol(newcomer, track, mentor)
    make.progress(learning, make.CHECK, StepState.WAITING)
    make.answer(learning, ANSWER)

    page = visit(mentor, screen=DESK)
    page.goto("/")
    page.get_by_role("link", name="Мої підопічні").click()
    expect(page.locator(".learner")).to_have_count(12)
    expect(page.locator(".learner").first).to_contain_text("Соломія Васильків")
    expect(page.locator(".learner").nth(1)).to_contain_text("Стоїть на місці")
    _whole(page)

    page.get_by_role("link", name="Соломія Васильків").click()
    _select(page, GOOD)
    expect(page.get_by_label("Слова, які вдалися")).to_have_value(GOOD)
    page.get_by_role("button", name="Позначити зеленим").click()
    expect(page.locator("mark.green")).to_have_text(GOOD)
    _whole(page)
    page.get_by_label("Слово до відповіді").fill("Саме так, і одразу запишіть у картку.")
    page.get_by_role("button", name="Добре, готово").click()
    expect(page.get_by_role("heading", name="Чекає на вас")).to_have_count(0)
    page.get_by_label("Напишіть кілька слів").fill("Завтра о десятій чай?")
    page.get_by_role("button", name="Надіслати").click()
    expect(page.locator("#talk")).to_contain_text("Завтра о десятій чай?")

    learner = visit(newcomer, screen=PHONE)
    learner.goto(f"/learning/{learning.id}/talk")
    expect(learner.locator(".talk-words")).to_contain_text("Завтра о десятій чай?")
    _whole(learner)

    page.goto(f"/learning/mentor/{learning.id}/hand-over")
    page.get_by_label("Наставник").select_option(label=other.name)
    page.get_by_role("button", name="Передати").click()
    expect(page.locator(".learner")).to_have_count(11)
