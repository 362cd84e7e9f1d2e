"""Forms that are held: their words have labels, and a person who has to sign in meanwhile sends them at one click."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.web.holding import Held
from portal.discussion.models import Comment
from portal.people.models import Team
from tests.conftest import Clients
from tests.initiatives import factories
from tests.people.factories import PASSWORD, with_password

PORTAL = Path(__file__).parents[2] / "portal"
#: What nobody should send without having looked at it anew.
PEOPLE_AND_RIGHTS = re.compile(r"role|person|owner|lead|mentor|team|status|^to$|email|password|token")


@pytest.fixture
def held(app: Flask) -> dict[str, Held]:
    found = {name: getattr(view, "held", None) for name, view in app.view_functions.items()}
    return {name: form for name, form in found.items() if form is not None}


def test_every_held_word_has_a_label(app: Flask, held: dict[str, Held]) -> None:
    page = '{% from "errors/_typed.html" import words %}{{ words(name)|trim }}'
    with app.test_request_context():
        silent = [
            (endpoint, name)
            for endpoint, form in held.items()
            for name in form.words
            if not render_template_string(page, name=name)
        ]
    assert held
    assert silent == []


def test_no_held_form_names_people_or_rights(held: dict[str, Held]) -> None:
    names = {name for form in held.values() for name in (*form.words, *form.along)}
    assert [name for name in names if PEOPLE_AND_RIGHTS.search(name)] == []


@pytest.fixture
def keyed(app: Flask) -> Iterator[None]:
    """Forms need their key, as in use."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("cookie", [True, False])
def test_after_signing_in_elsewhere_a_held_form_is_sent_at_one_click(
    client: Clients, session: Session, keyed: None, olena: Actor, care_team: Team, cookie: bool
) -> None:
    """With the cookie of a session that has ended, or with none."""
    vira = with_password("Віра Ясна", "vira@example.test", care_team)
    number = factories.initiative(olena).id
    browser = client()
    key = _hidden(browser.get("/sign-in").get_data(as_text=True), "csrf_token") if cookie else ""
    words = {"body": "Так і в нас", "csrf_token": key}
    held = browser.post(f"/discussion/initiative/{number}/comments", data=words)
    assert held.status_code == (401 if cookie else 400)
    page = held.get_data(as_text=True)
    sign_in = browser.get("/sign-in").get_data(as_text=True)
    answer = browser.post(
        "/sign-in",
        data={"email": "vira@example.test", "password": PASSWORD, "csrf_token": _hidden(sign_in, "csrf_token")},
    )
    assert answer.status_code == 302
    words["csrf_token"] = _hidden(page, "csrf_token")
    sent = browser.post(f"/discussion/initiative/{number}/comments", data=words)
    assert sent.status_code == 302
    assert session.scalar(select(func.count()).where(Comment.author_id == vira.id)) == 1


def _names_in(parts: list[ast.expr]) -> set[str]:
    return {part.id for whole in parts for part in ast.walk(whole) if isinstance(part, ast.Name)}


def _lays_out(view: ast.FunctionDef) -> bool:
    """Whether it renders what came with the request (and not a sentence of our own)."""
    for call in ast.walk(view):
        named = (
            isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"render", "texts_of"}
        )
        if named and "_" not in _names_in(call.args):
            return True
    return False


def test_whoever_sends_a_text_that_is_laid_out_is_held_to_a_rate() -> None:
    """All but the anonymous, of whom no count is kept."""
    unlimited = []
    for path in sorted(PORTAL.glob("*/views/**/*.py")):
        for view in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(view, ast.FunctionDef) and view.decorator_list and _lays_out(view):
                marks = _names_in(view.decorator_list)
                if not marks & {"rate_limited", "unnoticed"}:
                    unlimited.append(f"{path.relative_to(PORTAL)}: {view.name}")
    assert unlimited == []
