"""The look of what is being typed: bounded, whatever is sent to be laid out."""

import secrets
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Busy, Invalid
from portal.core.typesetter import typesetter
from portal.knowledge.models import KnowledgeRevision
from portal.knowledge.services.content import render_content
from portal.knowledge.shapes import MAX_PART_LETTERS
from portal.knowledge.views import form_page
from portal.people.models import Attempt
from portal.people.services.guessing import COSTLY_PREVIEW, PREVIEWS
from tests.conftest import Clients
from tests.knowledge import factories as knowledge

#: Nested deeper than anything that is laid out.
INTRICATE = "- " * 500 + "глибоко"


def typed(**changes: Any) -> dict[str, Any]:
    """What the form of a good case sends; no text stands in the memory of another test."""
    own = {"lesson": f"Спершу питаємо, що потрібно сьогодні. {secrets.token_hex(8)}"}
    return knowledge.PARTS["story"] | {"title": "Окуляри", "genre": str(knowledge.genre("wow").id)} | own | changes


def too_long() -> str:
    return f"{secrets.token_hex(8)} {'слово ' * (MAX_PART_LETTERS // 6)} КІНЕЦЬ-ЯКОГО-НЕ-ВИДНО"


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of all texts that are given to the renderer."""
    lengths: list[int] = []
    html = typesetter.html

    def noting(text: str) -> str | None:
        lengths.append(len(text))
        return html(text)

    monkeypatch.setattr(typesetter, "html", noting)
    return lengths


def test_of_a_part_that_is_too_long_only_the_beginning_is_laid_out(
    client: Clients, olena: Actor, laid_out: list[int]
) -> None:
    page = client(olena).post("/knowledge/preview/wow", data=typed(situation=too_long()))

    assert page.status_code == 200
    assert "лише початок" in page.text
    assert "КІНЕЦЬ-ЯКОГО-НЕ-ВИДНО" not in page.text
    assert max(laid_out) == MAX_PART_LETTERS


def test_without_a_script_it_is_cut_too_and_the_form_keeps_all_of_it(
    client: Clients, olena: Actor, laid_out: list[int]
) -> None:
    page = client(olena).post("/knowledge/new/wow", data=typed(situation=too_long(), then="preview"))

    assert page.status_code == 200
    assert page.text.count("КІНЕЦЬ-ЯКОГО-НЕ-ВИДНО") == 1
    assert max(laid_out) == MAX_PART_LETTERS


def test_what_fits_is_shown_whole(client: Clients, olena: Actor) -> None:
    assert "лише початок" not in client(olena).post("/knowledge/preview/wow", data=typed()).text


def test_a_draft_that_is_too_long_is_refused_before_it_is_laid_out(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, laid_out: list[int]
) -> None:
    made = knowledge.item(olena)
    before = len(laid_out)
    sent = typed(lesson=too_long(), version="0", based_on="1", then="draft")
    page = client(dmytro).post(f"/knowledge/{made.id}/edit", data=sent)

    assert page.status_code == 422
    assert 'id="lesson-error-1"' in page.text
    assert len(laid_out) == before
    assert session.scalar(select(func.count()).select_from(KnowledgeRevision)) == 1


def test_nothing_is_laid_out_of_a_text_with_one_part_that_is_too_long(olena: Actor, laid_out: list[int]) -> None:
    with pytest.raises(Invalid) as refusal:
        render_content(knowledge.genre("wow"), title="Окуляри", parts=typed(quote="ц" * 30_001))

    assert refusal.value.field == "quote"
    assert laid_out == []


def test_previews_never_take_all_threads(
    client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch, laid_out: list[int]
) -> None:
    monkeypatch.setattr(form_page, "PATIENCE_SECONDS", 0)
    browser = client(olena)
    with form_page.laying_out, form_page.laying_out:
        assert browser.post("/knowledge/preview/wow", data=typed()).status_code == 503
        assert laid_out == []

    assert browser.post("/knowledge/preview/wow", data=typed()).status_code == 200


def test_a_preview_that_breaks_gives_its_place_back(
    client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_text: str) -> str | None:
        raise Busy

    browser = client(olena)
    with monkeypatch.context() as patched:
        patched.setattr(typesetter, "html", broken)
        for _ in range(3):
            assert browser.post("/knowledge/preview/wow", data=typed()).status_code == 503

    assert browser.post("/knowledge/preview/wow", data=typed()).status_code == 200


def test_texts_that_cannot_be_laid_out_are_looked_at_less_often(
    client: Clients, session: Session, olena: Actor
) -> None:
    browser = client(olena)
    for _ in range(PREVIEWS.attempts // COSTLY_PREVIEW):
        assert browser.post("/knowledge/preview/wow", data=typed(action=INTRICATE)).status_code == 200

    assert browser.post("/knowledge/preview/wow", data=typed()).status_code == 429
    assert session.scalar(select(func.count()).select_from(Attempt)) == PREVIEWS.attempts
