"""Texts to be searched, without their owners; and questions to an engine, without the grammar."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from portal.core.db import transaction
from portal.search.asking import Filters
from portal.search.engine import Engine, Term, WordQuery
from portal.search.language import analyse_query
from portal.search.models import SearchDocument

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = iter(range(1, 10**9))


def document(title: str, body: str = "", **values: Any) -> SearchDocument:
    """A document that stands in the database; open to everybody unless ``access`` says otherwise."""
    said = {
        "kind": "article", "item_id": next(_numbers), "part": "", "lang": "uk", "words": "", "access": "all",
        "status": "published", "genre": "", "changed_at": AT, **values,
    }  # fmt: skip
    print_ = sha256(repr((title, body, said)).encode()).hexdigest()
    with transaction() as session:
        made = SearchDocument(title=title, body=body, print_=print_, **said)
        session.add(made)
    return made


def reworded(made: SearchDocument, **values: Any) -> SearchDocument:
    """The same document after its owner has changed it."""
    with transaction() as session:
        held = session.get_one(SearchDocument, made.id)
        for name, value in values.items():
            setattr(held, name, value)
        held.print_ = sha256(repr(sorted(values.items(), key=str)).encode()).hexdigest()
    return held


def indexed(engine: Engine, *documents: SearchDocument) -> None:
    """Put them, as the indexing does."""
    with transaction():
        engine.put(documents)


def question(
    text: str = "",
    *,
    access: Collection[str] = ("all",),
    near: Mapping[str, float] | None = None,
    beginning: str = "",
    phrase: str = "",
    without: str = "",
    filters: Filters | None = None,
    strict: bool = False,
    limit: int = 100,
) -> WordQuery:
    """A query of these words; ``near`` belongs to each of them, ``beginning`` stands behind them."""
    terms = [Term(keys=frozenset(token.keys), near=near or {}) for token in analyse_query(text)]
    if beginning:
        terms.append(Term(keys=frozenset(), near={}, beginning=beginning))
    return WordQuery(
        terms=terms,
        phrases=[[frozenset(token.keys) for token in analyse_query(phrase)]] if phrase else (),
        without=[frozenset(token.keys) for token in analyse_query(without)],
        filters=filters or Filters(),
        access=frozenset(access),
        strict=strict,
        limit=limit,
    )


def found(engine: Engine, text: str = "", **how: Any) -> list[int]:
    """The ids of what is found, the best first."""
    return [hit.document_id for hit in engine.search(question(text, **how)).hits]


def day(number: int) -> date:
    """A day of a March."""
    return date(2026, 3, number)
