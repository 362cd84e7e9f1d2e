"""What did not fit: sent by a player or a form, seen by keeper and editors, and what becomes of it by clicks."""

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.models import Misfit, MisfitState
from portal.core.actor import Actor
from portal.knowledge.models import ItemState, KnowledgeItem
from tests.algorithms import factories
from tests.conftest import Clients
from tests.knowledge.factories import draft_beside, fresh, handed_in

SAID = {"revision": 1, "step": "adaptation", "words": "Дитячі окуляри"}
PROPOSAL = {
    "kind": "problem", "title": "Дитячі окуляри окремим кроком",
    "problem": "Досить довгий текст, щоб кожна частина була на місці.",
    "solution": "Досить довгий текст, щоб кожна частина була на місці.",
    "outcome": "Досить довгий текст, щоб кожна частина була на місці.",
}  # fmt: skip


@pytest.fixture
def glasses(olena: Actor, earlier: datetime) -> KnowledgeItem:
    """An algorithm that the author keeps."""
    return factories.algorithm(olena, now=earlier)


def said(browser: FlaskClient, number: int, **changes: object) -> int:
    """Send what a player sends; the status of the answer."""
    body = SAID | {"key": "k" * 20} | changes
    return browser.post(f"/algorithms/{number}/misfits", json=body).status_code


def noted(session: Session) -> Misfit:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Misfit)).one()


def test_a_player_says_it_once(session: Session, client: Clients, glasses: KnowledgeItem, dmytro: Actor) -> None:
    for _ in range(2):
        assert said(client(dmytro), glasses.id) == 200
    row = noted(session)
    assert (row.step, row.step_title, row.words, row.by_id) == (
        "adaptation", "Перевірити звикання", "Дитячі окуляри", dmytro.id,
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"step": "nowhere"}, {"key": "short"}, {"revision": 9}, {"revision": "x"}, {"step": None}]
)
def test_what_can_not_be_is_refused(
    client: Clients, glasses: KnowledgeItem, dmytro: Actor, wrong: dict[str, object]
) -> None:
    assert said(client(dmytro), glasses.id, **wrong) in {404, 422}
    browser = client(dmytro)
    for body in ("[]", "no json", "7", "[" * 200_000):
        answer = browser.post(f"/algorithms/{glasses.id}/misfits", data=body, content_type="application/json")
        assert answer.status_code in {404, 422}


def test_nobody_says_it_of_what_they_do_not_see(client: Clients, olena: Actor, dmytro: Actor) -> None:
    draft = factories.algorithm(olena, ItemState.DRAFT)
    assert said(client(dmytro), draft.id) == 404
    assert said(client(olena), draft.id) == 403
    assert client(dmytro).get(f"/algorithms/{draft.id}/misfits/new").status_code == 404


def test_without_a_script_a_form_says_it(
    session: Session, client: Clients, glasses: KnowledgeItem, dmytro: Actor
) -> None:
    browser = client(dmytro)
    page = browser.get(f"/algorithms/{glasses.id}/misfits/new?step=fitting").text
    assert 'value="fitting" selected' in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    form = {"key": key[1], "revision": "1", "step": "fitting", "words": ""}
    answer = browser.post(f"/algorithms/{glasses.id}/misfits", data=form)
    assert answer.location.endswith(f"/algorithms/{glasses.id}#step-fitting")
    assert noted(session).step == "fitting"


def test_only_keeper_and_editors_read_it(
    client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    said(client(dmytro), glasses.id)
    for reader in (olena, marta):
        page = client(reader).get(f"/algorithms/{glasses.id}/misfits").text
        assert "Дитячі окуляри" in page
        assert dmytro.name in page
    assert client(dmytro).get(f"/algorithms/{glasses.id}/misfits").status_code == 403
    assert client(dmytro).post(f"/algorithms/{glasses.id}/misfits/1/settle").status_code == 403
    assert "Дитячі окуляри" not in client(dmytro).get("/algorithms/misfits").text
    assert "Дитячі окуляри" not in client(dmytro).get("/algorithms/misfits?whose=all").text
    assert "Дитячі окуляри" in client(olena).get("/algorithms/misfits").text
    assert "1 раз крок не підійшов до розмови" in client(olena).get("/").text
    assert "крок не підійшов" not in client(dmytro).get("/").text
    assert "Дитячі окуляри" not in client(marta).get("/algorithms/misfits").text
    assert "Дитячі окуляри" in client(marta).get("/algorithms/misfits?whose=all").text


def test_it_is_dealt_with_and_opened_again(
    session: Session, client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor
) -> None:
    said(client(dmytro), glasses.id)
    browser, own = client(olena), f"/algorithms/{glasses.id}/misfits/{noted(session).id}"
    answer = browser.post(f"{own}/settle", data={"back": "all:mine"})
    assert answer.location.endswith("/algorithms/misfits?whose=mine")
    assert noted(session).state is MisfitState.SETTLED
    assert f'action="{own}/settle?settled=0"' in browser.get(f"/algorithms/{glasses.id}/misfits").text
    assert browser.post(f"{own}/settle?settled=0").location.endswith(f"/algorithms/{glasses.id}/misfits")
    assert noted(session).state is MisfitState.OPEN


def test_two_clicks_make_a_draft_of_a_case(
    session: Session, client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor
) -> None:
    said(client(dmytro), glasses.id)
    browser, misfit_id = client(olena), noted(session).id
    answer = browser.post(f"/algorithms/{glasses.id}/misfits/{misfit_id}/case")
    row = noted(session)
    assert answer.location.endswith(f"/knowledge/{row.became_id}/edit")
    assert fresh(row.became_id or 0).state is ItemState.DRAFT
    assert "Дитячі окуляри" in browser.get(answer.location).text
    assert f"/cases/{row.became_id}" in browser.get(f"/algorithms/{glasses.id}/misfits").text
    assert client(dmytro).post(f"/algorithms/{glasses.id}/misfits/{misfit_id}/case").status_code == 404


def test_two_clicks_open_a_change_whose_note_names_the_step(
    session: Session, client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor
) -> None:
    said(client(dmytro), glasses.id)
    browser, misfit_id = client(olena), noted(session).id
    answer = browser.post(f"/algorithms/{glasses.id}/misfits/{misfit_id}/change")
    form = browser.get(answer.location).text
    note = re.search(r'name="note"[^>]*value="([^"]*)"|<textarea[^>]*name="note"[^>]*>([^<]*)', form)
    assert note is not None
    assert "Перевірити звикання" in note[0]
    assert noted(session).state is MisfitState.OPEN
    draft = draft_beside(glasses.id, olena, source=factories.GLASSES.replace("14 днів", "20 днів"))
    handed_in(draft, olena)
    assert noted(session).state is MisfitState.OPEN


def test_two_clicks_begin_an_initiative_that_is_remembered_when_it_is_handed_in(
    session: Session, client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor
) -> None:
    said(client(dmytro), glasses.id)
    browser, misfit_id = client(olena), noted(session).id
    form = browser.get(f"/initiatives/new?from=misfit:{misfit_id}").text
    assert "Дитячі окуляри" in form
    assert f'name="grew_out_of" value="misfit:{misfit_id}"' in form
    assert noted(session).state is MisfitState.OPEN
    sent = PROPOSAL | {"submission_key": "k" * 24, "grew_out_of": f"misfit:{misfit_id}"}
    made = browser.post("/initiatives/new", data=sent)
    assert made.status_code == 302
    row = noted(session)
    assert (row.state, row.became_kind) == (MisfitState.SETTLED, "initiative")
    assert made.location.endswith(f"/initiatives/{row.became_id}")
    assert glasses.title in browser.get(made.location).text


def test_an_initiative_of_somebody_else_grows_out_of_nothing(
    session: Session, client: Clients, glasses: KnowledgeItem, dmytro: Actor
) -> None:
    said(client(dmytro), glasses.id, words="Таємниця")
    assert "Таємниця" not in client(dmytro).get(f"/initiatives/new?from=misfit:{noted(session).id}").text


def test_a_person_in_a_rage_is_slowed_down(client: Clients, glasses: KnowledgeItem, stranger: Actor) -> None:
    browser = client(stranger)
    answers = [said(browser, glasses.id, key=f"again-{place:014}") for place in range(61)]
    assert answers[-1] == 429


def test_what_waits_for_a_keeper_has_a_tab_for_it(
    client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor
) -> None:
    assert said(client(dmytro), glasses.id) == 200
    tab = re.compile(r'class="tab" href="/algorithms/misfits"( aria-current="page")?>[^<]+<span class="chip-count">1<')

    elsewhere, here = (
        tab.search(client(olena).get(path).text) for path in ("/knowledge/to-read", "/algorithms/misfits")
    )

    assert elsewhere
    assert here
    assert (elsewhere[1], bool(here[1])) == (None, True)
