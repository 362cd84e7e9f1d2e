"""The dictionary of care: every entry that holds, in one statement."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.articles.shapes import KIND, TERM, USED_TO_SAY, WHY, phrases
from portal.core import i18n
from portal.core.db import read_rows
from portal.knowledge.models import Genre, ItemState, KnowledgeItem, KnowledgeRevision, RevisionState

#: A dictionary that is longer is no dictionary of care any more.
MOST_ENTRIES = 500


class Entry(NamedTuple):
    """What we say, what we used to say, why."""

    number: int
    language: str
    say: str
    used_to_say: tuple[str, ...]
    why_html: str


def _entries() -> Select[Any]:
    columns: tuple[Any, ...] = (
        KnowledgeItem.id,
        KnowledgeItem.language,
        KnowledgeItem.title,
        KnowledgeRevision.parts[USED_TO_SAY].as_string().label("used_to_say"),
        KnowledgeRevision.html[WHY].as_string().label("why_html"),
    )
    stands = (KnowledgeRevision.item_id == KnowledgeItem.id) & (KnowledgeRevision.state == RevisionState.PUBLISHED)
    rows: Select[Any] = select(*columns)
    return (
        rows.join(Genre, Genre.id == KnowledgeItem.genre_id)
        .join(KnowledgeRevision, stands)
        .where(
            KnowledgeItem.kind == KIND,
            KnowledgeItem.state == ItemState.PUBLISHED,
            Genre.shape == TERM.name,
            KnowledgeItem.language == bindparam("language"),
        )
        .order_by(KnowledgeItem.id.desc())
        .limit(MOST_ENTRIES)
    )


_ENTRIES = _entries()


def entries(session: Session, language: str) -> Sequence[Entry]:
    """The entries in a language, in its alphabetical order."""
    rows = read_rows(session, _ENTRIES, {"language": language})
    found = [
        Entry(row.id, row.language, row.title, tuple(phrases(row.used_to_say or "")), row.why_html or "")
        for row in rows
    ]
    with i18n.speaking(language):
        return sorted(found, key=lambda entry: (i18n.sort_key(entry.say.lstrip("«“\"'")), entry.number))
