"""Saved views: kept, shared, removed."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.models import SavedView, Shape
from portal.initiatives.services import saved_views
from portal.initiatives.services.saved_views import forget_views
from tests.conftest import Clients

SENT = {"name": "Моя черга", "shape": "board", "of": "type=new&sort=support"}


def kept() -> list[SavedView]:
    db.session.expire_all()
    return list(db.session.scalars(select(SavedView).order_by(SavedView.id)))


def test_anonymous_visitors_are_sent_to_sign_in(client: Clients) -> None:
    assert client().get("/initiatives/views").status_code == 302
    assert client().post("/initiatives/views", data=SENT).status_code == 401


def test_a_view_is_kept_and_leads_to_its_choices(client: Clients, olena: Actor) -> None:
    answer = client(olena).post("/initiatives/views", data=SENT)

    assert answer.location == "/initiatives/board?status=new&sort=support"
    (view,) = kept()
    assert (view.name, view.shape, view.shared) == ("Моя черга", Shape.BOARD, False)
    page = client(olena).get("/initiatives/views").get_data(as_text=True)
    assert 'href="/initiatives/board?status=new&amp;sort=support"' in page


def test_the_same_name_again_replaces_what_it_stood_for(client: Clients, olena: Actor) -> None:
    client(olena).post("/initiatives/views", data=SENT)
    client(olena).post("/initiatives/views", data={**SENT, "shape": "list", "of": "mine=1", "shared": "y"})

    (view,) = kept()
    assert (view.shape, view.query, view.shared) == (Shape.LIST, "mine=1", True)


@pytest.mark.parametrize("name", ["", "я", "я" * 61])
def test_a_name_that_is_none_is_refused_and_the_choices_stay(client: Clients, olena: Actor, name: str) -> None:
    answer = client(olena).post("/initiatives/views", data={**SENT, "name": name})

    assert answer.status_code == 422
    assert 'value="status=new&amp;sort=support"' in answer.get_data(as_text=True)
    assert kept() == []


def test_what_is_no_choice_of_ours_is_left_out(client: Clients, olena: Actor) -> None:
    client(olena).post(
        "/initiatives/views", data={**SENT, "shape": "evil", "of": "type=new&next=//evil.example&page=x"}
    )

    (view,) = kept()
    assert (view.shape, view.query) == (Shape.LIST, "status=new")


def test_one_sees_ones_own_views_and_the_shared_ones(client: Clients, olena: Actor, dmytro: Actor) -> None:
    client(dmytro).post("/initiatives/views", data=SENT)
    client(dmytro).post("/initiatives/views", data={**SENT, "name": "Для всіх", "shared": "y"})

    page = client(olena).get("/initiatives/views").get_data(as_text=True)

    assert "Для всіх" in page
    assert dmytro.name in page
    assert "Моя черга" not in page


def test_a_strangers_view_is_no_place_to_remove(client: Clients, olena: Actor, dmytro: Actor) -> None:
    client(dmytro).post("/initiatives/views", data=SENT)

    assert client(olena).post(f"/initiatives/views/{kept()[0].id}/remove").status_code == 404
    assert len(kept()) == 1


def test_a_shared_one_is_its_makers_and_the_administrators_to_remove(
    client: Clients, olena: Actor, dmytro: Actor, lidiia: Actor
) -> None:
    client(dmytro).post("/initiatives/views", data={**SENT, "shared": "y"})
    address = f"/initiatives/views/{kept()[0].id}/remove"

    assert client(olena).post(address).status_code == 403
    assert client(lidiia).post(address).status_code == 302
    assert kept() == []


def test_there_are_only_so_many_of_one_person(client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MAX_VIEWS", 1)
    client(olena).post("/initiatives/views", data=SENT)

    answer = client(olena).post("/initiatives/views", data={**SENT, "name": "Ще одна"})

    assert answer.status_code == 422
    assert "Ще одна" in answer.get_data(as_text=True)
    assert len(kept()) == 1


def test_erasing_somebody_leaves_what_they_shared(client: Clients, session: Session, dmytro: Actor) -> None:
    client(dmytro).post("/initiatives/views", data=SENT)
    client(dmytro).post("/initiatives/views", data={**SENT, "name": "Для всіх", "shared": "y"})

    with transaction() as writing:
        forget_views(writing, dmytro.id, dmytro.name)

    assert [view.name for view in kept()] == ["Для всіх"]
