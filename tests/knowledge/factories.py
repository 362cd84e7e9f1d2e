"""Cases and articles for tests: each function writes one and commits."""

import itertools
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import KnownGenre, genres, open_revision, standing
from portal.knowledge.services.content import Content, render_content
from portal.knowledge.services.keeping import archive
from portal.knowledge.services.reviewing import hand_in, publish
from portal.knowledge.services.writing import begin, begin_beside, discard, save
from portal.people.identity import actor_of
from portal.people.models import Person, Role
from tests import factories

_numbers = itertools.count(1)

PARTS: dict[str, dict[str, str]] = {
    "story": {
        "situation": "Клієнтка зламала ногу й не може прийти по замовлення, а окуляри потрібні їй у п'ятницю.",
        "action": "Я попросила кур'єра забрати оправу і домовилася з майстернею про ремонт **поза чергою**.",
        "reaction": "Вона передала листівку і сказала, що так про неї ще ніхто не дбав.",
        "lesson": "Спершу питаємо, що людині потрібно сьогодні, і лише тоді дивимося в правила.",
        "quote": "Я думала, мені відмовлять, а ви спитали, коли мені зручно.",
    },
    "text": {"body": "Спершу вислухайте. Потім перепитайте своїми словами. І лише тоді пропонуйте, що зробити."},
    "term": {
        "used_to_say": "оператор; агент",
        "why": "Людина по той бік слухавки турбується, а не оперує апаратом.",
    },
    "algorithm": {
        "source": "# Дзвінок\n\n## Привітатись\n- Чує нас → Кінець: Так\n\n## Кінець: Так\nРезультат: вирішено\n"
    },
}


def genre(key: str) -> KnownGenre:
    """A genre by its key: "wow", "mistake", "hard_call", "instruction", "principle", "list", "term"."""
    return genres(db.session()).by_key[key]


def content(genre_key: str = "wow", **changes: Any) -> Content:
    """What the form of a good item holds; ``changes`` are parts by their keys, a title, area_id, channel, tags."""
    of = genre(genre_key)
    known = {"title", "area_id", "channel", "tags", "language"}
    given = {"title": f"Окуляри до п'ятниці {next(_numbers)}"} | {k: v for k, v in changes.items() if k in known}
    parts = PARTS[of.shape_name] | {k: v for k, v in changes.items() if k not in known}
    return render_content(of, parts=parts, **given)


def editor() -> Actor:
    """Somebody who publishes: the same editor for all that a test makes."""
    found = db.session().scalar(select(Person).where(Person.email == "editor@example.test"))
    if found is None:
        return factories.person("Євгенія Редько", None, Role.EDITOR, email="editor@example.test")
    return actor_of(db.session(), found)


def item(
    author: Actor,
    state: ItemState = ItemState.PUBLISHED,
    *,
    kind: str = "case",
    genre: str | None = None,
    now: datetime | None = None,
    **changes: Any,
) -> KnowledgeItem:
    """An item by ``author`` in a state, made by the services as people would."""
    moment, reviewer = now or clock.now(), editor()
    said = content(genre or ("wow" if kind == "case" else "instruction"), **changes)
    with transaction() as session:
        made = begin(session, author, kind, said, submission_key=secrets.token_urlsafe(16), now=moment)
        revision = open_revision(session, made)
        assert revision is not None
        if state is ItemState.DISCARDED:
            discard(session, revision, author, now=moment)
        elif state is not ItemState.DRAFT:
            hand_in(session, revision, author, now=moment)
        if state in {ItemState.PUBLISHED, ItemState.ARCHIVED}:
            publish(session, revision, reviewer, not_personal=True, now=moment)
        if state is ItemState.ARCHIVED:
            archive(session, made, reviewer, reason="Правила змінилися.", now=moment)
    return made


def draft_beside(number: int, actor: Actor, *, now: datetime | None = None, **changes: Any) -> KnowledgeRevision:
    """A draft of a change by ``actor`` beside a published item; ``changes`` are what differs."""
    moment = now or clock.now()
    stands = standing(db.session(), fresh(number))
    assert stands is not None
    of = genres(db.session()).by_id[stands.genre_id].key
    said = content(of, **({"title": stands.title} | stands.parts | changes))
    with transaction() as session:
        revision = begin_beside(session, session.get_one(KnowledgeItem, number), actor, moment)
        return save(session, revision, actor, said, version=revision.version, now=moment)


def changed(number: int, actor: Actor, *, now: datetime | None = None, major: bool = False, **changes: Any) -> int:
    """Publish a change by ``actor``; the number of the revision that stands now."""
    moment, reviewer = now or clock.now(), editor()
    draft = draft_beside(number, actor, now=moment, **changes)
    with transaction() as session:
        revision = session.get_one(KnowledgeRevision, draft.id)
        revision.major = major
        hand_in(session, revision, actor, now=moment)
        publish(session, revision, reviewer, not_personal=True, now=moment)
    return draft.number


def handed_in(draft: KnowledgeRevision, actor: Actor) -> None:
    """Hand a draft in."""
    with transaction() as session:
        hand_in(session, session.get_one(KnowledgeRevision, draft.id), actor, now=clock.now())


def fresh(number: int) -> KnowledgeItem:
    """The row as the database has it now."""
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.scalars(select(KnowledgeItem).where(KnowledgeItem.id == number)).one()
