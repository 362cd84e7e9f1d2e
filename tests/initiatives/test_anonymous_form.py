"""Proposing without a name: the code shown once, the draft gone, nothing sent twice."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.anonymous.models import AnonymousCode, SealedWord
from portal.anonymous.services import pictures as picture_service
from portal.anonymous.services import sealing
from portal.anonymous.services.codes import ALPHABET
from portal.core.actor import Actor
from portal.core.db import forget_what_was_deleted
from portal.core.drafts import Draft
from portal.core.files import ENDINGS, StoredPicture
from portal.initiatives.models import Initiative, StatusType, Transition
from portal.people.models import Area
from portal.people.pictures import storage
from tests.anonymous import speaking
from tests.conftest import Clients
from tests.initiatives import factories

KEY = "d" * 22


def count(session: Session, kind: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_answer_shows_number_and_code_and_is_kept_nowhere(client: Clients, olena: Actor) -> None:
    browser, form = client(olena), speaking.proposal()
    answer = browser.post("/initiatives/anonymous", data=form)
    assert (answer.status_code, answer.location) == (303, "/anonymous/ticket")
    shown = browser.get(answer.location)
    made = speaking.ticket_on(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    assert -9_999_999 <= made.number <= -1_000_000
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{4}}[{ALPHABET}]{{4}}", made.code)


def test_nobody_sees_it_before_the_hour_and_everybody_after(
    client: Clients, session: Session, olena: Actor, dmytro: Actor
) -> None:
    made, reader = speaking.propose(client(olena)), client(dmytro)
    address = f"/initiatives/a{-made.number}"
    assert reader.get(address).status_code == 404
    assert count(session, Initiative) == 0
    assert speaking.strike() == 1
    page = reader.get(address)
    assert page.status_code == 200
    assert f"№ A-{-made.number}" in page.text
    assert "Без імені" in page.text
    assert count(session, SealedWord) == 0


def test_what_is_let_out_has_no_person_team_or_exact_time(client: Clients, session: Session, olena: Actor) -> None:
    made = speaking.propose(client(olena))
    speaking.strike()
    row = speaking.initiative_of(made)
    assert row is not None
    assert (row.author_id, row.team_id, row.owner_id, row.submission_key) == (None, None, None, None)
    assert (row.submitted_at.minute, row.submitted_at.second, row.submitted_at.microsecond) == (0, 0, 0)
    assert row.status_type is StatusType.NEW
    assert session.scalars(select(Transition.actor_id)).all() == [None]


def test_the_same_form_again_shows_the_same_and_leaves_one(client: Clients, session: Session, olena: Actor) -> None:
    browser, form = client(olena), speaking.proposal()
    first = speaking.send(browser, form)
    assert speaking.send(browser, form) == first
    speaking.strike()
    assert speaking.send(browser, form) == first
    speaking.strike()
    assert count(session, Initiative) == 1
    assert count(session, AnonymousCode) == 1


def test_the_same_form_with_other_words_replaces_what_waits(client: Clients, session: Session, olena: Actor) -> None:
    browser, form = client(olena), speaking.proposal()
    first = speaking.send(browser, form)
    other = form | {"title": "Інша назва, краща за першу", "pictures": (BytesIO(speaking.photo()), "a.jpg")}
    assert speaking.send(browser, other) == first
    speaking.strike()
    row = speaking.initiative_of(first)
    assert row is not None
    assert row.title == "Інша назва, краща за першу"
    assert count(session, StoredPicture) == 1


def test_once_it_is_shown_the_same_form_with_other_words_is_refused_and_may_become_another_initiative(
    client: Clients, session: Session, olena: Actor
) -> None:
    browser, form = client(olena), speaking.proposal()
    first = speaking.send(browser, form)
    speaking.strike()
    refused = browser.post("/initiatives/anonymous", data=form | {"title": "Інша назва, краща за першу"})
    assert refused.status_code == 409
    assert "вже передано далі" in refused.text
    assert "Інша назва, краща за першу" in refused.text
    assert form["nonce"] not in refused.text
    assert count(session, SealedWord) == 0
    row = speaking.initiative_of(first)
    assert row is not None
    assert row.title == form["title"]


@pytest.mark.parametrize("beside", ["tags", "kind", "metric", "area", "pictures"])
def test_once_it_is_shown_the_same_form_with_anything_else_is_refused(
    client: Clients, session: Session, olena: Actor, area: Area, beside: str
) -> None:
    browser, form = client(olena), speaking.proposal()
    speaking.send(browser, form)
    speaking.strike()
    said: dict[str, Any] = {
        "tags": {"tags": "графік, відпочинок"},
        "kind": {"kind": "opportunity"},
        "metric": {"metric_name": "лікарняні", "target": "2"},
        "area": {"area": str(area.id)},
        "pictures": {"pictures": (BytesIO(speaking.photo()), "a.jpg")},
    }[beside]
    assert browser.post("/initiatives/anonymous", data=form | said).status_code == 409
    assert count(session, SealedWord) == 0


def test_the_same_form_with_the_same_pictures_is_the_same(client: Clients, session: Session, olena: Actor) -> None:
    browser, form, photo = client(olena), speaking.proposal(tags="графік"), speaking.photo()
    first = speaking.send(browser, form | {"pictures": (BytesIO(photo), "a.jpg")})
    speaking.strike()
    assert speaking.send(browser, form | {"pictures": (BytesIO(photo), "a.jpg")}) == first
    assert count(session, SealedWord) == 0
    refused = browser.post(
        "/initiatives/anonymous", data=form | {"pictures": (BytesIO(speaking.photo((9, 9, 9))), "a")}
    )
    assert refused.status_code == 409


def test_another_form_has_another_number_and_code(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    one, other = speaking.propose(browser), speaking.propose(browser)
    assert one.number != other.number
    assert one.code != other.code


def test_the_named_series_goes_on_counting(client: Clients, olena: Actor, dmytro: Actor) -> None:
    before = factories.initiative(dmytro)
    speaking.propose(client(olena))
    speaking.strike()
    assert factories.initiative(dmytro).id == before.id + 1


def test_the_language_is_that_of_the_letters_and_never_of_the_screen(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru"
    made = speaking.propose(browser, title="0123456789", **dict.fromkeys(("problem", "solution", "outcome"), "8" * 30))
    speaking.strike()
    row = speaking.initiative_of(made)
    assert row is not None
    assert row.language == "uk"


def test_an_error_keeps_what_was_typed_and_the_form(client: Clients, session: Session, olena: Actor) -> None:
    form = speaking.proposal(outcome="мало", pictures=(BytesIO(speaking.photo()), "a.jpg"))
    answer = client(olena).post("/initiatives/anonymous", data=form)
    assert answer.status_code == 422
    assert factories.PROBLEM in answer.text
    assert form["nonce"] in answer.text
    assert "виберіть їх, будь ласка, ще раз" in answer.text
    assert count(session, SealedWord) == 0


def test_pictures_come_out_with_the_words_dated_the_hour_and_of_nobody(
    client: Clients, session: Session, olena: Actor, dmytro: Actor
) -> None:
    photo = speaking.photo(author="Olena Savchuk")
    made = speaking.propose(client(olena), pictures=[(BytesIO(photo), "olena.jpg"), (BytesIO(photo), "olena2.jpg")])
    assert count(session, StoredPicture) == 0
    speaking.strike()
    rows = session.scalars(select(StoredPicture)).all()
    assert [(row.uploader_id, row.at.minute, row.at.second) for row in rows] == [(None, 0, 0)] * 2
    assert len({row.sha256 for row in rows}) == 2
    page = client(dmytro).get(f"/initiatives/a{-made.number}")
    for row in rows:
        assert f"/files/{row.token}" in page.text
        assert client(dmytro).get(f"/files/{row.token}").status_code == 200
        for ending in ENDINGS:
            path = storage().path(f"{row.sha256}{ending}")  # type: ignore[attr-defined]  # the folder of the tests
            assert path.stat().st_mtime % 3600 == 0
            assert b"Savchuk" not in path.read_bytes()


def test_too_many_pictures_and_no_picture_are_refused_at_the_field(client: Clients, olena: Actor) -> None:
    many = [(BytesIO(speaking.photo()), f"{n}.jpg") for n in range(5)]
    for pictures in (many, [(BytesIO(b"no picture"), "a.jpg")]):
        answer = client(olena).post("/initiatives/anonymous", data=speaking.proposal(pictures=pictures))
        assert answer.status_code == 422
        assert 'href="#pictures"' in answer.text


def test_addresses_of_pictures_that_somebody_uploaded_by_name_are_left_out(client: Clients, olena: Actor) -> None:
    text = f"{factories.PROBLEM}\n\n![Фото](/files/{'x' * 22})\n\nhttps://portal.example/files/{'y' * 22}/thumb кінець"
    made = speaking.propose(client(olena), problem=text)
    speaking.strike()
    row = speaking.initiative_of(made)
    assert row is not None
    assert "/files/" not in row.problem
    assert row.problem.endswith("кінець")


def test_going_on_without_a_name_deletes_the_draft_its_pictures_and_those_thrown_away(
    client: Clients, session: Session, olena: Actor
) -> None:
    browser = client(olena)
    sent = browser.post("/files", data={"file": (BytesIO(speaking.photo()), "a.jpg")})
    markdown = sent.get_json()["markdown"]
    typed = {"title": "Чернетка без відпочинку", "problem": f"Перші слова {markdown}", "submission_key": KEY}
    browser.post(f"/initiatives/drafts/{KEY}", data=typed)
    browser.post(f"/initiatives/drafts/{'e' * 22}", data={"title": "Викинута чернетка"})
    browser.post(f"/initiatives/drafts/{'e' * 22}/discard")
    name = session.scalars(select(StoredPicture.sha256)).one()

    page = browser.post(f"/initiatives/anonymous/switch/{KEY}", data=typed)
    assert page.status_code == 200
    assert "Чернетка без відпочинку" in page.text
    assert "Перші слова</textarea>" in page.text
    assert f'data-settled-draft="{KEY}"' in page.text
    assert "data-autosave" not in page.text
    assert count(session, Draft) == 0
    assert count(session, StoredPicture) == 0
    assert not storage().path(f"{name}.webp").exists()  # type: ignore[attr-defined]  # the folder of the tests


def test_a_draft_is_called_deleted_only_when_the_log_was_cut_off(
    app: Flask, client: Clients, session: Session, olena: Actor
) -> None:
    browser, address = client(olena), f"/initiatives/anonymous/switch/{KEY}"
    if session.get_bind().dialect.name == "sqlite":
        with app.extensions["sqlalchemy"].engine.connect() as reader:
            reader.execute(select(Draft.id)).all()  # it reads what was before, out of the log
            page = browser.post(address, data={"title": "Без імені"}).text
            assert "видаляється" in page
            assert not forget_what_was_deleted()
    assert forget_what_was_deleted()
    assert "видаляється" not in browser.post(address, data={"title": "Без імені"}).text


def test_what_the_form_was_saving_comes_too_late(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    browser.post(f"/initiatives/anonymous/switch/{KEY}", data={"title": "Без імені"})
    late = browser.post(f"/initiatives/drafts/{KEY}", data={"title": "Запізніле збереження"})
    assert late.status_code == 422
    assert count(session, Draft) == 0


def test_a_picture_that_another_text_shows_stays(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    sent = browser.post("/files", data={"file": (BytesIO(speaking.photo()), "a.jpg")})
    shown = f"{factories.PROBLEM} {sent.get_json()['markdown']}"
    browser.post("/initiatives/new", data={**speaking.proposal(problem=shown), "submission_key": "n" * 22})
    browser.post(f"/initiatives/drafts/{KEY}", data={"title": "Та сама картинка", "problem": shown})
    browser.post(f"/initiatives/anonymous/switch/{KEY}", data={"title": "Без імені"})
    assert count(session, StoredPicture) == 1


def test_an_ended_sign_in_holds_the_text_without_keeping_it(client: Clients, session: Session) -> None:
    answer = client().post("/initiatives/anonymous", data=speaking.proposal())
    assert answer.status_code == 401
    assert factories.PROBLEM in answer.text
    assert count(session, Draft) == count(session, SealedWord) == 0


def test_only_so_much_may_wait_at_once(
    client: Clients, session: Session, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MOST_WAITING", 1)
    speaking.propose(client(olena))
    answer = client(olena).post("/initiatives/anonymous", data=speaking.proposal())
    assert answer.status_code == 429
    assert factories.PROBLEM in answer.text
    assert count(session, SealedWord) == 1


@pytest.mark.parametrize(("limit", "status"), [("MOST_BYTES_WAITING", 429), ("MOST_BYTES_OF_ONE", 422)])
def test_what_waits_is_limited_in_bytes_too(
    client: Clients, session: Session, olena: Actor, monkeypatch: pytest.MonkeyPatch, limit: str, status: int
) -> None:
    form = speaking.proposal()
    made = speaking.send(client(olena), form)
    size = session.scalars(select(SealedWord.size_bytes)).one()
    monkeypatch.setattr(sealing, limit, size + 100)
    assert speaking.send(client(olena), form) == made  # takes the place it has
    more = speaking.proposal(problem=factories.PROBLEM * 4)
    answer = client(olena).post("/initiatives/anonymous", data=more)
    assert answer.status_code == status
    assert factories.PROBLEM in answer.text
    assert count(session, SealedWord) == 1


def test_while_pictures_of_another_form_are_prepared_it_says_so_at_once_and_keeps_the_text(
    client: Clients, session: Session, olena: Actor
) -> None:
    form = speaking.proposal(pictures=(BytesIO(speaking.photo()), "a.jpg"))
    with picture_service.preparing:  # another request is at it
        answer = client(olena).post("/initiatives/anonymous", data=form)
    assert answer.status_code == 503
    assert factories.PROBLEM in answer.text
    assert form["nonce"] in answer.text
    assert count(session, SealedWord) == 0


def test_the_form_with_a_name_leads_to_the_one_without(client: Clients, olena: Actor) -> None:
    page = client(olena).get("/initiatives/new")
    assert "/initiatives/anonymous/switch/" in page.text
    assert page.text.index("button-main") < page.text.index("data-unsaved")  # Enter in a field is never the switch
