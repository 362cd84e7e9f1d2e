"""Every main page: open to everyone, in light and dark, on a phone and on a desk."""

from itertools import product

import pytest

from portal.core.actor import Actor
from portal.initiatives.models import StatusType
from tests.initiatives import factories
from tests.journeys.conftest import DESK, PHONE, Visitors, axe_faults, wider_than_screen

#: By whom a page is opened.
PAGES = {
    "/sign-in": "",
    "/forgotten": "",
    "/nothing-here": "olena",
    "/": "olena",
    "/initiatives": "olena",
    "/initiatives/new": "olena",
    "/initiatives/anonymous": "olena",
    "/knowledge/anonymous/mistake": "olena",
    "/anonymous": "",
    "/initiatives/{number}": "hanna",
    "/initiatives/{number}/edit": "olena",
    "/initiatives/{number}/move": "hanna",
    "/initiatives/{number}/plan": "hanna",
    "/inbox": "olena",
    "/inbox/choices": "olena",
    "/people": "olena",
    "/people/{person}": "olena",
    "/me": "olena",
    "/me/devices": "olena",
    "/me/password": "olena",
    "/discussion/reports": "marta",
    "/administration/people": "lidiia",
    "/administration/people/import": "lidiia",
    "/administration/people/new": "lidiia",
    "/administration/people/{person}": "lidiia",
    "/administration/places": "lidiia",
    "/administration/statuses": "lidiia",
}
LOOKS = list(product((PHONE, DESK), (False, True)))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_open_to_everyone(
    visit: Visitors, request: pytest.FixtureRequest, olena: Actor, hanna: Actor, address: str
) -> None:
    number = factories.initiative(olena, StatusType.ACCEPTED if address.endswith("plan") else StatusType.NEW).id
    actor = request.getfixturevalue(PAGES[address]) if PAGES[address] else None
    if address == "/nothing-here":
        visit.expected += ["404"]
    page = visit(actor)
    answer = page.goto(address.format(number=number, person=olena.id))
    assert answer is not None
    assert answer.status == (404 if address == "/nothing-here" else 200)
    page.wait_for_load_state("networkidle")
    faults = {}
    for screen, dark in LOOKS:
        page.set_viewport_size({"width": screen[0], "height": screen[1]})
        page.emulate_media(color_scheme="dark" if dark else "light")
        found = axe_faults(page)
        if (over := wider_than_screen(page)) > 0:
            found.append(f"{over}px wider than the screen")
        if found:
            faults[f"{screen[0]} px, {'dark' if dark else 'light'}"] = found
    assert faults == {}
