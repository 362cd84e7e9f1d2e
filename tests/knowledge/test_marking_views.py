"""The green pen over HTTP: who may, what is refused, and what the pages show."""

import re
from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.anchoring import Selector
from portal.knowledge.models import GreenMark, ItemState, KnowledgeItem
from portal.knowledge.queries import get_visible
from portal.knowledge.services.marking import mark
from portal.notifications.topics import Topic
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.notifications.factories import lines_of

LESSON = "Спершу питаємо, що людині потрібно сьогодні, і лише тоді дивимося в правила. <b>Так</b> краще."
QUOTE = "що людині потрібно сьогодні"
FORM = {"part": "lesson", "quote": QUOTE, "start": "16", "prefix": "питаємо, ", "suffix": ", і", "note": "Саме <так>!"}


@pytest.fixture
def case(olena: Actor) -> KnowledgeItem:
    return knowledge.item(olena, lesson=LESSON)


def _marked(number: int, actor: Actor, now: datetime, quote: str = QUOTE) -> int:
    with transaction() as session:
        item = get_visible(session, "case", number, actor)
        return mark(session, item, actor, "lesson", Selector(quote), note="Беру собі", now=now).id


def _count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(GreenMark)) or 0


VERBS = {
    "choose": ("GET", "/knowledge/{item}/marks/new"),
    "add": ("POST", "/knowledge/{item}/marks"),
    "edit page": ("GET", "/knowledge/marks/{mark}/edit"),
    "edit": ("POST", "/knowledge/marks/{mark}/edit"),
    "take back": ("POST", "/knowledge/marks/{mark}/take-back"),
}


def _send(browser: Clients, actor: Actor | None, verb: str, item: int, mark_id: int) -> TestResponse:
    method, path = VERBS[verb]
    client = browser(actor) if actor else browser()
    return client.open(path.format(item=item, mark=mark_id), method=method, data=FORM if method == "POST" else None)


@pytest.mark.parametrize(
    ("verb", "maker", "other", "editor", "author"),
    [
        ("choose", 200, 200, 200, 403),
        ("add", 302, 302, 302, 403),
        ("edit page", 200, 403, 403, 403),
        ("edit", 302, 403, 403, 403),
        ("take back", 302, 403, 302, 403),
    ],
)
def test_each_step_is_open_to_whom_it_belongs(
    case: KnowledgeItem, client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, marta: Actor, now: datetime,
    verb: str, maker: int, other: int, editor: int, author: int,
) -> None:  # fmt: skip
    for actor, expected in ((stranger, other), (olena, author), (marta, editor), (dmytro, maker)):
        made = _marked(case.id, dmytro, now)
        assert _send(client, actor, verb, case.id, made).status_code == expected, actor.name


def test_the_note_on_the_next_page_undoes_the_taking_back(
    case: KnowledgeItem, client: Clients, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    made, browser = _marked(case.id, dmytro, now), client(dmytro)
    page = browser.post(f"/knowledge/marks/{made}/take-back", follow_redirects=True).text
    undo = f"/knowledge/marks/{made}/have-back"
    assert f'action="{undo}"' in page
    assert "Беру собі" not in page
    assert client(stranger).post(undo).status_code == 403

    answer = browser.post(undo)

    assert answer.location == f"/cases/{case.id}#mark-{made}"
    assert "Беру собі" in browser.get(f"/cases/{case.id}").text


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_marks_without_signing_in(
    case: KnowledgeItem, client: Clients, session: Session, dmytro: Actor, now: datetime, verb: str
) -> None:
    answer = _send(client, None, verb, case.id, _marked(case.id, dmytro, now))

    assert answer.status_code == (302 if VERBS[verb][0] == "GET" else 401)
    assert _count(session) == 1


@pytest.mark.parametrize("verb", ["choose", "add"])
def test_what_one_does_not_see_cannot_be_marked(client: Clients, olena: Actor, dmytro: Actor, verb: str) -> None:
    draft = knowledge.item(olena, ItemState.DRAFT, lesson=LESSON)

    assert _send(client, dmytro, verb, draft.id, 1).status_code == 404


@pytest.mark.parametrize("verb", ["edit page", "edit", "take back"])
def test_marks_that_do_not_exist_are_not_found(client: Clients, dmytro: Actor, verb: str) -> None:
    assert _send(client, dmytro, verb, 1, 999).status_code == 404


def test_a_form_without_its_token_marks_nothing(
    app: Flask, case: KnowledgeItem, client: Clients, session: Session, dmytro: Actor
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client(dmytro).post(f"/knowledge/{case.id}/marks", data=FORM)

    assert answer.status_code == 400
    assert "Саме &lt;так&gt;!" in answer.text
    assert _count(session) == 0


def test_a_mark_leads_to_its_note_on_the_page(
    case: KnowledgeItem, client: Clients, session: Session, dmytro: Actor
) -> None:
    browser = client(dmytro)

    answer = browser.post(f"/knowledge/{case.id}/marks", data=FORM)

    made = session.scalars(select(GreenMark)).one()
    assert answer.location == f"/cases/{case.id}#mark-{made.id}"
    page = browser.get(f"/cases/{case.id}").text
    assert f'<mark class="green" data-pen="1">{QUOTE}</mark>' in page
    assert "&lt;b&gt;Так&lt;/b&gt;" in page
    assert "Саме &lt;так&gt;!" in page


def test_a_sentence_is_marked_without_a_script(
    case: KnowledgeItem, client: Clients, session: Session, dmytro: Actor
) -> None:
    browser = client(dmytro)
    page = browser.get(f"/knowledge/{case.id}/marks/new?part=lesson").text
    offered = re.findall(r'name="choice" value="([^"]*)"', page)
    assert len(offered) == 2
    assert "situation:" not in page

    browser.post(f"/knowledge/{case.id}/marks", data={"choice": offered[0], "note": ""})

    assert session.scalars(select(GreenMark)).one().quote == LESSON[: LESSON.index(" <b>")]


@pytest.mark.parametrize(
    ("change", "status"),
    [({"quote": "цих слів тут немає"}, 409), ({"note": "ж" * 501}, 422), ({"choice": "lesson:x:", "quote": ""}, 422)],
    ids=["gone", "long", "nothing"],
)
def test_what_cannot_be_marked_is_shown_again_with_what_was_typed(
    case: KnowledgeItem, client: Clients, session: Session, dmytro: Actor, change: dict[str, str], status: int
) -> None:
    answer = client(dmytro).post(f"/knowledge/{case.id}/marks", data=FORM | {"note": "Варте уваги"} | change)

    assert answer.status_code == status
    assert change.get("note", "Варте уваги") in answer.text
    assert _count(session) == 0


def test_a_note_is_changed_and_escaped(
    case: KnowledgeItem, client: Clients, session: Session, dmytro: Actor, now: datetime
) -> None:
    made = _marked(case.id, dmytro, now)
    browser = client(dmytro)
    assert "Беру собі" in browser.get(f"/knowledge/marks/{made}/edit").text

    browser.post(f"/knowledge/marks/{made}/edit", data={"note": "<script>1</script>"})

    assert "&lt;script&gt;1&lt;/script&gt;" in browser.get(f"/cases/{case.id}").text


def test_lost_words_stand_below_the_text_with_their_note(
    case: KnowledgeItem, client: Clients, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    _marked(case.id, dmytro, now)
    knowledge.changed(case.id, olena, lesson="Слухаємо уважно, не перебиваємо й не поспішаємо.")

    page = client(dmytro).get(f"/cases/{case.id}").text

    below = page[page.index('id="lost-marks"') :]
    assert QUOTE in below
    assert "Беру собі" in below
    assert "<mark class" not in page


def _praise(actor: Actor) -> int:
    return sum(line.topic == Topic.SUPPORT for line in lines_of(actor))


def test_author_and_keeper_are_told_once_and_the_maker_never(
    session: Session, case: KnowledgeItem, olena: Actor, dmytro: Actor, hanna: Actor, marta: Actor, now: datetime
) -> None:
    with transaction() as writing:
        writing.get_one(KnowledgeItem, case.id).keeper_id = marta.id

    _marked(case.id, dmytro, now)
    _marked(case.id, hanna, now)

    assert [_praise(actor) for actor in (olena, marta, dmytro, hanna)] == [1, 1, 0, 0]


def test_of_a_nameless_text_only_the_keeper_is_told(
    session: Session, case: KnowledgeItem, dmytro: Actor, marta: Actor, olena: Actor, now: datetime
) -> None:
    with transaction() as writing:
        row = writing.get_one(KnowledgeItem, case.id)
        row.nameless, row.author_id, row.keeper_id = True, None, marta.id

    _marked(case.id, dmytro, now)

    assert [_praise(actor) for actor in (olena, marta)] == [0, 1]


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_line_says_what_was_marked_where(
    case: KnowledgeItem, client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime, language: str
) -> None:
    _marked(case.id, dmytro, now)
    _marked(case.id, hanna, now)

    page = unescape(client(olena).get("/inbox", headers={"Accept-Language": language}).text)

    assert knowledge.fresh(case.id).title in page
    assert {"uk": "зелен", "ru": "зелён", "en": "in green"}[language] in page
