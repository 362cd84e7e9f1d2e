"""What slices above add to an initiative: parts of its page, conditions of moves, lines of its history."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.initiatives.events import SupportGiven
from portal.initiatives.joining import (
    Call,
    Missing,
    Panel,
    Place,
    callers,
    history_words,
    list_choices,
    move_conditions,
    panel_sources,
)
from portal.initiatives.models import Initiative, StatusType, Support
from portal.initiatives.queries import get_visible, statuses
from portal.initiatives.services.moving import move
from portal.initiatives.services.supporting import support
from tests.conftest import Clients
from tests.initiatives import factories


class _Supporters:
    """Says under the state whether anybody supports."""

    def there(self, number: Any) -> ColumnElement[bool]:
        return select(func.count()).where(Support.initiative_id == number).scalar_subquery() > 0

    def panels(
        self, session: Session, initiative: Initiative, actor: Actor, now: datetime, *, there: bool
    ) -> tuple[Panel, ...]:
        entry = {"label": "Entry from above", "icon": "pencil", "href": "/somewhere"}
        values = {"words": "Somebody supports" if there else "Nobody supports"}
        return (Panel(place=Place.STATE, template="tests/part.html", values=values, menu=(entry,)),)


@pytest.fixture
def supporters(app: Flask) -> Iterator[None]:
    """A slice above that has a part of the page."""
    own = app.jinja_loader
    assert own is not None
    app.jinja_loader = ChoiceLoader([DictLoader({"tests/part.html": "<p>{{ panel.words }}</p>"}), own])
    with panel_sources.with_also("tests.supporters", _Supporters()):
        yield
    app.jinja_loader = own


@pytest.mark.usefixtures("supporters")
def test_part_knows_whether_there_is_anything(client: Clients, olena: Actor, dmytro: Actor, now: datetime) -> None:
    number = factories.initiative(olena).id
    page = client(olena).get(f"/initiatives/{number}").text
    assert "<p>Nobody supports</p>" in page.split('class="initiative-state"')[1].split('class="initiative-story"')[0]
    assert "Entry from above" in page
    with transaction() as session:
        support(session, get_visible(session, number, dmytro), dmytro, now=now)
    assert "<p>Somebody supports</p>" in client(olena).get(f"/initiatives/{number}").text


def _lacking(_session: Session, _row: Initiative, to: StatusType, _actor: Actor) -> Missing | None:
    if to is not StatusType.ACCEPTED:
        return None
    return Missing(text="First of all a coffee.", href="/coffee", label="Have a coffee")


def test_move_waits_for_what_is_missing(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    number = factories.initiative(olena).id
    accepted = statuses(db.session()).default(StatusType.ACCEPTED)
    with move_conditions.with_also("tests.coffee", _lacking):
        page = client(hanna).get(f"/initiatives/{number}/move?to={accepted.id}").text
        assert "First of all a coffee." in page
        assert 'href="/coffee"' in page
        assert 'name="reason"' not in page
        with pytest.raises(Invalid, match="coffee"), transaction() as session:
            move(session, get_visible(session, number, hanna), hanna, accepted, now=now)
        sent = client(hanna).post(f"/initiatives/{number}/move", data={"to": str(accepted.id), "reason": ""})
        assert sent.status_code == 422
        assert "First of all a coffee." in sent.text
    assert factories.fresh(number).status_type is StatusType.NEW


def test_history_tells_events_of_slices_above(client: Clients, olena: Actor, dmytro: Actor, now: datetime) -> None:
    number = factories.initiative(olena).id
    with transaction() as session:
        support(session, get_visible(session, number, dmytro), dmytro, now=now)
    with history_words.with_also(SupportGiven.name, lambda _change: ("heart", "clapped their hands")):
        assert "clapped their hands" in client(olena).get(f"/initiatives/{number}?show=history").text
    assert "clapped their hands" not in client(olena).get(f"/initiatives/{number}?show=history").text


class _Question:
    """Asks for proposals, and keeps what came."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, int, int | None]] = []

    def call(self, _session: Session, number: int) -> Call | None:
        return Call(key=f"question:{number}", intro="Answers", title="What is slow?", href="/questions/7")

    def answered(
        self, _session: Session, number: int, initiative: Initiative, actor: Actor | None, _now: datetime
    ) -> None:
        self.answers.append((number, initiative.id, actor.id if actor else None))


def test_form_says_what_asks_for_a_proposal_and_tells_it_what_came(client: Clients, olena: Actor) -> None:
    question, browser, key = _Question(), client(olena), "k" * 20
    parts = {"problem": factories.PROBLEM, "solution": factories.SOLUTION, "outcome": factories.OUTCOME}
    with callers.with_also("question", question):
        page = browser.get("/initiatives/new?answers=question:7").text
        assert 'name="answers" value="question:7"' in page
        assert "What is slow?" in page
        typed = {"kind": "problem", "title": "Довго шукаємо ціну", **parts, "answers": "question:7"}
        browser.post(f"/initiatives/drafts/{key}", data=typed)
        assert 'value="question:7"' in browser.get(f"/initiatives/new?draft={key}").text
        browser.post("/initiatives/new", data=typed | {"submission_key": key})
        assert 'name="answers"' not in browser.get("/initiatives/new?answers=nobody:7").text
    made = db.session().scalars(select(Initiative)).one()
    assert question.answers == [(7, made.id, olena.id)]


class _Even:
    def matching(self, number: int) -> ColumnElement[bool]:
        return Initiative.id % 2 == number - 1

    def label(self, _session: Session, _number: int, _actor: Actor) -> str | None:
        return "Every second one"


def test_lists_take_choices_of_slices_above(client: Clients, olena: Actor) -> None:
    numbers = [factories.initiative(olena, title=f"Пропозиція під номером {n}").id for n in range(4)]
    with list_choices.with_also("half", _Even()):
        page = client(olena).get("/initiatives?half=1").text
        shown = [number for number in numbers if f'href="/initiatives/{number}"' in page]
        assert shown == [number for number in numbers if number % 2 == 0]
        assert "Every second one" in page
        exported = client(olena).get("/initiatives/export.csv?half=2").text
        found = [number for n, number in enumerate(numbers) if f"номером {n}" in exported]
        assert found == [number for number in numbers if number % 2 == 1]
    assert client(olena).get("/initiatives?half=1").text.count('class="initiative-row"') == 4
