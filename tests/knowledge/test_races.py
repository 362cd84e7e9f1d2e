"""Two people act on the same text at the same moment: one comes first, the other is told, nothing is there twice.

PORTAL_TEST_RACES says how many races there are in all; before a release it is 500.
"""

import os
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import JournalEntry
from portal.knowledge.events import ItemHandedIn, ItemPublished, ItemSentBack
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.queries import OPEN, standing
from portal.knowledge.services.reviewing import hand_in
from portal.people.models import Role
from tests import factories as people
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.parallel import at_once

KINDS = 5
RACES = range(max(1, int(os.environ.get("PORTAL_TEST_RACES", "30")) // KINDS))
Sent = tuple[Actor, str, dict[str, str]]
Race = Callable[[Sent, Sent], list[TestResponse]]


@pytest.fixture
def race(app: Flask, client: Clients) -> Race:
    """Send two forms at once, each from a browser of its own."""

    def both(*sent: Sent) -> list[TestResponse]:
        browsers = [client(actor) for actor, _path, _fields in sent]
        db.session.rollback()
        return at_once(app, 2, lambda n: browsers[n].post(sent[n][1], data=sent[n][2]))

    return both


@pytest.fixture
def editors(app: Flask) -> list[Actor]:
    return [people.person(None, None, Role.EDITOR) for _ in range(2)]


def happened(session: Session, name: str, number: int) -> int:
    entries = select(func.count()).where(JournalEntry.name == name, JournalEntry.item_id == number)
    return session.scalar(entries) or 0


def typed(**fields: str) -> dict[str, str]:
    genre = str(knowledge.genre("wow").id)
    return knowledge.PARTS["story"] | {"title": "Окуляри до п'ятниці", "genre": genre, "genre_key": "wow"} | fields


SEEN = {"revision": "1", "version": "2", "against": "0"}


@pytest.mark.parametrize("_race", RACES)
def test_two_editors_publish_one_text_once(
    session: Session, race: Race, olena: Actor, editors: list[Actor], _race: int
) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    path = f"/knowledge/{made.id}/publish"

    answers = race((editors[0], path, SEEN), (editors[1], path, SEEN))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert happened(session, ItemPublished.name, made.id) == 1


@pytest.mark.parametrize("_race", RACES)
def test_publishing_and_sending_back_never_both_happen(
    session: Session, race: Race, olena: Actor, editors: list[Actor], _race: int
) -> None:
    made = knowledge.item(olena, ItemState.IN_REVIEW)
    note = SEEN | {"note": "Додайте, що сказала клієнтка."}

    answers = race(
        (editors[0], f"/knowledge/{made.id}/publish", SEEN), (editors[1], f"/knowledge/{made.id}/send-back", note)
    )

    assert 302 in [answer.status_code for answer in answers]
    published, sent_back = (happened(session, event.name, made.id) for event in (ItemPublished, ItemSentBack))
    assert published + sent_back == 1
    expected = ItemState.PUBLISHED if published else ItemState.DRAFT
    assert knowledge.fresh(made.id).state is expected


@pytest.mark.parametrize("_race", RACES)
def test_two_people_begin_one_change(session: Session, race: Race, olena: Actor, _race: int) -> None:
    made = knowledge.item(olena)
    path, writers = f"/knowledge/{made.id}/edit", [people.person(), people.person()]
    forms = [typed(version="0", based_on="1", then="draft", lesson=f"Думка {n}, яка варта уваги.") for n in range(2)]

    answers = race((writers[0], path, forms[0]), (writers[1], path, forms[1]))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(n for n, answer in enumerate(answers) if answer.status_code == 409)
    assert f"Думка {late}, яка варта уваги." in answers[late].text
    opened = select(func.count()).where(KnowledgeRevision.item_id == made.id, KnowledgeRevision.state.in_(OPEN))
    assert session.scalar(opened) == 1


@pytest.mark.parametrize("_race", RACES)
def test_a_form_sent_twice_at_once_is_one_item(session: Session, race: Race, _race: int, now: datetime) -> None:
    author = people.person()
    form = typed(submission_key=f"race-{author.id}-{int(now.timestamp())}-key")
    path = "/knowledge/new/wow"

    answers = race((author, path, form), (author, path, form))

    assert [answer.status_code for answer in answers] == [302, 302]
    made = session.scalars(select(KnowledgeItem).where(KnowledgeItem.author_id == author.id)).one()
    assert made.state is ItemState.IN_REVIEW
    assert happened(session, ItemHandedIn.name, made.id) == 1


@pytest.mark.parametrize("_race", RACES)
def test_rolling_back_and_publishing_leave_one_that_stands(
    session: Session, race: Race, olena: Actor, dmytro: Actor, editors: list[Actor], _race: int
) -> None:
    made = knowledge.item(olena)
    knowledge.changed(made.id, dmytro, title="Друга назва")
    draft = knowledge.draft_beside(made.id, dmytro, title="Третя назва")
    with_it = {"revision": str(draft.number), "against": "2"}
    with transaction() as writing:
        hand_in(writing, writing.get_one(KnowledgeRevision, draft.id), dmytro, now=clock.now())

    race(
        (editors[0], f"/knowledge/{made.id}/publish", with_it),
        (editors[1], f"/knowledge/{made.id}/versions/1/roll-back", {"against": "2"}),
    )

    found = knowledge.fresh(made.id)
    stands = standing(session, found)
    assert stands is not None
    assert found.title == stands.title
    states = session.scalars(select(KnowledgeRevision.state).where(KnowledgeRevision.item_id == made.id)).all()
    assert states.count(RevisionState.PUBLISHED) == 1
