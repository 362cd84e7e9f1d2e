"""Every route x every role, and nobody: what the table grants is open, everything else is closed."""

import re
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.core.actor import Actor
from portal.people.access import check_every_route, public, signed_in
from portal.people.models import Area, Role
from portal.people.policy import actions
from tests import factories
from tests.conftest import Clients

ROLES = (Role.EMPLOYEE, Role.COMMITTEE, Role.EDITOR, Role.MENTOR, Role.ADMINISTRATOR)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with each of its own methods."""
    for rule in app.url_map.iter_rules():
        for method in METHODS:
            if method in (rule.methods or ()) and rule.endpoint != "static":
                yield rule, method


def address(rule: Rule, ids: dict[str, int]) -> str:
    """A path of the rule with ids that exist where the test has them."""

    def value(found: re.Match[str]) -> str:
        if found["kind"] == "any":
            return found["choices"].split(",")[0]
        return str(ids.get(found["name"], 1)) if found["kind"] in {"int", "item"} else "x" * 22

    return re.sub(r"<(?:(?P<kind>\w+)(?:\((?P<choices>[^)]*)\))?:)?(?P<name>\w+)>", value, rule.rule)


@pytest.fixture
def ids(area: Area, olena: Actor) -> dict[str, int]:
    return {"person_id": olena.id, "place_id": area.team_id or 0}


def granted(app: Flask, rule: Rule) -> frozenset[str] | None:
    """The roles that may use the route; None: everybody, signed in or not."""
    action = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]  # missing: the test has to fail
    return None if action is None else frozenset(action.roles)


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    check_every_route(app)
    assert [
        rule.rule for rule, _method in routes(app) if not hasattr(app.view_functions[rule.endpoint], "access")
    ] == []


def test_a_route_without_the_mark_is_found() -> None:
    def silent() -> str:
        return ""

    bare = SimpleNamespace(view_functions={"marked": public(lambda: ""), "silent": silent})
    with pytest.raises(RuntimeError, match="silent"):
        check_every_route(bare)  # type: ignore[arg-type]  # only the views matter


def test_marks_come_from_the_table(app: Flask) -> None:
    for rule, _method in routes(app):
        action = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]  # the first test says it is there
        assert action is None or actions.get(action.name) == action, rule.endpoint


def test_nobody_meets_the_sign_in_page(app: Flask, client: Clients, ids: dict[str, int]) -> None:
    browser, faults = client(), []
    for rule, method in routes(app):
        path = address(rule, ids)
        page = browser.open(path, method=method)
        script = browser.open(path, method=method, headers={"Accept": "application/json"})
        to_sign_in = page.status_code == 401 or (page.status_code == 302 and page.location.startswith("/sign-in"))
        if granted(app, rule) is None:
            closed = page.status_code in {401, 403} or (page.status_code == 302 and "/sign-in?next" in page.location)
            if closed:
                faults.append(f"{method} {path} is public and answers {page.status_code}")
        elif not to_sign_in or script.status_code != 401:
            faults.append(f"{method} {path} answers nobody with {page.status_code} and {script.status_code}")
    assert faults == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_exactly_what_the_table_grants(
    app: Flask, client: Clients, ids: dict[str, int], role: Role, now: datetime
) -> None:
    somebody = factories.person("Хтось Інший", None, *([role] if role != Role.EMPLOYEE else []))
    faults = []
    for rule, method in routes(app):
        roles = granted(app, rule)
        path = address(rule, ids)
        if rule.endpoint == "people.sign_out":
            continue  # its own test; here it would end the walk
        # A browser of its own each time: some routes end sessions or change what the next would meet.
        answer = client(somebody).open(path, method=method, headers={"Accept": "application/json"})
        if answer.status_code == 401 or answer.status_code >= 500:
            faults.append(f"{method} {path} answers {answer.status_code} to somebody signed in")
        elif roles is not None and role not in roles and Role.EMPLOYEE not in roles and answer.status_code != 403:
            faults.append(f"{method} {path} answers {answer.status_code} instead of 403")
        elif roles is not None and role in roles and method == "GET" and answer.status_code == 403:
            faults.append(f"GET {path} is granted to {role} and answers 403")
    assert faults == []


def test_signed_in_is_a_mark(app: Flask) -> None:
    def view() -> str:
        return ""

    assert signed_in(view).access.roles == frozenset(Role)  # type: ignore[attr-defined]  # the mark under test
