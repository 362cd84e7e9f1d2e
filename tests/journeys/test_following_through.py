"""One initiative from support to implemented, seen by everyone whom it concerns."""

import re

from playwright.sync_api import Page, expect

from portal.core.actor import Actor
from portal.initiatives.models import StatusType
from tests.initiatives import factories
from tests.journeys.conftest import DESK, PHONE, Visitors

TITLE = "Номер кур’єра в ранковому повідомленні"
REASON = "Дякуємо! Почнемо з трьох магазинів і подивимося на дзвінки за місяць."


def _move(page: Page, to: StatusType, reason: str = "") -> None:
    """Take a decision in the dialog of the page."""
    page.locator(".initiative-state button[popovertarget=decide]").click()
    page.locator(f".move-choices a[href$='to={factories.status(to).id}']").click()
    if reason:
        page.locator("textarea[name=reason]").fill(reason)
    page.locator(".move-form button.button-main").click()
    expect(page.locator(f".initiative-state .status-{to.value}")).to_be_visible()


def _begin(page: Page, sign: str, measurer: Actor) -> None:
    """Say how it will be known that it worked and who looks, and begin with that."""
    page.locator(".initiative-state button[popovertarget=decide]").click()
    page.locator(f".move-choices a[href$='to={factories.status(StatusType.IN_PROGRESS).id}']").click()
    page.locator("[name=kind][value=sign]").check()
    page.locator("[name=sign]").fill(sign)
    _choose(page, "measurer", measurer)
    page.locator(".form-bar button.button-main").click()
    expect(page.locator(".initiative-state .status-in_progress")).to_be_visible()
    expect(page.locator(".outcome-agreed")).to_contain_text(sign)


def test_an_initiative_goes_from_support_to_implemented(
    visit: Visitors, olena: Actor, dmytro: Actor, hanna: Actor
) -> None:
    number = factories.initiative(olena, title=TITLE).id
    address = f"/initiatives/{number}"

    colleague = visit(dmytro, screen=PHONE)
    colleague.goto("/initiatives")
    colleague.get_by_role("link", name=TITLE).click()
    colleague.locator(".backing .support-pill").click()
    expect(colleague.locator(".backing .support-pill")).to_have_attribute("aria-pressed", "true")
    colleague.goto(address)
    details = colleague.locator("details", has=colleague.locator("#evidence"))
    details.locator("summary").click()
    details.locator("input[name=frequency][value=daily]").check()
    details.locator("#evidence").fill("Учора сім таких дзвінків за зміну.")
    details.locator("button[type=submit]").click()
    expect(colleague.get_by_text("Учора сім таких дзвінків за зміну.")).to_be_visible()
    colleague.locator("#comment-form textarea").fill("Дуже потрібно на вихідних.")
    colleague.get_by_role("button", name="Коментувати", exact=True).click()
    expect(colleague.get_by_text("Дуже потрібно на вихідних.")).to_be_visible()

    member = visit(hanna, screen=DESK)
    member.goto(address)
    _move(member, StatusType.IN_REVIEW)
    member.locator("#comment-form textarea").fill("Скільки таких дзвінків на тиждень?")
    member.get_by_role("button", name="Коментувати", exact=True).click()
    expect(member.get_by_text("Скільки таких дзвінків на тиждень?")).to_be_visible()
    _move(member, StatusType.ACCEPTED, REASON)
    expect(member.get_by_text(REASON).first).to_be_visible()
    member.goto(f"{address}/plan")
    _choose_owner(member, dmytro)
    expect(member).to_have_url(re.compile(rf"{address}$"))
    expect(member.locator(".initiative-state")).to_contain_text(dmytro.name)

    owner = visit(dmytro, screen=DESK)
    owner.goto(address)
    _begin(owner, "За тиждень жодного дзвінка «хто мій кур’єр».", olena)
    _move(owner, StatusType.IMPLEMENTED)

    for author in (visit(olena, screen=PHONE), visit(olena, screen=DESK, language="en")):
        author.goto("/inbox")
        expect(author.locator("main")).to_contain_text(TITLE)
        author.goto(address)
        expect(author.locator(".initiative-state .status-implemented")).to_be_visible()
        history = author.locator(".initiative-talk")
        for words in ("Дуже потрібно на вихідних.", "Скільки таких дзвінків на тиждень?", REASON):
            expect(history).to_contain_text(words)


def _choose_owner(page: Page, owner: Actor) -> None:
    _choose(page, "owner", owner)
    page.locator("main form button.button-main").first.click()


def _choose(page: Page, name: str, person: Actor) -> None:
    field = page.locator(f"[name={name}]").first
    if field.evaluate("element => element.tagName") == "SELECT":
        field.select_option(str(person.id))
    else:
        field.fill(person.name)
