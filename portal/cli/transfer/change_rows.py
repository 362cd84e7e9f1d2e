"""Drafts beside published texts as lines that an import reads again."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.change_lines import CHANGE, OF
from portal.cli.transfer.item_rows import BATCH_ROWS, BESIDE
from portal.cli.transfer.names import Names
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import genres
from portal.people.models import Area


def change_rows(session: Session, names: Names) -> Iterator[dict[str, Any]]:
    """Every draft of a change, in the order of the items that they would change."""
    areas: dict[int | None, str] = dict(session.execute(select(Area.id, Area.name)).all())
    known = genres(session).by_id
    rows = (
        select(KnowledgeRevision, KnowledgeItem.kind)
        .join(KnowledgeItem, KnowledgeItem.id == KnowledgeRevision.item_id)
        .where(BESIDE)
        .order_by(KnowledgeItem.created_at, KnowledgeItem.id)
        .execution_options(yield_per=BATCH_ROWS)
    )
    for revision, kind in session.execute(rows):
        said = {
            OF: f"{kind}:{names.of(kind, revision.item_id)}",
            "genre": known[revision.genre_id].key,
            "author": names.email(revision.author_id),
            "area": areas.get(revision.facts.get("area_id")),
            **_said(revision),
        }
        yield {name: value for name, value in said.items() if value not in (None, "", [], False)}


def _said(revision: KnowledgeRevision) -> dict[str, Any]:
    """What a draft says that needs nobody else's names."""
    return {
        "kind": CHANGE,
        "lang": revision.language,
        "title": revision.title,
        **revision.parts,
        "state": revision.state.value,
        "note": revision.note,
        "major": revision.major,
        "asked_for": revision.review_note,
        "begun": revision.begun_at,
        "saved": revision.saved_at,
        "submitted": revision.submitted_at,
        "channel": revision.facts.get("channel"),
        "tags": revision.tags,
    }
