"""Marks get their places in a new text before it is published: nobody waits to write while they are looked for."""

from functools import lru_cache
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, is_writing, transaction
from portal.knowledge.anchoring import Haystack, Selector, find
from portal.knowledge.models import GreenMark, KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import open_revision
from portal.knowledge.services import reanchoring
from portal.knowledge.services.marking import mark
from portal.knowledge.services.reanchoring import find_places
from portal.knowledge.services.reviewing import publish
from tests.conftest import Clients
from tests.knowledge import factories as knowledge

QUOTE = "і лише тоді дивимося в правила"
EDITED = "Перше питання: що людині потрібно сьогодні? Ми слухаємо, і лише тоді дивимося у правила."


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What was looked for, and whether others had to wait meanwhile. Nothing is known of other tests' texts."""
    monkeypatch.setattr(reanchoring, "_known", lru_cache(lambda _texts: {}))
    found: list[tuple[str, bool]] = []

    def noting(haystack: Haystack, wanted: Selector) -> Any:
        found.append((wanted.quote, is_writing(db.session())))
        return find(haystack, wanted)

    monkeypatch.setattr(reanchoring, "find", noting)
    return found


def marked(made: KnowledgeItem, actor: Actor, quote: str = QUOTE) -> int:
    with transaction() as session:
        item = session.get_one(KnowledgeItem, made.id)
        return mark(session, item, actor, "lesson", Selector(quote), note="", now=clock.now()).id


def handed_in(made: KnowledgeItem, actor: Actor, **changes: Any) -> KnowledgeRevision:
    draft = knowledge.draft_beside(made.id, actor, **changes)
    knowledge.handed_in(draft, actor)
    return draft


def stands_at(session: Session, mark_id: int, text: str) -> str:
    """The words that stand where the mark is."""
    session.expire_all()
    row = session.get_one(GreenMark, mark_id)
    assert row.lost_in is None
    return text[row.start : row.start + row.length]


def test_publishing_from_the_page_finds_marks_before_it_writes(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor, looked: list[tuple[str, bool]]
) -> None:
    made = knowledge.item(olena)
    mark_id = marked(made, dmytro)
    draft = handed_in(made, olena, lesson=EDITED)

    client(marta).post(f"/knowledge/{made.id}/publish", data={"revision": draft.number, "against": 1})

    assert looked == [(QUOTE, False)]
    assert stands_at(session, mark_id, EDITED) == "і лише тоді дивимося у правила"


def test_going_back_to_a_version_does_too(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor, looked: list[tuple[str, bool]]
) -> None:
    made = knowledge.item(olena, lesson=EDITED)
    knowledge.changed(made.id, olena, lesson="Зовсім інша думка про ту саму розмову, без жодного спільного слова.")
    mark_id = marked(made, dmytro, "Зовсім інша думка про ту саму розмову")
    looked.clear()

    client(marta).post(f"/knowledge/{made.id}/versions/1/roll-back", data={"against": 2})

    assert [writing for _quote, writing in looked] == [False]
    session.expire_all()
    assert session.get_one(GreenMark, mark_id).lost_in == 3


def test_a_mark_that_was_made_meanwhile_gets_its_place_as_well(
    session: Session, olena: Actor, dmytro: Actor, marta: Actor, looked: list[tuple[str, bool]]
) -> None:
    made = knowledge.item(olena)
    first = marked(made, dmytro)
    handed_in(made, olena, lesson=EDITED)
    revision = open_revision(session, knowledge.fresh(made.id))
    assert revision is not None
    find_places(session, made, revision)
    second = marked(made, marta, "що людині потрібно сьогодні")

    with transaction() as writing:
        again = open_revision(writing, writing.get_one(KnowledgeItem, made.id))
        assert again is not None
        publish(writing, again, knowledge.editor(), now=clock.now())

    assert [writing for _quote, writing in looked] == [False, True]
    assert stands_at(session, first, EDITED) == "і лише тоді дивимося у правила"
    assert stands_at(session, second, EDITED) == "що людині потрібно сьогодні"
    assert knowledge.fresh(made.id).mark_count == 2


def test_what_was_found_in_another_text_is_not_taken_for_this_one(
    session: Session, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena)
    mark_id = marked(made, dmytro)
    handed_in(made, olena, lesson=f"Зверніть увагу. {EDITED}")
    revision = open_revision(session, knowledge.fresh(made.id))
    assert revision is not None
    find_places(session, made, revision)
    with transaction() as writing:
        row = writing.get_one(KnowledgeRevision, revision.id)
        row.html = {**row.html, "lesson": f"<p>{EDITED}</p>"}
        row.parts = {**row.parts, "lesson": EDITED}
        writing.flush()
        publish(writing, row, marta, now=clock.now())

    assert stands_at(session, mark_id, EDITED) == "і лише тоді дивимося у правила"
