"""What was sent back to somebody whose account is closed is the editors' to go on with; own drafts stay own."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef, item_kinds
from portal.core.links import cards_of
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.queries import open_revision, standing
from portal.knowledge.queries.drafts import waiting
from portal.knowledge.services.reviewing import hand_in, publish, send_back
from portal.people.models import Person
from tests.anonymous import speaking, telling
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.knowledge.test_writing_pages import typed

NOTE = "Додайте, що сказала клієнтка наприкінці."


def closed(actor: Actor, *, at: datetime | None = None) -> None:
    with transaction() as session:
        session.get_one(Person, actor.id).deactivated_at = at or clock.now()


def opened_again(actor: Actor) -> None:
    with transaction() as session:
        session.get_one(Person, actor.id).deactivated_at = None


def sent_back(item: KnowledgeItem, marta: Actor) -> None:
    with transaction() as session:
        revision = open_revision(session, session.get_one(KnowledgeItem, item.id))
        assert revision is not None
        send_back(session, revision, marta, note=NOTE, now=clock.now())


@pytest.fixture
def left(olena: Actor, marta: Actor) -> KnowledgeItem:
    """A first text, sent back to somebody who isn't here any more."""
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    sent_back(made, marta)
    closed(olena)
    return made


def test_an_editor_sees_it_and_goes_on_with_it_to_the_end(
    client: Clients, session: Session, left: KnowledgeItem, marta: Actor
) -> None:
    browser = client(marta)
    assert f'/knowledge/{left.id}"' in browser.get("/knowledge/review").text
    page = browser.get(f"/cases/{left.id}")
    assert NOTE in page.text
    assert f"/knowledge/{left.id}/edit" in page.text
    draft = open_revision(session, knowledge.fresh(left.id))
    assert draft is not None

    sent = typed(version=draft.version, based_on="0", reaction="«Дякую, що додзвонилися самі», сказала вона.")
    assert browser.post(f"/knowledge/{left.id}/edit", data=sent).status_code == 302
    with transaction() as writing:
        revision = open_revision(writing, writing.get_one(KnowledgeItem, left.id))
        assert revision is not None
        publish(writing, revision, marta, now=clock.now())

    stands = standing(session, knowledge.fresh(left.id))
    assert stands is not None
    assert "додзвонилися самі" in stands.parts["reaction"]


def test_nobody_but_editors_sees_it(
    client: Clients, session: Session, left: KnowledgeItem, dmytro: Actor, marta: Actor
) -> None:
    assert client(dmytro).get(f"/cases/{left.id}").status_code == 404
    assert client(dmytro).get(f"/knowledge/{left.id}/edit").status_code == 404
    assert set(item_kinds["case"].readers(session, left.id, [dmytro.id, marta.id])) == {marta.id}
    ref = ItemRef("case", left.id)
    assert (ref in cards_of(session, [ref], marta), ref in cards_of(session, [ref], dmytro)) == (True, False)


def test_with_the_account_it_goes_back_to_its_author(
    client: Clients, session: Session, left: KnowledgeItem, olena: Actor, marta: Actor
) -> None:
    opened_again(olena)

    assert client(olena).get(f"/knowledge/{left.id}/edit").status_code == 200
    assert client(marta).get(f"/cases/{left.id}").status_code == 404
    assert waiting(session) == []
    assert set(item_kinds["case"].readers(session, left.id, [olena.id, marta.id])) == {olena.id}


def test_what_somebody_who_left_never_handed_in_stays_hidden(
    client: Clients, session: Session, olena: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena, ItemState.DRAFT)
    closed(olena)

    assert client(marta).get(f"/cases/{made.id}").status_code == 404
    assert waiting(session) == []
    assert set(item_kinds["case"].readers(session, made.id, [marta.id])) == set()


def test_a_change_that_was_sent_back_to_them_goes_on_as_well(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena)
    draft = knowledge.draft_beside(made.id, dmytro, lesson="Думка, яку Дмитро не встиг доказати.")
    knowledge.handed_in(session.get_one(KnowledgeRevision, draft.id), dmytro)
    sent_back(made, marta)
    assert "Думка, яку Дмитро" not in client(marta).get(f"/knowledge/{made.id}/edit").text
    closed(dmytro)

    assert [row.id for row in waiting(session)] == [made.id]
    assert f"/knowledge/{made.id}/edit" in client(marta).get(f"/cases/{made.id}").text
    assert "Думка, яку Дмитро" in client(marta).get(f"/knowledge/{made.id}/edit").text
    assert client(marta).get(f"/knowledge/{made.id}/versions/2").status_code == 200
    assert client(olena).get(f"/knowledge/{made.id}/versions/2").status_code == 404
    with transaction() as writing:
        revision = open_revision(writing, writing.get_one(KnowledgeItem, made.id))
        assert revision is not None
        assert hand_in(writing, revision, marta, now=clock.now()).state is RevisionState.IN_REVIEW


def test_whoever_sends_it_back_is_told_that_the_account_is_closed(client: Clients, olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    assert "закритий" not in client(marta).get(f"/knowledge/{made.id}/review").text
    closed(olena)

    assert "закритий" in client(marta).get(f"/knowledge/{made.id}/review").text


def test_whoever_sent_it_back_is_told_truly_who_reads_that(client: Clients, olena: Actor, marta: Actor) -> None:
    browser, note = client(marta), {"revision": 1, "note": NOTE}

    def told(number: str) -> str:
        answer = browser.post(f"/knowledge/{number}/send-back", data=note, follow_redirects=True)
        return str(answer.text)

    made, left = knowledge.item(olena, ItemState.IN_REVIEW), knowledge.item(olena, ItemState.IN_REVIEW)
    ticket = telling.tell(client(olena))
    speaking.strike()
    assert "автор одразу" in told(str(made.id)).lower()
    assert "за номером і кодом" in told(f"a{-ticket.number}")
    closed(olena)
    assert "нікому" in told(str(left.id))
