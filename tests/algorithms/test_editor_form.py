"""The form of an algorithm: what it shows without a script, what it asks, what it keeps."""

import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import Draft
from portal.knowledge.models import ItemState, KnowledgeRevision
from tests.algorithms.factories import GLASSES, algorithm
from tests.conftest import Clients
from tests.knowledge import factories as knowledge

NEW = "/knowledge/new/algorithm"
FAULTY = GLASSES.replace("Погано видно → Перевірити звикання", "Погано видно → Перевірити звикання очей")


def typed(source: str, **more: Any) -> dict[str, Any]:
    """What the form of something new sends."""
    return {
        "genre": str(knowledge.genre("algorithm").id),
        "genre_key": "algorithm",
        "source": source,
        "submission_key": secrets.token_urlsafe(16),
        "then": "review",
    } | more


def test_an_empty_form_offers_something_to_begin_with(client: Clients, olena: Actor) -> None:
    page = client(olena).get(NEW).text

    assert 'formaction="/algorithms/begin"' in page
    assert "fault-list" not in page


def test_what_stands_is_never_replaced_by_a_beginning(client: Clients, olena: Actor) -> None:
    page = client(olena).get(f"/knowledge/{algorithm(olena).id}/edit").text

    assert "data-begin-with" not in page
    assert "{#listen}" in page


def test_without_a_script_the_look_of_it_comes_with_its_faults(client: Clients, olena: Actor) -> None:
    page = client(olena).post(NEW, data=typed(FAULTY, then="preview")).text

    assert page.count('class="fault ') == 1  # the link; the step that nothing leads to follows from it
    assert "Рядок 15" in page
    assert 'id="preview"' in page
    assert page.count('data-step="listen"') == 1


def test_a_draft_shows_its_faults_as_soon_as_it_is_opened(client: Clients, session: Session, olena: Actor) -> None:
    browser, key = client(olena), secrets.token_urlsafe(16)
    browser.post(f"/knowledge/drafts/{key}", data=typed(FAULTY))

    assert session.scalars(select(Draft)).one().fields["source"] == FAULTY
    assert browser.get(f"{NEW}?draft={key}").text.count('class="fault ') == 1


def test_what_looks_personal_is_asked_about_once(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    source = GLASSES + "\nЗателефонуйте: +380 67 123 45 67\n"
    asked = browser.post(NEW, data=typed(source))
    assert asked.status_code == 422
    assert "guard-asks" in asked.text
    assert session.scalars(select(KnowledgeRevision)).all() == []

    answer = browser.post(NEW, data=typed(source, guard="mask"))
    assert answer.status_code == 302
    kept = session.scalars(select(KnowledgeRevision)).one().parts["source"]
    assert "123 45 67" not in kept
    assert kept.startswith(GLASSES)


def test_whoever_was_slower_sees_both_texts(client: Clients, session: Session, olena: Actor) -> None:
    item = algorithm(olena, ItemState.DRAFT)
    browser = client(olena)
    opened = {"version": "1", "based_on": "0", "then": "draft"}
    first = GLASSES.replace("Дати договорити", "Дати договорити до кінця")
    second = GLASSES.replace("Дати договорити", "Не перебивати")
    revision = session.scalars(select(KnowledgeRevision)).one()
    opened["version"] = str(revision.version)
    assert browser.post(f"/knowledge/{item.id}/edit", data=typed(first, **opened)).status_code == 302
    page = browser.post(f"/knowledge/{item.id}/edit", data=typed(second, **opened))

    assert page.status_code == 409
    assert "Дати договорити до кінця" in page.text
    assert "Не перебивати" in page.text


def test_a_text_with_errors_is_not_handed_in_and_stays_in_the_form(client: Clients, olena: Actor) -> None:
    page = client(olena).post(NEW, data=typed(FAULTY))

    assert page.status_code == 422
    assert 'href="#source" data-line="15"' in page.text
    assert "Перевірити звикання очей" in page.text
