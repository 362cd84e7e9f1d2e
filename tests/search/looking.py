"""What somebody finds when search knows everything, and whether index and owner agree on who may."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db
from portal.search.engine import WordQuery
from portal.search.engines import engine
from portal.search.indexing import catch_up
from portal.search.models import SearchDocument
from portal.search.sources import access_of, sources
from tests.search.texts import question

Place = tuple[str, int, str]


def in_index(session: Session, query: WordQuery) -> list[SearchDocument]:
    """The documents that the engine gives, the best first."""
    ids = [hit.document_id for hit in engine(session).search(query).hits]
    rows = {row.id: row for row in session.scalars(select(SearchDocument).where(SearchDocument.id.in_(ids)))}
    return [rows[number] for number in ids if number in rows]


def finds(text: str, actor: Actor, *, kind: str | None = None) -> list[Place]:
    """Kind, id and part of what ``actor`` finds with all of these words. Index and owner have to agree."""
    catch_up()
    session = db.session()
    session.rollback()
    session.expire_all()
    found = in_index(session, question(text, access=access_of(actor), strict=True))
    places = [(row.kind, row.item_id, row.part) for row in found]
    for name in {place[0] for place in places}:
        parts = [(number, part) for one, number, part in places if one == name]
        assert set(sources[name].shown(session, parts, actor)) == set(parts), (
            "the owner doesn't show what the index has"
        )
    return [place for place in places if kind in {None, place[0]}]


def ids(text: str, actor: Actor, kind: str = "initiative") -> list[int]:
    """The numbers of the items of a kind, each once."""
    return list(dict.fromkeys(number for _kind, number, _part in finds(text, actor, kind=kind)))


def held(session: Session) -> set[str]:
    """The titles in the index."""
    session.rollback()
    rows = session.execute(select(SearchDocument.id, SearchDocument.title)).all()
    inside = engine(session).prints()
    return {title for number, title in rows if number in inside}
