"""Look-alikes: found by titles in three languages, shown to whoever may see them, supported with the typed text."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.alike import much_like
from portal.core.db import transaction
from portal.core.drafts import Draft
from portal.core.extension import LookAlike, look_alikes
from portal.core.markdown import render
from portal.discussion.models import Comment
from portal.initiatives.models import Initiative, StatusType, Support, TitleStem, Visibility
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.look_alikes import CANDIDATES, closeness, stems_of
from portal.initiatives.services.look_alikes import support_instead
from portal.initiatives.services.merging import merge
from portal.initiatives.services.submitting import edit
from tests.conftest import Clients
from tests.initiatives import factories
from tests.initiatives.test_support import at_once
from tests.statements import counted

TITLE = "Пандуси та кнопка виклику біля магазинів"
FORM = {
    "kind": "problem",
    "title": "Пандус і кнопка виклику біля магазину",
    "problem": "Мама з візочком чекає надворі, поки хтось вийде.",
    "solution": "Поставити пандус і повісити кнопку виклику.",
    "outcome": "Ніхто не чекає надворі жодного дня.",
    "submission_key": "d" * 22,
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Пандуси біля нових магазинів", "Пандус біля нового магазину"),
        ("Комп'ютери на касах", "Комп’ютер на касі"),
        ("Ёмкости для батареек", "Емкость для батарейки"),
        ("Courier's phone number in messages", "Courier phone numbers in the message"),
    ],
)
def test_inflected_words_are_the_same_words(one: str, other: str) -> None:
    assert closeness(stems_of(one), stems_of(other)) >= 0.5


def test_one_word_in_common_is_no_likeness() -> None:
    assert closeness(stems_of("Кава на складі"), stems_of("Кава")) == 0
    assert closeness(stems_of(TITLE), stems_of("Подушечки для гарнітур")) == 0


@pytest.fixture(autouse=True)
def _by_titles() -> Iterator[None]:
    """What search adds to the match of titles is tested there."""
    with look_alikes.without("meaning"):
        yield


@pytest.fixture
def ramps(olena: Actor) -> Initiative:
    return factories.initiative(olena, title=TITLE)


def titles(session: Session, text: str, actor: Actor) -> list[str]:
    session.rollback()
    return [one.card.title for one in much_like(session, text, actor, 4)]


def test_a_likely_twin_is_found_and_nothing_else(session: Session, ramps: Initiative, dmytro: Actor) -> None:
    factories.initiative(dmytro, title="Змінні подушечки для гарнітур")

    assert titles(session, FORM["title"] + "\nУсе інше.", dmytro) == [TITLE]
    assert titles(session, "Гаряча вода на складі", dmytro) == []
    assert titles(session, "%_' OR 1=1 --", dmytro) == []


def test_what_is_hidden_is_never_hinted_at(session: Session, ramps: Initiative, dmytro: Actor, stranger: Actor) -> None:
    with transaction() as writing:
        writing.merge(factories.fresh(ramps.id)).visibility = Visibility.TEAMS

    assert titles(session, TITLE, stranger) == []
    assert titles(session, TITLE, ramps_author(session, ramps)) == [TITLE]


def ramps_author(session: Session, ramps: Initiative) -> Actor:
    return Actor(id=ramps.author_id or 0, name="", roles=frozenset({"employee"}), team_id=None)


def test_what_its_author_took_back_is_not_shown(session: Session, olena: Actor) -> None:
    factories.initiative(olena, StatusType.DRAFT, title=TITLE)

    assert titles(session, TITLE, olena) == []


def test_a_new_title_is_found_in_the_place_of_the_old(
    session: Session, ramps: Initiative, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    with transaction() as writing:
        texts = factories.texts(title="Змінні подушечки для гарнітур")
        edit(writing, get_visible(writing, ramps.id, olena), olena, texts, version=1, now=now)

    assert titles(session, TITLE, dmytro) == []
    assert titles(session, "Подушечки для гарнітури", dmytro) == ["Змінні подушечки для гарнітур"]


def test_it_asks_one_bounded_statement(session: Session, ramps: Initiative, dmytro: Actor) -> None:
    much_like(session, TITLE, dmytro, 4)  # names of statuses are read once a process
    with counted() as statements:
        much_like(session, " ".join([TITLE] * 40), dmytro, 4)

    assert len(statements) == 1
    assert statements[0].count("LIMIT") >= 3
    assert CANDIDATES < 100


def test_a_finder_registered_later_takes_its_place(session: Session, ramps: Initiative, dmytro: Actor) -> None:
    class Nothing:
        def similar(self, session: Session, text: str, actor: Actor, limit: int) -> list[LookAlike]:
            return []

    with look_alikes.with_also("better", Nothing()):
        assert titles(session, TITLE, dmytro) == []


# Beside the form


def test_the_piece_beside_the_form_offers_support(client: Clients, ramps: Initiative, dmytro: Actor) -> None:
    answer = client(dmytro).post("/initiatives/look-alikes", data={"title": FORM["title"]})

    assert TITLE in answer.text
    assert f'formaction="/initiatives/{ramps.id}/support-instead"' in answer.text
    assert client(dmytro).post("/initiatives/look-alikes", data={"title": "Гаряча вода"}).text == ""


@pytest.mark.parametrize("type_", [StatusType.DECLINED])
def test_what_is_closed_or_ones_own_is_only_a_link(
    client: Clients, olena: Actor, dmytro: Actor, type_: StatusType
) -> None:
    factories.initiative(olena, type_, title=TITLE)

    for actor in (olena, dmytro):
        page = client(actor).post("/initiatives/look-alikes", data={"title": TITLE}).text
        assert TITLE in page
        assert "support-instead" not in page


def test_asking_keeps_nothing(client: Clients, session: Session, ramps: Initiative, dmytro: Actor) -> None:
    before = session.scalar(select(func.count()).select_from(TitleStem))
    client(dmytro).post("/initiatives/look-alikes", data={"title": TITLE, "problem": FORM["problem"]})
    session.rollback()

    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert session.scalar(select(func.count()).select_from(TitleStem)) == before


def test_the_form_without_a_name_asks_nothing(client: Clients, ramps: Initiative, dmytro: Actor) -> None:
    assert "look-alike" not in client(dmytro).get("/initiatives/new/anonymous").text


# Once, never twice


def test_something_all_but_the_same_is_asked_about_once(
    client: Clients, session: Session, ramps: Initiative, dmytro: Actor
) -> None:
    browser = client(dmytro)
    asked = browser.post("/initiatives/new", data=FORM)
    assert asked.status_code == 422
    assert 'name="alikes_seen" value="1"' in asked.text
    assert FORM["problem"] in asked.text
    assert session.scalar(select(func.count()).select_from(Initiative)) == 1

    sent = browser.post("/initiatives/new", data=FORM | {"alikes_seen": "1"})
    assert sent.status_code == 302
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Initiative)) == 2

    again = browser.post("/initiatives/new", data=FORM)
    assert again.location == sent.location


def test_another_matter_is_handed_in_at_once(client: Clients, ramps: Initiative, dmytro: Actor) -> None:
    other = FORM | {"title": "Гаряча вода для вечірньої зміни"}

    assert client(dmytro).post("/initiatives/new", data=other).status_code == 302


# Support this instead


def test_one_press_supports_takes_the_text_along_and_discards_the_draft(
    client: Clients, session: Session, ramps: Initiative, dmytro: Actor
) -> None:
    browser = client(dmytro)
    browser.post(f"/initiatives/drafts/{FORM['submission_key']}", data=FORM)

    answer = browser.post(f"/initiatives/{ramps.id}/support-instead", data=FORM)

    said = session.scalars(select(Comment)).one()
    assert answer.location == f"/discussion/comments/{said.id}"
    assert "## Рішення\n\nПоставити пандус" in said.body
    assert FORM["title"] in said.body
    assert factories.fresh(ramps.id).support_count == 1
    assert factories.fresh(ramps.id).comment_count == 1
    page = browser.get(browser.get(answer.location).location.split("#")[0]).text
    assert f"/initiatives/drafts/{FORM['submission_key']}/take-back" in page

    browser.post(f"/initiatives/drafts/{FORM['submission_key']}/take-back")
    assert FORM["problem"] in browser.get(f"/initiatives/new?draft={FORM['submission_key']}").text


def test_a_bare_title_leaves_no_comment(client: Clients, session: Session, ramps: Initiative, dmytro: Actor) -> None:
    typed = FORM | {"problem": "", "solution": "", "outcome": ""}
    answer = client(dmytro).post(f"/initiatives/{ramps.id}/support-instead", data=typed)

    assert answer.location == f"/initiatives/{ramps.id}"
    assert session.scalar(select(func.count()).select_from(Comment)) == 0
    assert factories.fresh(ramps.id).support_count == 1


def test_pressed_many_times_at_once_it_leaves_one_voice_and_one_comment(
    app: Flask, session: Session, ramps: Initiative, dmytro: Actor, now: datetime
) -> None:
    text = render(FORM["problem"])

    def press() -> None:
        with transaction() as writing:
            support_instead(writing, ramps.id, dmytro, text, draft_key=FORM["submission_key"], now=now)

    at_once(app, [press] * 10, threads=6)

    assert session.scalar(select(func.count()).select_from(Support)) == 1
    assert session.scalar(select(func.count()).select_from(Comment)) == 1
    assert factories.fresh(ramps.id).support_count == 1


def test_what_was_merged_meanwhile_is_supported_where_it_stands(
    client: Clients, session: Session, ramps: Initiative, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    survivor = factories.initiative(olena, title="Вхід для всіх")
    with transaction() as writing:
        merge(writing, survivor.id, [ramps.id], hanna, reason=render("Це одне й те саме: двері магазинів."), now=now)

    assert client(dmytro).post(f"/initiatives/{ramps.id}/support-instead", data=FORM).status_code == 302
    assert factories.fresh(survivor.id).support_count == 1
    assert session.scalars(select(Comment.item_id)).all() == [survivor.id]


def test_what_was_closed_meanwhile_keeps_the_text_in_the_form(client: Clients, olena: Actor, dmytro: Actor) -> None:
    closed = factories.initiative(olena, StatusType.DECLINED, title=TITLE)

    answer = client(dmytro).post(f"/initiatives/{closed.id}/support-instead", data=FORM)

    assert answer.status_code == 403
    assert FORM["problem"] in answer.text
    assert FORM["solution"] in answer.text


def test_too_much_text_for_a_comment_stays_in_the_form(
    client: Clients, session: Session, ramps: Initiative, dmytro: Actor
) -> None:
    answer = client(dmytro).post(f"/initiatives/{ramps.id}/support-instead", data=FORM | {"problem": "Довго. " * 1500})

    assert answer.status_code == 422
    assert factories.fresh(ramps.id).support_count == 0


@pytest.fixture
def keyed(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_who_may_support_instead(client: Clients, ramps: Initiative, olena: Actor, stranger: Actor) -> None:
    path = f"/initiatives/{ramps.id}/support-instead"
    assert client().post(path, data=FORM).status_code == 401
    assert client(olena).post(path, data=FORM).status_code == 403
    assert client(stranger).post("/initiatives/99999/support-instead", data=FORM).status_code == 404
    with transaction() as writing:
        writing.merge(factories.fresh(ramps.id)).visibility = Visibility.TEAMS
    assert client(stranger).post(path, data=FORM).status_code == 404


def test_without_the_forms_key_nothing_happens(client: Clients, ramps: Initiative, dmytro: Actor, keyed: None) -> None:
    assert client(dmytro).post(f"/initiatives/{ramps.id}/support-instead", data=FORM).status_code == 400
    assert client(dmytro).post("/initiatives/look-alikes", data=FORM).status_code == 400
    assert factories.fresh(ramps.id).support_count == 0
