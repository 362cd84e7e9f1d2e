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
from portal.initiatives.joining import Missing, Panel, Place, history_words, move_conditions, panel_sources
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
