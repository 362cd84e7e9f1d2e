"""What becomes of a form that the portal could not take: corrected, reloaded, gone back to, nothing is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.core.actor import Actor
from portal.core.db import db
from portal.initiatives.models import Initiative
from tests.initiatives import factories as initiatives
from tests.journeys.conftest import PHONE, Visitors
from tests.journeys.test_proposing import CHAPTERS, OUTCOME, PROBLEM, TITLE

LATER = "Дописане після відмови: щонайменше тридцять людей на день."


def _send(page: Page, *, expects: int = 422) -> None:
    with page.expect_response(lambda answer: answer.request.is_navigation_request()) as told:
        page.locator(".form-bar button.button-main").click()
    assert told.value.status == expects
    page.wait_for_load_state()


def _write(page: Page, name: str, text: str) -> None:
    page.locator(f"[name={name}]").fill(text)
    expect(page.locator("[data-saved-line]")).to_have_attribute("data-state", "saved")


def _reload(page: Page) -> str:
    """Ask for the page anew; how the browser asked."""
    answer = page.reload()
    assert answer is not None
    return answer.request.method


def _top(page: Page, name: str) -> float:
    """Where a field stands on the screen, in px."""
    found = page.locator(f"[name={name}]").bounding_box()
    assert found is not None
    return found["y"]


@pytest.fixture
def refused(visit: Visitors, olena: Actor) -> Page:
    """A proposal that was sent without its outcome, and was written on since."""
    visit.expected += ["422"]
    page = visit(olena, screen=PHONE)
    page.goto("/initiatives/new")
    for name in ("problem", "solution"):
        _write(page, name, CHAPTERS[name])
    _write(page, "title", TITLE)
    _send(page)
    _write(page, "outcome", LATER)
    return page


def test_reloading_a_refused_form_opens_the_newest_draft(refused: Page) -> None:
    assert _reload(refused) == "GET"
    expect(refused.locator("[name=outcome]")).to_have_value(LATER)
    _write(refused, "title", f"{TITLE}!")
    assert _reload(refused) == "GET"
    expect(refused.locator("[name=outcome]")).to_have_value(LATER)
    expect(refused.locator("[name=title]")).to_have_value(f"{TITLE}!")


def test_going_back_to_a_refused_form_opens_the_newest_draft(refused: Page) -> None:
    _write(refused, "title", "")
    _send(refused)
    _write(refused, "title", f"{TITLE}!")
    for _step in range(2):
        refused.go_back()
        expect(refused.locator("[name=title]")).to_have_value(f"{TITLE}!")
        expect(refused.locator("[name=outcome]")).to_have_value(LATER)
        assert _reload(refused) == "GET"


def test_going_back_after_sending_leads_to_what_was_sent(refused: Page) -> None:
    _write(refused, "outcome", OUTCOME)
    _send(refused, expects=302)
    expect(refused).to_have_url(re.compile(r"/initiatives/\d+$"))
    refused.go_back()
    expect(refused.get_by_role("heading", level=1)).to_have_text(TITLE)
    db.session.rollback()
    assert db.session.query(Initiative).count() == 1


def test_reloading_a_refused_change_opens_what_was_typed(visit: Visitors, olena: Actor) -> None:
    visit.expected += ["422"]
    page = visit(olena, screen=PHONE)
    page.goto(f"/initiatives/{initiatives.initiative(olena).id}/edit")
    _write(page, "outcome", "")
    _send(page)
    _write(page, "outcome", LATER)
    assert _reload(page) == "GET"
    expect(page.locator("[name=outcome]")).to_have_value(LATER)


def test_reloading_a_refused_case_opens_the_newest_draft(visit: Visitors, olena: Actor) -> None:
    visit.expected += ["422"]
    page = visit(olena, screen=PHONE)
    page.goto("/knowledge/new/wow")
    _write(page, "situation", PROBLEM)
    _send(page)
    _write(page, "title", TITLE)
    assert _reload(page) == "GET"
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.locator("[name=situation]")).to_have_value(PROBLEM)


def test_reloading_a_refused_solution_opens_what_was_typed(visit: Visitors, olena: Actor, dmytro: Actor) -> None:
    visit.expected += ["422"]
    page = visit(dmytro, screen=PHONE)
    page.goto(f"/initiatives/{initiatives.initiative(olena).id}/solutions/new")
    _write(page, "body", "Коротко")
    _send(page)
    _write(page, "body", LATER)
    assert _reload(page) == "GET"
    expect(page.locator("[name=body]")).to_have_value(LATER)


def test_a_corrected_field_accuses_nobody_any_more(visit: Visitors, olena: Actor) -> None:
    visit.expected += ["422"]
    page = visit(olena, screen=PHONE, touch=True)
    page.goto("/initiatives/new")
    _write(page, "problem", PROBLEM)
    _write(page, "solution", CHAPTERS["solution"])
    _send(page)
    summary = page.locator(".notice-danger")
    expect(summary).to_contain_text("Ще не подано. Усе, що ви написали, на місці.")
    expect(summary.locator("li")).to_have_count(2)

    outcome = page.locator("[name=outcome]")
    outcome.scroll_into_view_if_needed()
    stood = _top(page, "outcome")
    _write(page, "outcome", OUTCOME)
    assert _top(page, "outcome") == pytest.approx(stood, abs=1)
    expect(outcome).not_to_have_attribute("aria-invalid", "true")
    expect(outcome).to_have_attribute("aria-describedby", "outcome-help")
    expect(page.locator("#outcome-error-1")).to_have_count(0)
    expect(summary.locator("li")).to_have_count(1)

    _write(page, "title", TITLE)
    expect(page.locator(".field-error, [aria-invalid=true], .notice-danger")).to_have_count(0)
    _send(page, expects=302)
