"""What another site sends is refused, and nothing of the visitor's is touched."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core.actor import Actor
from tests.conftest import Clients

FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Origin": "null"},
    {"Origin": "http://[broken"},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.a.proxy.example"},
    {"Origin": "http://localhost"},
    {"Origin": "https://localhost"},
]


@pytest.fixture(autouse=True)
def keyed(app: Flask) -> Iterator[None]:
    """Forms need their key, as in use."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_of_another_site_is_refused_and_touches_no_cookie(
    client: Clients, olena: Actor, headers: dict[str, str]
) -> None:
    data = {"roles": "administrator", "title": "Чуже"}
    for browser, address in ((client(), "/administration/people/new"), (client(olena), "/sign-out")):
        answer = browser.post(address, data=data, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers
        assert "Чуже" not in answer.get_data(as_text=True)
        assert "<form" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("headers", FOREIGN)
def test_nobody_is_signed_out_by_another_site(client: Clients, olena: Actor, headers: dict[str, str]) -> None:
    browser = client(olena)
    browser.post("/initiatives/new", data={"title": "Чуже"}, headers=headers)
    assert browser.get("/me").status_code == 200


@pytest.mark.parametrize("headers", OWN)
def test_a_form_of_our_own_gets_to_the_check_of_its_key(client: Clients, olena: Actor, headers: dict[str, str]) -> None:
    assert client(olena).post("/initiatives/new", data={}, headers=headers).status_code == 400


def test_links_from_other_sites_lead_here(client: Clients) -> None:
    assert client().get("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_script_of_another_site_is_told_so(client: Clients) -> None:
    answer = client().post("/sign-in", headers={"Origin": "https://evil.example", "Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "foreign")


def test_the_refusal_is_a_whole_page_in_the_language_of_the_browser(client: Clients) -> None:
    page = client().post("/sign-in", headers={"Origin": "https://evil.example"}).get_data(as_text=True)
    assert '<html lang="uk">' in page
    assert page.count("<h1>") == 1
