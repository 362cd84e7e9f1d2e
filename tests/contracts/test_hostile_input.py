"""Every form and address of the main pages takes anything that a browser can send without breaking."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict

from portal.core.actor import Actor
from portal.core.rate_limit import RateLimit
from portal.people.services import guessing
from portal.search.views import pages, telling
from tests.conftest import Clients
from tests.initiatives import factories
from tests.search.asked import up_to_date

#: Bytes that are no UTF-8: half of a surrogate pair, and the letters of an old code page.
NOT_UTF_8 = [b"\xed\xa0\x80", "Привіт".encode("cp1251")]
HOSTILE = [
    "a\x00b",
    *NOT_UTF_8,
    "x" * 30_000,
    "-1",
    "9" * 5000,
    str(2**31),
    str(2**63),
    "1e-999999",
    "'\"><script>alert(1)</script>{{ 7*7 }}%s%(a)s",
    "\u202e\u200d\ufeff👩‍💻",
    "10000-99-99",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "",
]
FORM = "application/x-www-form-urlencoded"
PAGES = {
    "/sign-in": "",
    "/forgotten": "",
    "/": "olena",
    "/initiatives/new": "olena",
    "/initiatives/anonymous": "olena",
    "/knowledge/anonymous/mistake": "olena",
    "/anonymous": "",
    "/initiatives/1": "hanna",
    "/initiatives/1/edit": "olena",
    "/initiatives/1/move?to=4": "hanna",
    "/initiatives/1/plan": "hanna",
    "/scoring/1": "hanna",
    "/scoring/models": "hanna",
    "/scoring/models/new": "hanna",
    "/outcomes/1/plan": "hanna",
    "/outcomes/metrics/enter": "hanna",
    "/outcomes/metrics/import": "hanna",
    "/outcomes/metrics/new": "hanna",
    "/outcomes/metrics/fcr": "hanna",
    "/outcomes/metrics/fcr/2026-05": "hanna",
    "/inbox": "olena",
    "/inbox/choices": "olena",
    "/me": "olena",
    "/me/password": "olena",
    "/knowledge/new/wow": "olena",
    "/knowledge/new/algorithm": "olena",
    "/algorithms/from-script": "olena",
    "/algorithms/format": "olena",
    "/administration/people/new": "lidiia",
    "/administration/statuses": "lidiia",
    "/cards/new": "marta",
    "/search?q=нічого": "olena",
    "/search/words": "marta",
}
LISTS = [
    "/initiatives",
    "/initiatives/1",
    "/initiatives/1/revisions",
    "/initiatives/new",
    "/people",
    "/inbox",
    "/people/suggest",
    "/administration/people",
    "/sign-in",
    "/outcomes/metrics/fcr",
    "/outcomes/metrics/enter",
    "/cards/deck",
    "/search",
    "/search/quick",
    "/search/reports",
]


class Forms(HTMLParser):
    """The forms of a page: where each goes and what its fields hold. Those of its frame, as on all pages, if asked."""

    def __init__(self, *, frame: bool) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._frame, self._here, self._inside = frame, frame, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._here = True
        elif tag == "form" and given.get("method") == "post" and self._here:
            self.found.append((given.get("action", ""), {}))
            self._inside = True
        elif tag in {"input", "textarea", "select", "button"} and self._inside and given.get("name"):
            self.found[-1][1].setdefault(given["name"], given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "main":
            self._here = self._frame


def one_of_each(names: Iterable[str]) -> list[str]:
    """Of names that differ in their numbers alone, the first: rows of a form and addresses of a list are all alike."""
    return list({re.sub(r"\d+", "N", name): name for name in reversed(list(names))}.values())


class Asked(ImmutableMultiDict[str, str]):
    """The parameters of an address; knows which a page has read."""

    names: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, type: Any = None) -> list[Any]:  # noqa: A002 - the name that Werkzeug gave it
        self.names.add(key)
        return super().getlist(key, type)


@pytest.fixture(autouse=True)
def without_a_rate_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else all but the first sixty texts would be refused unread."""
    monkeypatch.setattr(guessing, "TEXTS", guessing.Limit(10**6, 10))
    monkeypatch.setattr(pages, "_rate_limit", RateLimit(10**6))
    monkeypatch.setattr(telling, "_rate_limit", RateLimit(10**6))


@pytest.mark.parametrize("address", PAGES)
def test_a_form_takes_anything(
    client: Clients, request: pytest.FixtureRequest, olena: Actor, hanna: Actor, address: str
) -> None:
    factories.initiative(olena)
    actor = request.getfixturevalue(PAGES[address]) if PAGES[address] else None
    if address.startswith("/search"):
        up_to_date()  # while the index is being made, nothing is missing yet that could be wished for
    forms = Forms(frame=address in {"/", "/sign-in"})
    forms.feed(client(actor).get(address).get_data(as_text=True))
    found = dict(forms.found)
    assert found
    broken, browser = [], client(actor)
    for action in one_of_each(found):
        if action.endswith("/sign-out"):
            continue
        fields = found[action]
        for hostile in HOSTILE:
            everywhere = dict.fromkeys(fields, hostile)
            one_by_one = [{**fields, name: hostile} for name in one_of_each(fields)]
            for data in [everywhere, *one_by_one]:
                answer = browser.post(action or address, data=urlencode(data), content_type=FORM)
                if "/sign-in" in answer.headers.get("Location", ""):  # some forms end the session: once more, signed in
                    browser = client(actor)
                    answer = browser.post(action or address, data=urlencode(data), content_type=FORM)
                if answer.status_code >= 500:
                    changed = [name for name in data if data[name] == hostile]
                    broken.append(f"{action or address} {changed} {hostile[:20]!r}: {answer.status_code}")
    assert broken == []


@pytest.mark.parametrize("address", LISTS)
def test_an_address_takes_anything(
    app: Flask,
    client: Clients,
    olena: Actor,
    lidiia: Actor,
    marta: Actor,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    factories.initiative(olena)
    browser = client(marta if "reports" in address else lidiia)
    monkeypatch.setattr(app.request_class, "parameter_storage_class", Asked)
    monkeypatch.setattr(Asked, "names", set())
    assert browser.get(address).status_code in {200, 302}  # else the parameters are never read
    assert Asked.names
    broken = [
        (name, hostile[:20])
        for name in sorted(Asked.names)
        for hostile in HOSTILE
        if browser.get(f"{address}?{urlencode({name: hostile[:3000]})}").status_code >= 500
    ]
    assert broken == []
