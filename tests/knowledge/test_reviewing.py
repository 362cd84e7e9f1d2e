"""The editors' side: who publishes what, with which statement, and what follows."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.knowledge.events import ItemPublished
from portal.knowledge.models import (
    CHECK_AGAIN_DAYS,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
    NotPersonal,
    RevisionState,
)
from portal.knowledge.publishing import after_publish
from portal.knowledge.queries import open_revision, revision_of, standing
from portal.knowledge.services.keeping import archive, bring_back, confirm_true, set_check_again
from portal.knowledge.services.reviewing import hand_in, publish, send_back, take_back
from portal.knowledge.services.rolling_back import roll_back
from portal.people.models import Person, Role
from tests import factories as people
from tests.conftest import Clients
from tests.knowledge import factories as knowledge


def waiting(session: Session, made: KnowledgeItem) -> KnowledgeRevision:
    found = open_revision(session, session.get_one(KnowledgeItem, made.id))
    assert found is not None
    return found


def test_a_first_text_is_kept_by_its_author_for_ninety_days(olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    now = clock.now()
    with transaction() as session:
        publish(session, waiting(session, made), marta, now=now)

    found = knowledge.fresh(made.id)
    assert found.keeper_id == olena.id
    assert found.check_again_on == i18n.today(now) + timedelta(days=CHECK_AGAIN_DAYS)
    assert (found.published_at, found.changed_at) == (now, now)


def test_an_editor_does_not_publish_their_own_text(marta: Actor) -> None:
    people.person("Інший Редактор", None, Role.EDITOR)
    made = knowledge.item(marta, ItemState.IN_REVIEW)

    with pytest.raises(Forbidden), transaction() as session:
        publish(session, waiting(session, made), marta, now=clock.now())


def test_the_only_editor_publishes_their_own_text(session: Session, marta: Actor) -> None:
    made = knowledge.item(marta, ItemState.DRAFT)
    with transaction() as writing:
        other = knowledge.editor()
        writing.get_one(Person, other.id).deactivated_at = clock.now()
    with transaction() as writing:
        revision = waiting(writing, made)
        hand_in(writing, revision, marta, now=clock.now())
        publish(writing, revision, marta, now=clock.now())

    assert knowledge.fresh(made.id).state is ItemState.PUBLISHED


@pytest.mark.parametrize("role", [None, Role.COMMITTEE, Role.ADMINISTRATOR, Role.MENTOR])
def test_nobody_but_editors_publishes_or_sends_back(client: Clients, olena: Actor, role: Role | None) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    somebody = people.person("Хтось Інший", None, *([role] if role else []))
    for place in ("publish", "send-back"):
        assert client(somebody).post(f"/knowledge/{made.id}/{place}").status_code == 403
    assert client(somebody).get("/knowledge/review").status_code == 403


def test_the_review_page_shows_the_text_and_what_it_changes(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena)
    draft = knowledge.draft_beside(made.id, dmytro, lesson="Спершу питаємо, що людині потрібно завтра.")
    with transaction() as session:
        hand_in(session, session.get_one(KnowledgeRevision, draft.id), dmytro, now=clock.now())

    page = client(marta).get(f"/knowledge/{made.id}/review").text

    assert "<ins>" in page
    assert "завтра" in page
    assert "<strong>поза чергою</strong>" in page


def test_publishing_from_the_page_lets_the_text_stand(client: Clients, olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    answer = client(marta).post(
        f"/knowledge/{made.id}/publish",
        data={"revision": 1, "version": 2, "against": 0, "keeper": "Марта Гнатюк", "check_again_on": ""},
    )

    assert answer.location == f"/cases/{made.id}"
    assert knowledge.fresh(made.id).keeper_id == marta.id


def test_an_editor_who_read_another_version_publishes_nothing(
    client: Clients, olena: Actor, marta: Actor, session: Session
) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)

    answer = client(marta).post(f"/knowledge/{made.id}/publish", data={"revision": 1, "version": 1, "against": 0})

    assert answer.status_code == 409
    assert knowledge.fresh(made.id).state is ItemState.IN_REVIEW


def test_publishing_twice_leaves_one(session: Session, olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    for _ in range(2):
        with transaction() as writing:
            publish(writing, revision_of(writing, writing.get_one(KnowledgeItem, made.id), 1), marta, now=clock.now())

    told = session.scalars(select(JournalEntry).where(JournalEntry.name == ItemPublished.name)).all()
    assert len(told) == 1


def test_sending_back_after_publishing_is_too_late(olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena)

    with pytest.raises(Conflict), transaction() as session:
        revision = revision_of(session, session.get_one(KnowledgeItem, made.id), 1)
        send_back(session, revision, marta, note="Ще кілька слів.", now=clock.now())


def test_a_note_is_asked_for_when_it_is_sent_back(client: Clients, olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)

    page = client(marta).post(f"/knowledge/{made.id}/send-back", data={"revision": 1, "note": ""})

    assert page.status_code == 422
    assert knowledge.fresh(made.id).state is ItemState.IN_REVIEW


def test_taking_back_and_handing_in_again(session: Session, olena: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    with transaction() as writing:
        take_back(writing, waiting(writing, made), olena, now=clock.now())
    assert knowledge.fresh(made.id).state is ItemState.DRAFT

    with transaction() as writing:
        hand_in(writing, waiting(writing, made), olena, now=clock.now())
    assert knowledge.fresh(made.id).state is ItemState.IN_REVIEW


def test_personal_data_are_published_only_with_a_statement(session: Session, olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW, lesson="Телефон гарячої лінії 0671234567, запишіть його собі.")
    with pytest.raises(Invalid) as refusal, transaction() as writing:
        publish(writing, waiting(writing, made), marta, now=clock.now())
    assert refusal.value.field == "not_personal"

    with transaction() as writing:
        publish(writing, waiting(writing, made), marta, not_personal=True, now=clock.now())

    statement = session.scalars(select(NotPersonal)).one()
    assert (statement.by_id, statement.revision_number, Counter(statement.found)) == (marta.id, 1, Counter(phone=1))


def test_what_the_guard_finds_stands_on_the_review_page(client: Clients, olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW, lesson="Телефон гарячої лінії 0671234567, запишіть його собі.")

    page = client(marta).get(f"/knowledge/{made.id}/review").text
    assert "<mark>0671234567</mark>" in page
    refused = client(marta).post(f"/knowledge/{made.id}/publish", data={"revision": 1, "version": 2, "against": 0})
    assert refused.status_code == 422
    assert knowledge.fresh(made.id).state is ItemState.IN_REVIEW


def test_what_is_registered_runs_when_a_revision_stands(olena: Actor) -> None:
    seen: list[tuple[int, int]] = []

    def step(_session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
        seen.append((item.id, revision.number))

    with after_publish.with_also("test", step):
        made = knowledge.item(olena)

    assert seen == [(made.id, 1)]


def test_rolling_back_publishes_the_old_text_anew(session: Session, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, title="Перша назва")
    knowledge.changed(made.id, dmytro, title="Друга назва", lesson="Зовсім інша думка про ту саму розмову.")
    for _ in range(2):  # done twice it is done
        with transaction() as writing:
            roll_back(writing, writing.get_one(KnowledgeItem, made.id), marta, 1, now=clock.now())

    found = knowledge.fresh(made.id)
    stands = standing(session, found)
    assert stands is not None
    assert (stands.number, stands.rolled_back_to, found.title) == (3, 1, "Перша назва")
    assert stands.author_id == olena.id
    assert stands.parts == revision_of(session, found, 1).parts


def test_rolling_back_leaves_a_draft_of_somebody_alone(
    session: Session, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena)
    knowledge.changed(made.id, dmytro, title="Друга назва")
    knowledge.draft_beside(made.id, dmytro, title="Чернетка")
    with transaction() as writing:
        roll_back(writing, writing.get_one(KnowledgeItem, made.id), marta, 1, now=clock.now())

    draft = open_revision(session, knowledge.fresh(made.id))
    assert draft is not None
    assert (draft.title, draft.state) == ("Чернетка", RevisionState.DRAFT)


def test_two_clicks_bring_a_version_back(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, title="Перша назва")
    knowledge.changed(made.id, dmytro, title="Друга назва")
    page = client(marta).get(f"/knowledge/{made.id}/versions")
    assert f"/knowledge/{made.id}/versions/1#roll-back" in page.text
    assert "roll-back" not in client(olena).get(f"/knowledge/{made.id}/versions/1").text

    client(marta).post(f"/knowledge/{made.id}/versions/1/roll-back", data={"against": 2})

    assert knowledge.fresh(made.id).title == "Перша назва"
    assert client(olena).post(f"/knowledge/{made.id}/versions/2/roll-back").status_code == 403


def test_versions_show_the_words_that_changed(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena, title="Окуляри до п'ятниці")
    knowledge.changed(made.id, dmytro, title="Окуляри до суботи", tags=["доставка"])

    page = client(olena).get(f"/knowledge/{made.id}/versions").text

    assert "суботи</ins>" in page
    assert "п&#39;ятниці</del>" in page
    assert "доставка</ins>" in page


def test_a_draft_is_nobody_s_version(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    made = knowledge.item(olena)
    knowledge.draft_beside(made.id, dmytro, title="Таємна чернетка")

    assert client(olena).get(f"/knowledge/{made.id}/versions/2").status_code == 404
    assert client(marta).get(f"/knowledge/{made.id}/versions/2").status_code == 404
    assert client(dmytro).get(f"/knowledge/{made.id}/versions/2").status_code == 200
    assert "Таємна" not in client(olena).get(f"/knowledge/{made.id}/versions").text


def test_the_keeper_archives_with_a_reason_and_brings_it_back(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    assert client(dmytro).post(f"/knowledge/{made.id}/archive", data={"reason": "Бо так."}).status_code == 403
    assert client(olena).post(f"/knowledge/{made.id}/archive", data={"reason": ""}).status_code == 422

    client(olena).post(f"/knowledge/{made.id}/archive", data={"reason": "Кур'єр дзвонить сам."})
    assert knowledge.fresh(made.id).state is ItemState.ARCHIVED
    client(olena).post(f"/knowledge/{made.id}/bring-back")

    assert knowledge.fresh(made.id).state is ItemState.PUBLISHED


def test_archiving_twice_is_archiving_once(session: Session, olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena)
    for step in (archive, archive):
        with transaction() as writing:
            step(writing, writing.get_one(KnowledgeItem, made.id), marta, reason="Правила змінилися.", now=clock.now())
    for again in (bring_back, bring_back):
        with transaction() as writing:
            again(writing, writing.get_one(KnowledgeItem, made.id), marta, now=clock.now())

    names = session.scalars(select(JournalEntry.name).where(JournalEntry.item_kind == "case")).all()
    assert names.count("knowledge.archived") == names.count("knowledge.brought_back") == 1


def test_still_true_moves_the_day(olena: Actor, dmytro: Actor) -> None:
    now = clock.now()
    made = knowledge.item(olena, now=now - timedelta(days=100))
    with pytest.raises(Forbidden), transaction() as session:
        confirm_true(session, session.get_one(KnowledgeItem, made.id), dmytro, now=now)

    with transaction() as session:
        confirm_true(session, session.get_one(KnowledgeItem, made.id), olena, now=now)

    assert knowledge.fresh(made.id).check_again_on == i18n.today(now) + timedelta(days=CHECK_AGAIN_DAYS)


def test_the_day_to_look_again_is_still_to_come(olena: Actor) -> None:
    made = knowledge.item(olena)

    with pytest.raises(Invalid), transaction() as session:
        item = session.get_one(KnowledgeItem, made.id)
        set_check_again(session, item, olena, i18n.today(clock.now()), now=clock.now())
