"""Cases, articles and algorithms: what stands, and what somebody writes or reviews as long as nothing stands yet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.articles.shapes import USED_TO_SAY, phrases
from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import BigId, read_rows
from portal.core.extension import ME
from portal.core.i18n import gettext as _
from portal.knowledge.item_kind import KnowledgeKind
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.queries.visibility import visible_when
from portal.people.models import Person, Role
from portal.search.sources import EVERYONE, Shown, Text, of_person, of_role
from portal.search.sources.plain import lines, words_of_html

#: Archived ones are in no list: an old link leads to them, a search doesn't.
_FOUND = KnowledgeItem.state.in_((ItemState.PUBLISHED, ItemState.IN_REVIEW, ItemState.DRAFT))
#: The revision that a search reads: what stands, else what is being written.
_READ = or_(
    and_(KnowledgeItem.state == ItemState.PUBLISHED, KnowledgeRevision.state == RevisionState.PUBLISHED),
    and_(
        KnowledgeItem.state != ItemState.PUBLISHED,
        KnowledgeRevision.state.in_((RevisionState.DRAFT, RevisionState.IN_REVIEW)),
    ),
)
_COLUMNS: tuple[Any, ...] = (
    KnowledgeItem.id, KnowledgeItem.state, KnowledgeItem.author_id, KnowledgeItem.team_id, KnowledgeItem.external_id,
    KnowledgeItem.created_at, KnowledgeItem.published_at, KnowledgeRevision.language, KnowledgeRevision.title,
    KnowledgeRevision.parts, KnowledgeRevision.html, KnowledgeRevision.facts, KnowledgeRevision.review_note,
    KnowledgeRevision.state.label("revision_state"), Person.deactivated_at,
)  # fmt: skip


class KnowledgeSource:
    """Items of one kind of knowledge."""

    def __init__(self, kind: KnowledgeKind, icon: str) -> None:
        self.kind, self.label, self.icon = kind, kind.label, icon

    def texts(self, session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Text]]:
        """One text for each item, and those of its steps."""
        rows = session.execute(
            select(*_COLUMNS)
            .join(KnowledgeRevision, KnowledgeRevision.item_id == KnowledgeItem.id)
            .outerjoin(Person, Person.id == KnowledgeRevision.author_id)
            .where(KnowledgeItem.kind == self.kind.kind, KnowledgeItem.id.in_(ids), _FOUND, _READ)
        )
        known = genres(session).by_id
        return {row.id: self._of(row, known[int(row.facts["genre_id"])]) for row in rows}

    def _of(self, row: Any, genre: KnownGenre) -> Sequence[Text]:
        words = [str(tag) for tag in row.facts.get("tags", [])]
        if USED_TO_SAY in row.parts:
            words += phrases(str(row.parts[USED_TO_SAY]))  # each leads from the search to what is said instead
        return [
            Text(
                item_id=row.id,
                title=row.title,
                body=lines(_body(row, genre)),
                words=words,
                **about(row, genre),
            )
        ]

    def ids(self, session: Session) -> Iterator[Sequence[int]]:
        """Those of the nameless, which lie below zero, first."""
        statement = select(KnowledgeItem.id).where(KnowledgeItem.kind == self.kind.kind, _FOUND)
        yield from in_batches(session.scalars(statement.order_by(KnowledgeItem.id)).all())

    def shown(
        self, session: Session, parts: Collection[tuple[int, str]], actor: Actor
    ) -> Mapping[tuple[int, str], Shown]:
        """What ``actor`` sees, with the company's word for its genre."""
        return {
            (row.id, ""): self._shown(session, row)
            for row in self._rows(session, {item_id for item_id, _part in parts}, actor)
        }

    def _rows(self, session: Session, ids: Collection[int], actor: Actor) -> Sequence[Any]:
        values = {"ids": sorted(ids), "kind": self.kind.kind, "me": actor.id}
        return read_rows(session, _seen(actor.has(Role.EDITOR)), values)

    def _shown(self, session: Session, row: Any) -> Shown:
        genre = genres(session).by_id[row.genre_id]
        return Shown(
            title=row.title,
            href=self.kind.href(row.id),
            note=genre.label,
            icon=genre.icon,
            status=_state(row.state),
        )


@lru_cache(maxsize=2)
def _seen(is_editor: bool) -> Select[Any]:
    """Those of some that a sort of reader sees, built once: each letter that is typed asks for it."""
    item = KnowledgeItem
    columns: tuple[Any, ...] = (item.id, item.title, item.genre_id, item.state)
    return select(*columns).where(
        KnowledgeItem.kind == bindparam("kind"),
        KnowledgeItem.id.in_(bindparam("ids", expanding=True, type_=BigId)),
        visible_when(ME, is_editor=is_editor),
        _FOUND,
    )


def _state(state: ItemState) -> str:
    """In a word where it stands, as far as it isn't published."""
    words = {ItemState.DRAFT: _("Draft"), ItemState.IN_REVIEW: _("In review")}
    return words.get(state, "")


def about(row: Any, genre: KnownGenre) -> dict[str, Any]:
    """What an item and its steps have in common."""
    return {
        "lang": row.language,
        "access": _access(row),
        "status": row.state.value,
        "genre": genre.key,
        "area_id": row.facts.get("area_id"),
        "author_id": row.author_id,
        "team_id": row.team_id,
        "at": (row.published_at or row.created_at).date(),
        "external_id": row.external_id,
    }


def _access(row: Any) -> frozenset[str]:
    """The rule of ``visible_to`` as tokens."""
    if row.state is ItemState.PUBLISHED:
        return frozenset({EVERYONE})
    mine = {of_person(row.author_id)} if row.author_id is not None else set()
    sent_back_to_nobody = bool(row.review_note) and row.deactivated_at is not None
    if row.state is ItemState.IN_REVIEW or row.author_id is None or sent_back_to_nobody:
        mine.add(of_role(Role.EDITOR))
    return frozenset(mine)


def _body(row: Any, genre: KnownGenre) -> Iterator[str]:
    for part in genre.shape.parts:
        source, html = str(row.parts.get(part.key, "")), str(row.html.get(part.key, ""))
        if part.key != USED_TO_SAY:
            yield words_of_html(html) if part.markdown else " ".join(source.split())
