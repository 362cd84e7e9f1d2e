"""Beginning a dialogue, and saving its text. What colleagues play changes only when it is published."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line, storable
from portal.practice.events import DialogueMade
from portal.practice.first_draft import first_draft
from portal.practice.looking import language_of, look
from portal.practice.models import MAX_SOURCE_LETTERS, MAX_TITLE_LETTERS, Dialogue
from portal.practice.policy import can_write
from portal.practice.queries import ReadAlgorithm


def begin_from(session: Session, actor: Actor, algorithm: ReadAlgorithm, *, origin_key: str, now: datetime) -> Dialogue:
    """A first draft with every step and answer of an algorithm. The same key gives what it made the first time."""
    language = algorithm.language if algorithm.language in i18n.LANGUAGES else i18n.language()
    source = first_draft(algorithm.read.document, title=algorithm.title, language=language)
    return begin(session, actor, source, origin_key=origin_key, keeper_id=actor.id, now=now)


def begin(
    session: Session, actor: Actor | None, source: str, *, origin_key: str, keeper_id: int | None, now: datetime
) -> Dialogue:
    """Write a dialogue down; nobody plays it yet. Without an actor it is brought in from a file."""
    require(actor is None or can_write(actor))
    values = _values(session, source) | {
        "origin_key": storable(origin_key)[:200], "keeper_id": keeper_id, "made_by_id": actor.id if actor else None,
        "made_at": now, "saved_at": now, "version": 1,
    }  # fmt: skip
    new = insert_new(session, Dialogue, values, ["origin_key"])
    made = session.scalars(select(Dialogue).where(Dialogue.origin_key == values["origin_key"])).one()
    if new:
        record(session, DialogueMade(dialogue_id=made.id), actor, at=now)
    return made


def save(session: Session, dialogue: Dialogue, actor: Actor, source: str, *, version: int, now: datetime) -> Dialogue:
    """Keep a text, faults and all. Raises Conflict when somebody saved another one meanwhile."""
    session.refresh(dialogue, with_for_update={"key_share": True})
    require(can_write(actor))
    return put(session, dialogue, source, version=version, now=now)


def put(session: Session, dialogue: Dialogue, source: str, *, version: int | None, now: datetime) -> Dialogue:
    """The same without asking who; ``version`` None: whatever stands is replaced."""
    values = _values(session, source)
    if values["source"] == dialogue.source:
        return dialogue
    if version is not None and version != dialogue.version:
        raise Conflict
    dialogue.source, dialogue.saved_at = values["source"], now
    if dialogue.published_number is None:  # else title and algorithm are those of the version that is played
        dialogue.title, dialogue.language = values["title"], values["language"]
        dialogue.algorithm_id = values["algorithm_id"]
    session.flush()  # the new version belongs into the form that is shown next
    return dialogue


def _values(session: Session, source: str) -> dict[str, Any]:
    source = storable(source)
    if len(source) > MAX_SOURCE_LETTERS:
        raise Invalid(_l("This text is too long: part it in several dialogues."), field="source")
    if not source.strip():
        raise Invalid(_l("Please write something."), field="source")
    looked = look(session, source)
    title = clean_line(looked.dialogue.title)[:MAX_TITLE_LETTERS] or "…"
    return {
        "source": source,
        "title": title,
        "language": language_of(looked.dialogue, source, fallback=i18n.language()),
        "algorithm_id": looked.algorithm.id if looked.algorithm else None,
    }
