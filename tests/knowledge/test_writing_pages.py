"""Writing something new and changing what is there, as a browser does it."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import Draft
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.queries import genres, open_revision, standing
from tests.conftest import Clients
from tests.knowledge import factories as knowledge

KEY = "k" * 22


def typed(**changes: Any) -> dict[str, Any]:
    """What the form of a good case sends."""
    genre = str(knowledge.genre("wow").id)
    story = knowledge.PARTS["story"] | {
        "title": "Окуляри до п'ятниці",
        "genre": genre,
        "genre_key": "wow",
        "tags": "",
        "area": "",
        "channel": "",
    }
    return story | {"submission_key": KEY, "then": "review"} | changes


def items(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(KnowledgeItem)) or 0


@pytest.mark.parametrize("key", ["wow", "mistake", "hard_call", "instruction", "principle", "list", "term"])
def test_every_genre_has_its_form(client: Clients, olena: Actor, key: str) -> None:
    page = client(olena).get(f"/knowledge/new/{key}")

    assert page.status_code == 200
    for part in knowledge.genre(key).shape.parts:
        assert f'name="{part.key}"' in page.text


def test_a_genre_that_is_not_there_has_no_form(client: Clients, olena: Actor) -> None:
    assert client(olena).get("/knowledge/new/nothing").status_code == 404


def test_handing_in_makes_one_item_that_waits(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    first = browser.post("/knowledge/new/wow", data=typed())
    second = browser.post("/knowledge/new/wow", data=typed())

    made = session.scalars(select(KnowledgeItem)).one()
    assert first.location == second.location == f"/cases/{made.id}"
    assert made.state is ItemState.IN_REVIEW
    assert made.author_id == olena.id


@pytest.mark.parametrize("missing", ["title", "situation", "action", "reaction", "lesson"])
def test_what_is_missing_is_asked_at_its_field(client: Clients, session: Session, olena: Actor, missing: str) -> None:
    page = client(olena).post("/knowledge/new/wow", data=typed(**{missing: ""}))

    assert page.status_code == 422
    assert f'id="{missing}-error-1"' in page.text
    assert "Спершу питаємо" in page.text or missing == "lesson"
    assert items(session) == 0


def test_a_draft_of_something_new_is_kept_and_goes_on(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    saved = browser.post(
        f"/knowledge/drafts/{KEY}", data=typed(lesson="Половина думки"), headers={"Accept": "application/json"}
    )

    assert "saved" in saved.json
    assert "Половина думки" in browser.get(f"/knowledge/new/wow?draft={KEY}").text
    assert "Окуляри до п&#39;ятниці" in browser.get("/knowledge/mine").text
    drafts = browser.get("/knowledge/new/algorithm").text.split('id="drafts-title"')[1].split("</section>")[0]
    assert f"<span>{genres(session).by_key['wow'].label}</span>" in drafts  # it is no algorithm
    assert items(session) == 0


def test_a_draft_that_is_gone_leads_to_what_it_became_or_to_an_empty_form(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    assert browser.get(f"/knowledge/new/wow?draft={KEY}").location == "/knowledge/new/wow"
    place = browser.post("/knowledge/new/wow", data=typed()).location
    gone = browser.get(f"/knowledge/new/wow?draft={KEY}", follow_redirects=True)
    assert gone.request.path == place


def test_a_draft_thrown_away_can_be_had_back(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    browser.post(f"/knowledge/drafts/{KEY}/discard", data=typed())
    assert session.scalars(select(Draft)).one().discarded_at is not None

    back = browser.post(f"/knowledge/drafts/{KEY}/take-back")

    assert back.location == f"/knowledge/new/wow?draft={KEY}"
    assert "Спершу питаємо" in browser.get(back.location).text


def test_the_look_of_what_is_typed_is_shown_without_a_script(client: Clients, session: Session, olena: Actor) -> None:
    page = client(olena).post("/knowledge/new/wow", data=typed(then="preview"))

    assert page.status_code == 200
    assert "<strong>поза чергою</strong>" in page.text
    assert items(session) == 0


def test_the_look_of_what_is_typed_comes_as_a_piece(client: Clients, olena: Actor) -> None:
    page = client(olena).post("/knowledge/preview/wow", data=typed(action="<script>alert(1)</script> **так**"))

    assert "<strong>так</strong>" in page.text
    assert "<script>" not in page.text
    assert "<html" not in page.text


def test_a_colleague_proposes_a_change(client: Clients, session: Session, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    browser = client(dmytro)
    assert "Спершу питаємо" in browser.get(f"/knowledge/{made.id}/edit").text

    sent = browser.post(
        f"/knowledge/{made.id}/edit",
        data=typed(version="0", based_on="1", lesson="Спершу питаємо, а тоді шукаємо разом.", note="Точніше"),
    )

    assert sent.location == f"/cases/{made.id}"
    found = knowledge.fresh(made.id)
    waits, stands = open_revision(session, found), standing(session, found)
    assert waits is not None
    assert stands is not None
    assert (waits.state, waits.author_id, waits.note) == (RevisionState.IN_REVIEW, dmytro.id, "Точніше")
    assert stands.number == 1


def test_typing_a_change_says_to_others_who_is_at_it(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    made = knowledge.item(olena)
    client(dmytro).post(f"/knowledge/{made.id}/edit/draft", data=typed(version="0", based_on="1", lesson="Інакше" * 9))

    page = client(stranger).get(f"/knowledge/{made.id}/edit")
    assert "Дмитро Гай" in page.text
    late = client(stranger).post(
        f"/knowledge/{made.id}/edit", data=typed(version="0", based_on="1", lesson="Моя думка, яку не можна втратити.")
    )
    assert late.status_code == 409
    assert "Моя думка, яку не можна втратити." in late.text
    assert session.scalars(select(Draft.person_id).where(Draft.person_id == stranger.id)).one()


def test_looking_at_the_form_keeps_nobody_away(client: Clients, session: Session, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    client(dmytro).get(f"/knowledge/{made.id}/edit")
    shown = typed(version="0", based_on="1", title=made.title)
    client(dmytro).post(f"/knowledge/{made.id}/edit/draft", data=shown)

    assert open_revision(session, knowledge.fresh(made.id)) is None


def test_two_tabs_of_one_person_lose_nothing(client: Clients, session: Session, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    browser = client(dmytro)
    first = {"version": "0", "based_on": "1", "then": "draft"}
    browser.post(f"/knowledge/{made.id}/edit", data=typed(**first, lesson="Перша вкладка пише так."))

    page = browser.post(f"/knowledge/{made.id}/edit", data=typed(**first, lesson="Друга вкладка пише інакше."))

    assert page.status_code == 409
    assert "Перша вкладка пише так." in page.text
    assert "Друга вкладка пише інакше." in page.text
    again = browser.post(
        f"/knowledge/{made.id}/edit",
        data=typed(version="2", based_on="1", then="draft", lesson="Друга вкладка пише інакше."),
    )
    assert again.status_code == 302
    draft = open_revision(session, knowledge.fresh(made.id))
    assert draft is not None
    assert draft.parts["lesson"] == "Друга вкладка пише інакше."


def test_a_change_meets_what_was_published_meanwhile(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    made = knowledge.item(olena)
    knowledge.changed(made.id, dmytro, lesson="Нова думка, яка вже стоїть.")

    page = client(stranger).post(
        f"/knowledge/{made.id}/edit", data=typed(version="0", based_on="1", lesson="Моя думка на старому тексті.")
    )

    assert page.status_code == 409
    assert "Нова думка, яка вже стоїть." in page.text
    assert "Моя думка на старому тексті." in page.text
    assert open_revision(session, knowledge.fresh(made.id)) is None


def test_a_discarded_change_can_be_had_back(client: Clients, session: Session, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    browser = client(dmytro)
    kept = typed(version="0", based_on="1", lesson="Думка, яку шкода втратити.")
    browser.post(f"/knowledge/{made.id}/edit/draft", data=kept)
    browser.post(f"/knowledge/{made.id}/edit/discard")
    assert open_revision(session, knowledge.fresh(made.id)) is None

    back = browser.post(f"/knowledge/{made.id}/edit/take-back")

    assert "Думка, яку шкода втратити." in browser.get(back.location).text


def test_a_draft_may_lack_words_but_not_be_handed_in(
    client: Clients, session: Session, olena: Actor, dmytro: Actor
) -> None:
    made = knowledge.item(olena)
    browser = client(dmytro)
    half = typed(version="0", based_on="1", lesson="", then="draft")
    assert browser.post(f"/knowledge/{made.id}/edit", data=half).status_code == 302
    whole = browser.post(f"/knowledge/{made.id}/edit", data=half | {"version": "2", "then": "review"})

    assert whole.status_code == 422
    draft = open_revision(session, knowledge.fresh(made.id))
    assert draft is not None
    assert draft.state is RevisionState.DRAFT


def test_what_was_sent_back_says_why_and_is_handed_in_again(
    client: Clients, session: Session, olena: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    client(marta).post(f"/knowledge/{made.id}/send-back", data={"revision": 1, "note": "Додайте, що сказала клієнтка."})
    page = client(olena).get(f"/knowledge/{made.id}/edit")
    assert "Додайте, що сказала клієнтка." in page.text

    draft = open_revision(session, knowledge.fresh(made.id))
    assert draft is not None
    client(olena).post(f"/knowledge/{made.id}/edit", data=typed(version=draft.version, based_on="0"))

    assert knowledge.fresh(made.id).state is ItemState.IN_REVIEW


def test_what_waits_is_taken_back_before_it_is_changed(client: Clients, olena: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    page = client(olena).get(f"/knowledge/{made.id}/edit")
    assert f"/knowledge/{made.id}/take-back" in page.text

    client(olena).post(f"/knowledge/{made.id}/take-back")

    assert knowledge.fresh(made.id).state is ItemState.DRAFT


def test_an_editor_who_comes_second_is_led_to_the_change_that_waits(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor, stranger: Actor
) -> None:
    made = knowledge.item(olena)
    knowledge.handed_in(knowledge.draft_beside(made.id, dmytro, lesson="Спершу дзвонимо, потім пишемо."), dmytro)
    waits = f'href="/knowledge/{made.id}/review"'

    assert waits in client(marta).get(f"/knowledge/{made.id}/edit").text
    assert waits not in client(stranger).get(f"/knowledge/{made.id}/edit").text


def test_an_editor_sets_a_text_free_and_its_words_stay_with_their_author(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena)
    knowledge.draft_beside(made.id, dmytro, lesson="Думка Дмитра, яку він не закінчив.")

    assert client(olena).post(f"/knowledge/{made.id}/release").status_code == 403
    assert client(marta).post(f"/knowledge/{made.id}/release").status_code == 302

    assert open_revision(session, knowledge.fresh(made.id)) is None
    assert "Думка Дмитра, яку він не закінчив." in client(dmytro).get(f"/knowledge/{made.id}/edit").text


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.IN_REVIEW, ItemState.DISCARDED])
def test_a_stranger_meets_nothing_of_what_is_not_published(
    client: Clients, olena: Actor, stranger: Actor, state: ItemState
) -> None:
    made = knowledge.item(olena, state)
    browser = client(stranger)
    for place in ("edit", "versions", "versions/1", "archive"):
        assert browser.get(f"/knowledge/{made.id}/{place}").status_code == 404, place
    for place in (
        "edit",
        "edit/draft",
        "edit/discard",
        "edit/take-back",
        "take-back",
        "archive",
        "bring-back",
        "release",
    ):
        assert browser.post(f"/knowledge/{made.id}/{place}", data=typed()).status_code == 404, place


def test_nobody_is_asked_to_sign_in_first(client: Clients, olena: Actor) -> None:
    made = knowledge.item(olena)

    assert client().get(f"/knowledge/{made.id}/edit").location.startswith("/sign-in")


def test_forms_need_their_key(app: Flask, client: Clients, olena: Actor) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    assert client(olena).post("/knowledge/new/wow", data=typed()).status_code == 400


def test_an_edit_keeps_its_item_when_nothing_changes(session: Session, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    knowledge.draft_beside(made.id, dmytro)

    numbers = session.scalars(select(KnowledgeRevision.number).where(KnowledgeRevision.item_id == made.id)).all()
    assert sorted(numbers) == [1, 2]
