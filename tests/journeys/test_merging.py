"""A committee secretary joins three twins, notices a mistake and parts one of them: on the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from portal.core.actor import Actor
from portal.initiatives.models import StatusType
from tests.initiatives import factories
from tests.initiatives.merging_factories import said, supported
from tests.journeys.conftest import PHONE, Visitors, axe_faults, tab_to

REASON = "Усі три про пандуси біля нових магазинів: говоримо про них в одному місці."
MISTAKE = "Прочитали ще раз: там не про пандус, а про кнопку виклику."


def _press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def _go(page: Page, selector: str) -> None:
    """Press what leads to another page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False])
def test_three_are_merged_and_one_is_parted_again(
    visit: Visitors, olena: Actor, dmytro: Actor, mentor: Actor, stranger: Actor, newcomer: Actor, hanna: Actor,
    now: object, script: bool,
) -> None:  # fmt: skip
    ramps = factories.initiative(olena, title="Пандуси біля нових магазинів").id
    doors = factories.initiative(dmytro, title="Магазини досі без пандуса").id
    bell = factories.initiative(mentor, title="Пандус магазину: ніхто не чує кнопки").id
    supported(ramps, stranger, newcomer, now=now)  # type: ignore[arg-type]  # the fixture's moment
    supported(bell, stranger, now=now)  # type: ignore[arg-type]  # as above
    said(bell, newcomer, now=now, text="У Полтаві кнопку чути тільки в коридорі.")  # type: ignore[arg-type]  # as above

    secretary = visit(hanna, script=script)
    secretary.goto(f"/initiatives/{ramps}/merge")
    for twin in (doors, bell):
        _press(secretary, f"input[name=with][value='{twin}']", "Space")
    _go(secretary, "button[formaction$=preview]")
    expect(secretary.locator("#joint")).to_contain_text("2 + 0 + 1 → 2")
    assert axe_faults(secretary) == [] if script else True
    tab_to(secretary, "textarea[name=reason]")
    secretary.keyboard.type(REASON)
    _go(secretary, ".form-bar .button-main")
    expect(secretary.locator("#merged")).to_contain_text("Магазини досі без пандуса")
    expect(secretary.locator("#merged")).to_contain_text("кнопки")
    expect(secretary.locator(".toast form")).to_be_visible()

    _press(secretary, f"#merged details:has(a[href$='/{bell}/part']) summary")
    _go(secretary, f"#merged a[href$='/{bell}/part']")
    tab_to(secretary, "textarea[name=reason]")
    secretary.keyboard.type(MISTAKE)
    _go(secretary, ".form-bar .button-main")
    expect(secretary).to_have_url(f"{secretary.url.split('/initiatives')[0]}/initiatives/{bell}")
    expect(secretary.locator(".initiative-talk")).to_contain_text("У Полтаві кнопку чути")
    expect(secretary.locator(".initiative-talk")).to_contain_text(MISTAKE)
    assert factories.fresh(doors).merged_into_id == ramps
    assert factories.fresh(bell).status_type is StatusType.NEW

    author = visit(dmytro, screen=PHONE, script=script)
    author.goto(f"/initiatives/{doors}")
    expect(author.locator(".initiative-lead")).to_contain_text(f"№ {doors}")
    assert axe_faults(author) == [] if script else True
    author.goto("/inbox")
    expect(author.locator("main")).to_contain_text("Вашу «Магазини досі без пандуса» приєднано")


def test_a_merge_is_undone_from_its_note(visit: Visitors, olena: Actor, dmytro: Actor, hanna: Actor) -> None:
    ramps, doors = factories.initiative(olena).id, factories.initiative(dmytro).id
    secretary = visit(hanna, screen=PHONE, dark=True)
    secretary.goto(f"/initiatives/{ramps}/merge?q={doors}")
    secretary.locator(f"input[name=with][value='{doors}']").check()
    secretary.locator("button[formaction$=preview]").click()
    secretary.locator(f"input[name=survivor][value='{doors}']").check()
    expect(secretary.locator("#joint")).to_contain_text(f"№ {doors}")
    secretary.locator("textarea[name=reason]").fill(REASON)
    secretary.locator(".form-bar .button-main").click()
    expect(secretary.locator("#merged")).to_be_visible()
    assert factories.fresh(ramps).merged_into_id == doors
    secretary.locator(".toast form button").click()
    expect(secretary.locator("#merged")).to_have_count(0)
    assert factories.fresh(ramps).status_type is StatusType.NEW
