"""Items to be searched in bulk, gone through and understood as by a worker; their meanings are invented."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.bench.dataset import initiative_row, optimize, person_row, signed_in, start_sequences
from portal.cli.bench.knowledge_dataset import item_row, revision_row
from portal.cli.bench.rows import insert_rows
from portal.cli.bench.search_words import Text, text
from portal.core.db import transaction
from portal.core.tags import Tag
from portal.initiatives.models import Initiative, InitiativeTag, Status, StatusType
from portal.knowledge.models import Genre, KnowledgeItem, KnowledgeRevision
from portal.people.models import Area, Person, Team
from portal.search.meaning.vectors import STATE, WITHOUT_MEANING, print_of_vectors
from portal.search.meaning.windows import windows_of
from portal.search.models import SearchDocument, SearchState, SearchVector

#: Of twenty items so many are initiatives, and so many up to here cases; the others are articles.
INITIATIVES, CASES = 12, 17
#: Words of the parts of each.
LENGTHS = {"initiative": (110, 90, 60), "case": (80, 110, 40, 30), "article": (260,)}
PARTS = {"initiative": ("problem", "solution", "outcome"), "case": ("situation", "action", "reaction", "lesson"),
         "article": ("body",)}  # fmt: skip
TAGS = 60
PEOPLE = 50
#: People who are signed in: nobody may ask as often as a measurement does.
TOKENS = [f"searcher-{n}" for n in range(1, PEOPLE + 1)]


def kind_of(number: int) -> str:
    """Of the item of a number."""
    place = number % 20
    return "initiative" if place < INITIATIVES else "case" if place < CASES else "article"


def text_of(number: int) -> Text:
    """What the item of a number says."""
    return text(number, LENGTHS[kind_of(number)])


def fill(size: int) -> None:
    """Write ``size`` items and their people."""
    now = datetime.now(UTC)
    with transaction() as session:
        insert_rows(session, Team, ({"id": n, "name": f"Команда {n}"} for n in range(1, 41)))
        insert_rows(session, Area, ({"id": n, "name": f"Напрям {n}", "team_id": n} for n in range(1, 13)))
        insert_rows(session, Tag, ({"id": n, "name": f"{text(-n, ()).own[0]} {n}"} for n in range(1, TAGS + 1)))
        insert_rows(session, Person, (person_row(n, now) for n in range(1, PEOPLE + 1)))
        _initiatives(session, size, now)
        for kind in ("case", "article"):
            _knowledge(session, size, kind, now)
        for number, token in enumerate(TOKENS, 1):
            row = signed_in(token, now)
            row.person_id = number
            session.add(row)
    with transaction() as session:
        start_sequences(session)
        optimize(session)


def _initiatives(session: Session, size: int, now: datetime) -> None:
    statuses = session.execute(
        select(Status.id, Status.type).where(Status.type.not_in([StatusType.DRAFT, StatusType.MERGED]))
    ).all()
    randomly = random.Random(size)  # noqa: S311 - repeatable data, no secret
    numbers = [n for n in range(1, size + 1) if kind_of(n) == "initiative"]
    insert_rows(
        session,
        Initiative,
        ({**initiative_row(n, size, PEOPLE, statuses, now, randomly), **_said(n)} for n in numbers),
    )
    insert_rows(session, InitiativeTag, ({"initiative_id": n, "tag_id": n % TAGS + 1} for n in numbers))


def _said(number: int) -> dict[str, Any]:
    said = text_of(number)
    parts = dict(zip(PARTS["initiative"], said.parts, strict=True))
    html = {f"{name}_html": f"<p>{part}</p>" for name, part in parts.items()}
    return {"language": said.lang, "title": said.title[:160], **parts, **html}


def _knowledge(session: Session, size: int, kind: str, now: datetime) -> None:
    genres = session.scalars(select(Genre.id).where(Genre.kind == kind, Genre.shape != "term").order_by(Genre.id)).all()
    numbers = range(1, size + 1)
    mine = [n for n in numbers if kind_of(n) == kind]
    insert_rows(
        session,
        KnowledgeItem,
        ({**item_row(n, kind, genres, numbers, PEOPLE, now), **_headed(n)} for n in mine),
    )
    insert_rows(
        session,
        KnowledgeRevision,
        ({**revision_row(n, kind, genres, PEOPLE, now), **_headed(n), **_parts(n, kind)} for n in mine),
    )


def _headed(number: int) -> dict[str, Any]:
    said = text_of(number)
    return {"language": said.lang, "title": said.title[:160]}


def _parts(number: int, kind: str) -> dict[str, Any]:
    parts = dict(zip(PARTS[kind], text_of(number).parts, strict=True))
    return {"parts": parts, "html": {name: f"<p>{part}</p>" for name, part in parts.items()}}


def invent_meanings(model: str, size: int) -> int:
    """Vectors of all documents that point anywhere, as if a model had made them; how many.

    A model takes hours for so many; what a search does with them takes as long whatever they say.
    """
    with transaction() as session:
        many = 0
        for batch in _vectors(session, model, size):
            many += len(batch)
            insert_rows(session, SearchVector, batch)
        session.add(SearchState(name=STATE, version=model, generation=1, done=0, total=0))
    return many


def _vectors(session: Session, model: str, size: int) -> Iterator[list[dict[str, Any]]]:
    randomly = np.random.default_rng(1)
    document = SearchDocument
    last = 0
    while True:
        rows = session.execute(
            select(document.id, document.print_, document.title, document.body, document.words, document.part)
            .where(document.kind.not_in(sorted(WITHOUT_MEANING)), document.id > last)
            .order_by(document.id)
            .limit(1000)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        places = []
        for row in rows:
            windows = windows_of(row.title, row.body, row.words, part=bool(row.part))
            print_ = print_of_vectors(row.print_, windows)
            places += [(row.id, window, print_) for window in range(len(windows))]
        numbers = randomly.normal(size=(len(places), size)).astype(np.float32)
        numbers /= np.linalg.norm(numbers, axis=1, keepdims=True)
        narrow = numbers.astype(np.float16)
        yield [
            {"document_id": document_id, "window": window, "model": model, "print_": print_, "vector": row.tobytes()}
            for (document_id, window, print_), row in zip(places, narrow, strict=True)
        ]
