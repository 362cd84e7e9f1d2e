"""Setting a text free that somebody has a draft of and doesn't go on with."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.drafts import Draft
from portal.core.errors import require
from portal.knowledge.models import KnowledgeRevision
from portal.knowledge.policy import can_release
from portal.knowledge.queries.drafts import CHANGE, change_key_of
from portal.knowledge.services.writing import discard


def release(session: Session, revision: KnowledgeRevision, actor: Actor, *, now: datetime) -> KnowledgeRevision:
    """Close a colleague's draft. Its words wait in the writer's own form, unless newer ones are there already."""
    session.refresh(revision)
    require(can_release(actor, revision))
    if revision.author_id is not None and revision.version > 1:  # else nothing was saved into it
        key = change_key_of(revision.item_id, revision.author_id)
        values = {"person_id": revision.author_id, "form": CHANGE, "key": key, "fields": _fields(revision)}
        insert_new(session, Draft, values | {"updated_at": now}, ["person_id", "key"])
    return discard(session, revision, actor, now=now)


def _fields(revision: KnowledgeRevision) -> dict[str, str]:
    """The form as it would send what the draft says."""
    facts = revision.facts
    return {
        **{key: str(text) for key, text in revision.parts.items()},
        "title": revision.title,
        "genre": str(facts["genre_id"]),
        "area": str(facts.get("area_id") or ""),
        "channel": facts.get("channel") or "",
        "tags": ", ".join(revision.tags),
        "note": revision.note,
        **({"major": "y"} if revision.major else {}),
        "version": "0",
        "based_on": str(revision.based_on),
    }
