"""A member of the committee scores in a row by keys alone, and on a phone without script; readable by a machine."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import db
from portal.scoring.formulas import Kind
from portal.scoring.models import Sheet
from tests.initiatives import factories
from tests.journeys.conftest import PHONE, Visitors, axe_faults
from tests.scoring.factories import agreed, called, members, numbers, scored


def results() -> list[float]:
    session = db.session()
    session.rollback()
    return [float(value) for value in session.scalars(select(Sheet.result).order_by(Sheet.id))]


def test_ten_in_a_row_by_keys_alone(visit: Visitors, olena: Actor, hanna: Actor, now: datetime) -> None:
    for days in range(10, 0, -1):
        factories.initiative(olena, now=now - timedelta(days=days))
    page = visit(hanna)
    page.goto("/scoring/next")
    for _ in range(10):
        expect(page.locator("[name=on_impact]").first).to_be_focused()
        page.keyboard.press("4")
        page.keyboard.press("2")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.url.endswith("/scoring")
    assert results() == [2.0] * 10


def test_back_later_and_numbers_by_keys(visit: Visitors, olena: Actor, hanna: Actor, now: datetime) -> None:
    first = factories.initiative(olena, now=now - timedelta(days=2)).id
    second = factories.initiative(olena, now=now - timedelta(days=1)).id
    called(second, hanna, Kind.RICE)
    page = visit(hanna)
    page.goto(f"/scoring/{first}")
    expect(page.locator("[name=on_impact]").first).to_be_focused()
    page.keyboard.press("5")
    page.keyboard.press("Backspace")
    page.keyboard.press("3")
    expect(page.locator("[name=on_impact][value='3']")).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("l")
    assert page.url.endswith(f"/scoring/{second}")

    expect(page.locator("#on_reach")).to_be_focused()
    page.keyboard.type("500")
    page.keyboard.press("Enter")
    page.keyboard.press("5")  # massive
    page.keyboard.press("2")  # 80 %
    expect(page.locator("#on_effort")).to_be_focused()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert results() == [600.0]


def test_on_a_phone_without_script(visit: Visitors, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    page = visit(hanna, script=False, screen=PHONE)
    page.goto(f"/scoring/{number}")
    page.locator("[name=on_impact][value='5']").check()
    page.locator("[name=on_effort][value='1']").check()
    page.locator("button.button-main").last.click()
    assert results() == [5.0]


@pytest.mark.parametrize("dark", [False, True])
def test_pages_are_readable(visit: Visitors, olena: Actor, hanna: Actor, dark: bool) -> None:
    waits, compared, done = (factories.initiative(olena).id for _ in range(3))
    for actor in (hanna, *members(2)):
        scored(compared, actor, 4, 2, note="Бачу це щодня")
        scored(done, actor, 5, 1)
    agreed(done, hanna, numbers(impact=5, effort=1))
    page = visit(hanna, dark=dark, screen=PHONE if dark else (1440, 900))
    for path in ("", f"/{waits}", f"/{compared}", f"/{done}", "/agreed", "/matrix", "/models", "/models/new"):
        page.goto(f"/scoring{path}")
        page.wait_for_load_state("networkidle")
        assert axe_faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
