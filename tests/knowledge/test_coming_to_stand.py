"""What holds whichever way a text comes to stand: published, brought back from a former version, out of the archive."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, NotPersonal
from portal.knowledge.queries import open_revision, standing
from portal.knowledge.services.guarding import findings_in
from portal.knowledge.services.keeping import archive
from portal.knowledge.services.reviewing import publish
from portal.knowledge.services.rolling_back import roll_back
from tests.conftest import Clients
from tests.knowledge import factories as knowledge

WITH_A_PHONE = "Телефон клієнтки +380 67 123 45 67, вона чекає."


def masked_since(author: Actor) -> KnowledgeItem:
    """A text whose first version named somebody's phone."""
    made = knowledge.item(author, lesson=WITH_A_PHONE)
    knowledge.changed(made.id, author, lesson="Спершу питаємо, коли людині зручно.")
    return made


def statements(session: Session) -> list[int]:
    session.rollback()
    return list(session.scalars(select(NotPersonal.revision_number).order_by(NotPersonal.id)))


def test_personal_data_come_back_with_a_former_version_only_by_a_statement(
    session: Session, olena: Actor, marta: Actor
) -> None:
    made = masked_since(olena)

    with pytest.raises(Invalid), transaction() as writing:
        roll_back(writing, writing.get_one(KnowledgeItem, made.id), marta, 1, now=clock.now())
    stands = standing(session, knowledge.fresh(made.id))
    assert stands is not None
    assert (stands.number, statements(session)) == (2, [1])

    with transaction() as writing:
        roll_back(writing, writing.get_one(KnowledgeItem, made.id), marta, 1, not_personal=True, now=clock.now())
    assert statements(session) == [1, 3]


def test_the_page_of_a_former_version_asks_for_the_statement(
    client: Clients, session: Session, olena: Actor, marta: Actor
) -> None:
    made, browser = masked_since(olena), client(marta)
    address = f"/knowledge/{made.id}/versions/1"
    assert 'name="not_personal"' in browser.get(address).text
    assert 'name="not_personal"' not in client(olena).get(address).text

    refused = browser.post(f"{address}/roll-back", data={"against": 2})
    assert refused.location == f"{address}#roll-back"
    assert statements(session) == [1]

    browser.post(f"{address}/roll-back", data={"against": 2, "not_personal": "y"})
    assert statements(session) == [1, 3]


def test_the_guard_looks_at_tags_and_at_the_note_of_a_change(session: Session, olena: Actor) -> None:
    made = knowledge.item(olena)
    draft = knowledge.draft_beside(made.id, olena, tags=["+380671234567"])
    with transaction() as writing:
        writing.get_one(KnowledgeRevision, draft.id).note = "Написала клієнтка: oksana.hnat@example.com"

    found = findings_in(session, session.get_one(KnowledgeRevision, draft.id))
    assert {"tags", "note"} <= {one.field for one in found}


def test_a_day_to_look_at_it_again_is_still_to_come(session: Session, olena: Actor, marta: Actor) -> None:
    made, now = knowledge.item(olena, ItemState.IN_REVIEW), clock.now()
    waits = open_revision(session, session.get_one(KnowledgeItem, made.id))
    assert waits is not None
    for days in (0, -400):
        with pytest.raises(Invalid) as refused, transaction() as writing:
            revision = writing.get_one(KnowledgeRevision, waits.id)
            publish(writing, revision, marta, check_again_on=i18n.today(now) + timedelta(days=days), now=now)
        assert refused.value.field == "check_again_on"


def test_a_change_published_to_what_is_archived_takes_it_out_of_the_archive(olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena)
    draft = knowledge.draft_beside(made.id, olena, lesson="Тепер це роблять інакше: питають двічі.")
    with transaction() as writing:
        archive(writing, writing.get_one(KnowledgeItem, made.id), marta, reason="Вже не так.", now=clock.now())
    knowledge.handed_in(draft, olena)
    with transaction() as writing:
        publish(writing, writing.get_one(KnowledgeRevision, draft.id), marta, now=clock.now())

    found = knowledge.fresh(made.id)
    assert (found.state, found.archived_at, found.archive_reason) == (ItemState.PUBLISHED, None, "")


@pytest.mark.parametrize("address", ["http://[", "//[::1", "/cases/", "/cases/x", "", "/cases/999999"])
def test_what_is_no_address_puts_nothing_into_a_collection(client: Clients, olena: Actor, address: str) -> None:
    browser = client(olena)
    made = browser.post("/collections/new", data={"title": "Перша зміна"}).location

    assert browser.post(f"{made}/put-in", data={"address": address}).status_code in {404, 422}


def test_no_key_of_a_form_breaks_the_making_of_a_collection(client: Clients, olena: Actor) -> None:
    case, browser = knowledge.item(olena), client(olena)
    for address in ("/collections/new", f"/collections/of/{case.id}"):
        sent = browser.post(address, data={"title": "Перша зміна", "submission_key": f"a\x00{address[-3:]}"})
        assert sent.status_code == 302
