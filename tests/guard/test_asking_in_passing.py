"""What is written in passing is asked about as well: reasons, examples, conversations without a name, collections."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.anonymous.models import AnonymousMessage, SealedKind, SealedWord
from portal.core.actor import Actor
from portal.core.db import db
from portal.guard.views import asking
from portal.initiatives.models import StatusType, Support, Transition
from portal.knowledge.models import Collection
from tests.anonymous import speaking, telling
from tests.conftest import Clients
from tests.guard.test_asking import ASKS, PHONE, how_many, shown_on
from tests.initiatives import factories

REASON = f"Клієнтка з {PHONE} уже чекає на відповідь, тож дивимося цього тижня."


def asks(browser: FlaskClient, path: str, form: dict[str, Any]) -> str:
    """The page that asks, with what was typed still in it."""
    answer = browser.post(path, data=form)
    assert (answer.status_code, ASKS in answer.text, f"<mark>{PHONE}</mark>" in answer.text) == (422, True, True)
    return answer.text


def goes(browser: FlaskClient, path: str, form: dict[str, Any]) -> None:
    assert browser.post(path, data=form).status_code in {302, 303}


def moves(number: int) -> list[Transition]:
    db.session.rollback()
    rows = select(Transition).where(Transition.initiative_id == number, Transition.reason != "")
    return list(db.session.scalars(rows.order_by(Transition.id)))


@pytest.fixture
def number(olena: Actor) -> int:
    return factories.initiative(olena).id


def test_the_reason_of_a_decision_is_asked_about_and_masked(client: Clients, number: int, hanna: Actor) -> None:
    browser, path = client(hanna), f"/initiatives/{number}/move"
    form = {"to": factories.status(StatusType.DECLINED).id, "reason": REASON}
    asks(browser, path, form)
    assert moves(number) == []

    goes(browser, path, form | {"guard": "mask"})

    assert PHONE not in moves(number)[0].reason


def test_the_reason_may_stay_as_it_is(client: Clients, number: int, hanna: Actor) -> None:
    browser, path = client(hanna), f"/initiatives/{number}/move"
    form = {"to": factories.status(StatusType.DECLINED).id, "reason": REASON}
    seen = shown_on(asks(browser, path, form))

    goes(browser, path, form | {"guard": "keep", "guard_shown": seen})

    assert PHONE in moves(number)[0].reason


def test_the_reason_for_several_is_asked_about_once(client: Clients, number: int, olena: Actor, hanna: Actor) -> None:
    other, browser = factories.initiative(olena), client(hanna)
    form = {
        "n": [f"{one}.{other.status_id}" for one in (number, other.id)],
        "to": factories.status(StatusType.DECLINED).id,
        "reason": REASON,
    }
    page = asks(browser, "/initiatives/several/move", form)
    assert page.count("checked") >= 2
    assert factories.fresh(number).status_type is StatusType.NEW

    goes(browser, "/initiatives/several/move", form | {"guard": "mask"})

    assert [PHONE in move.reason for one in (number, other.id) for move in moves(one)] == [False, False]


def test_why_twins_are_merged_and_parted_is_asked_about(
    client: Clients, number: int, dmytro: Actor, hanna: Actor
) -> None:
    twin, browser = factories.initiative(dmytro).id, client(hanna)
    form = {"with": twin, "survivor": number, "reason": REASON}
    asks(browser, f"/initiatives/{number}/merge", form)
    goes(browser, f"/initiatives/{number}/merge", form | {"guard": "mask"})
    assert factories.fresh(twin).status_type is StatusType.MERGED

    asks(browser, f"/initiatives/{twin}/part", {"reason": REASON})
    goes(browser, f"/initiatives/{twin}/part", {"reason": REASON, "guard": "mask"})

    assert factories.fresh(twin).status_type is not StatusType.MERGED


def test_the_example_of_a_supporter_is_asked_about_and_masked(
    client: Clients, session: Session, number: int, dmytro: Actor
) -> None:
    browser, path = client(dmytro), f"/initiatives/{number}/support/details"
    form = {"evidence": f"Щодня дзвонять, як-от {PHONE}", "frequency": "daily"}
    page = asks(browser, path, form)
    assert 'value="daily" checked' in page
    assert how_many(Support) == 0

    goes(browser, path, form | {"guard": "mask"})

    assert PHONE not in session.scalars(select(Support)).one().evidence


def test_what_a_collection_is_for_is_asked_about_when_it_is_made_and_changed(
    client: Clients, session: Session, olena: Actor
) -> None:
    browser, form = client(olena), {"title": "Перша зміна", "about": f"Питання на {PHONE}", "submission_key": "k" * 22}
    asks(browser, "/collections/new", form)
    assert how_many(Collection) == 0
    goes(browser, "/collections/new", form | {"guard": "mask"})
    made = session.scalars(select(Collection)).one()
    assert PHONE not in made.about

    change = {"title": f"Телефон {PHONE}", "about": "", "version": made.version}
    asks(browser, f"/collections/{made.id}/edit", change)


def test_a_message_to_an_anonymous_author_is_asked_about(client: Clients, olena: Actor, hanna: Actor) -> None:
    ticket = speaking.propose(client(olena))
    speaking.strike()
    path, form = f"/conversations/initiative/a{-ticket.number}", {"body": f"Телефонуйте {PHONE}", "form_key": "k" * 32}
    asks(client(hanna), path, form)
    assert how_many(AnonymousMessage) == 0

    goes(client(hanna), path, form | {"guard": "mask"})

    assert PHONE not in db.session.scalars(select(AnonymousMessage)).one().body


def sealed() -> list[dict[str, Any]]:
    db.session.rollback()
    return [word.fields for word in db.session.scalars(select(SealedWord)) if word.kind is SealedKind.MESSAGE]


@pytest.mark.parametrize("kind", ["initiative", "case"])
def test_an_anonymous_author_is_asked_and_nothing_is_kept_of_it(client: Clients, olena: Actor, kind: str) -> None:
    ticket = speaking.propose(client(olena)) if kind == "initiative" else telling.tell(client(olena))
    speaking.strike()
    author = client()
    speaking.enter(author, ticket)
    form = {"body": f"Мій номер {PHONE}, кличте Оксану Гнатенко.", "form_key": "k" * 32}

    page = asks(author, "/anonymous/messages", form)
    assert "Оксану Гнатенко</mark>" in page
    assert sealed() == []
    goes(author, "/anonymous/messages", form | {"guard": "mask"})

    (word,) = sealed()
    assert PHONE not in word["body"]
    assert "Гнатенко" not in word["body"]


def test_colleagues_are_named_to_the_author_but_not_by_them(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor
) -> None:
    ticket = speaking.propose(client(olena))
    speaking.strike()
    words = {"body": "Це бачив Дмитро Гай, він підтвердить.", "form_key": "k" * 32}
    author = client()
    speaking.enter(author, ticket)

    assert ASKS in author.post("/anonymous/messages", data=words).text
    goes(client(hanna), f"/conversations/initiative/a{-ticket.number}", words)


def test_nobody_makes_the_guard_look_through_more_than_a_form_takes(
    client: Clients, number: int, dmytro: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def noting(texts: dict[str, str], **_how: Any) -> list[Any]:
        looked.extend(map(len, texts.values()))
        return []

    monkeypatch.setattr(asking, "look", noting)
    form = {"body": "Ще раз. " * 50_000, "guard": "mask"}

    assert client(dmytro).post(f"/discussion/initiative/{number}/comments", data=form).status_code == 422
    assert looked == []
