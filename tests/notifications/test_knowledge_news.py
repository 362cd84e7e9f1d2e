"""Who hears what of cases and articles, and where the line leads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import JournalEntry
from portal.knowledge import events
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import open_revision
from portal.knowledge.services.keeping import archive, set_keeper
from portal.knowledge.services.reviewing import hand_in, send_back
from portal.notifications.models import Notification
from portal.notifications.topics import Topic
from tests.conftest import Clients
from tests.knowledge import factories as knowledge


def told(event: type[events.KnowledgeEvent]) -> dict[int, str]:
    """Who was told of the newest event of a kind, and why."""
    session = db.session()
    newest = select(JournalEntry.id).where(JournalEntry.name == event.name).order_by(JournalEntry.id.desc()).limit(1)
    rows = session.execute(
        select(Notification.person_id, Notification.topic).where(Notification.entry_id == newest.scalar_subquery())
    )
    return {row.person_id: row.topic for row in rows}


def _revision(session: Session, number: int) -> KnowledgeRevision:
    found = open_revision(session, session.get_one(KnowledgeItem, number))
    assert found is not None
    return found


def test_editors_hear_of_what_is_handed_in_and_come_to_its_review(
    client: Clients, olena: Actor, marta: Actor, dmytro: Actor
) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)

    heard = told(events.ItemHandedIn)
    assert heard.pop(marta.id) == Topic.REVIEWS
    assert olena.id not in heard
    assert dmytro.id not in heard
    page = client(marta).get("/inbox").text
    assert made.title in page.replace("&#39;", "'")


def test_the_keeper_hears_of_a_change_that_waits(olena: Actor, dmytro: Actor, session: Session) -> None:
    made = knowledge.item(olena)
    draft = knowledge.draft_beside(made.id, dmytro)
    with transaction() as writing:
        hand_in(writing, writing.get_one(KnowledgeRevision, draft.id), dmytro, now=clock.now())

    assert told(events.ItemHandedIn)[olena.id] == Topic.DUTIES


def test_only_the_author_hears_that_it_was_sent_back_and_reads_why(client: Clients, olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    with transaction() as session:
        note = "Додайте, що сказала <клієнтка>."
        send_back(session, _revision(session, made.id), marta, note=note, now=clock.now())

    assert told(events.ItemSentBack) == {olena.id: Topic.MINE}
    page = client(olena).get("/inbox").text
    assert "Додайте, що сказала &lt;клієнтка&gt;." in page


def test_author_and_followers_hear_that_a_text_is_published(olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    assert told(events.ItemPublished) == {olena.id: Topic.DUTIES}  # who writes it keeps it true

    knowledge.changed(made.id, dmytro)

    assert told(events.ItemPublished) == {olena.id: Topic.DUTIES, dmytro.id: Topic.MINE}


def test_a_nameless_author_is_nobody_s_news(session: Session, olena: Actor) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW, genre="mistake")
    with transaction() as writing:
        item = writing.get_one(KnowledgeItem, made.id)
        revision = _revision(writing, made.id)
        item.author_id = revision.author_id = None
        item.nameless = True
        send_back(writing, revision, knowledge.editor(), note="Ще кілька слів, будь ласка.", now=clock.now())

    assert told(events.ItemSentBack) == {}


def test_a_new_keeper_and_the_former_one_hear_of_it(olena: Actor, dmytro: Actor, marta: Actor) -> None:
    made = knowledge.item(olena)
    with transaction() as session:
        set_keeper(session, session.get_one(KnowledgeItem, made.id), marta, dmytro.id, now=clock.now())

    assert told(events.KeeperChanged) == {olena.id: Topic.DUTIES, dmytro.id: Topic.DUTIES}


def test_those_concerned_hear_that_it_was_archived(olena: Actor, marta: Actor) -> None:
    made = knowledge.item(olena)
    with transaction() as session:
        item = session.get_one(KnowledgeItem, made.id)
        archive(session, item, marta, reason="Правила змінилися.", now=clock.now())

    assert told(events.ItemArchived) == {olena.id: Topic.DUTIES}
