"""A change that says because of what it was made: both are tied, by whoever published it, and the journal knows."""

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.core.links import Link, LinkKind
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.services.reviewing import hand_in, publish
from portal.linking.events import ItemsTied
from portal.linking.queries import ties
from portal.linking.relations import Relation
from tests.knowledge import factories as knowledge


@pytest.fixture
def article(olena: Actor) -> KnowledgeItem:
    return knowledge.item(olena, kind="article")


def changed_because(article: KnowledgeItem, note: str, writer: Actor, editor: Actor) -> None:
    draft = knowledge.draft_beside(article.id, writer, body="Спершу перепитайте, і лише тоді обіцяйте щось клієнтові.")
    with transaction() as session:
        revision = session.get_one(KnowledgeRevision, draft.id)
        revision.note = note
        hand_in(session, revision, writer, now=clock.now())
        publish(session, revision, editor, now=clock.now())


def links(session: Session) -> list[tuple[object, ...]]:
    session.rollback()
    rows = select(Link.kind, Link.from_kind, Link.from_id, Link.to_kind, Link.to_id, Link.by_id).order_by(Link.id)
    return [tuple(row) for row in session.execute(rows)]


def told() -> Select[JournalEntry]:
    """That something was tied, at either end."""
    return select(JournalEntry).where(JournalEntry.name == ItemsTied.name).order_by(JournalEntry.id)


def test_the_editor_who_publishes_ties_both_and_it_is_recorded(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    case = knowledge.item(dmytro)
    changed_because(article, f"Через «Окуляри» (/cases/{case.id})", olena, marta)

    assert links(session) == [(LinkKind.CHANGED_BECAUSE_OF, "article", article.id, "case", case.id, marta.id)]
    entries = session.scalars(told()).all()
    assert [(entry.actor_id, entry.item_kind, entry.item_id) for entry in entries] == [
        (marta.id, "article", article.id),
        (marta.id, "case", case.id),
    ]
    assert [entry.data["link"] for entry in entries] == [Relation.CHANGED_BECAUSE_OF, Relation.CHANGED]
    assert [tie.card.ref for tie in ties(session, ItemRef("case", case.id), olena)] == [ItemRef("article", article.id)]


def test_what_the_editor_does_not_see_is_left_out(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    hidden = knowledge.item(dmytro, ItemState.DRAFT)
    changed_because(article, f"Через /cases/{hidden.id}, /cases/999 і /articles/{article.id}", olena, marta)

    assert links(session) == []


def test_said_twice_it_is_tied_once(
    session: Session, article: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    case = knowledge.item(dmytro)
    for _ in range(2):
        changed_because(article, f"Через /cases/{case.id} і ще раз /cases/{case.id}", olena, marta)

    assert len(links(session)) == 1
    assert [entry.item_kind for entry in session.scalars(told())] == ["article", "case"]
