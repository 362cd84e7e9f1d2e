"""Tracks as editors make them: by the services."""

import secrets
from typing import Any

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import RenderedText, render
from portal.knowledge.models import KnowledgeItem
from portal.onboarding.models import StepKind, Track, TrackStep, TrackVersion
from portal.onboarding.queries.tracks import draft_of, section_rows, step_rows, version_at_work
from portal.onboarding.services.making import make_track
from portal.onboarding.services.publishing import publish
from portal.onboarding.services.stepping import StepWords, add_section, add_step

TITLE = "Перші десять днів"
QUESTION = "? Що спершу?\n(x) Вислухати\n( ) Перебити"
EMPTY = RenderedText("", "")


def track(editor: Actor, *titles: str, published: bool = False, language: str = "uk") -> Track:
    """A track with one section, and in it a meeting with the mentor for each title."""
    now = clock.now()
    with transaction() as session:
        made = make_track(
            session, editor, title=TITLE, summary=render("Для тих, хто **щойно** прийшов."), language=language,
            submission_key=secrets.token_urlsafe(16), now=now,
        )  # fmt: skip
        for title in titles:
            add_step(session, made, "first", editor, words(title=title), now=now)
        if published:
            draft = draft_of(session, made.id)
            assert draft is not None
            publish(session, made, editor, change_note="", version=draft.version, now=now)
    return made


def words(kind: StepKind = StepKind.MEET, **changes: Any) -> StepWords:
    """What the form of a good step holds."""
    usual: dict[str, Any] = {"kind": kind, "title": "Випити чаю з наставником", "body": EMPTY, "minutes": 20}
    return StepWords(**usual | changes)


def reading(item: KnowledgeItem, **changes: Any) -> StepWords:
    """What the form of a step holds in which an item is read."""
    return words(StepKind.READ, item=ItemRef(item.kind, item.id), title=item.title, **changes)


def section(made: Track, editor: Actor, title: str = "Другий день") -> str:
    """One section more; its key."""
    with transaction() as session:
        return add_section(session, made, editor, title=title, intro=EMPTY, now=clock.now()).key


def step(made: Track, editor: Actor, said: StepWords, section_key: str = "first") -> TrackStep:
    """One step more."""
    with transaction() as session:
        return add_step(session, made, section_key, editor, said, now=clock.now())


def publish_draft(made: Track, editor: Actor, note: str = "Стало ясніше.") -> TrackVersion:
    """Let the draft stand."""
    with transaction() as session:
        draft = draft_of(session, made.id)
        assert draft is not None
        return publish(session, made, editor, change_note=note, version=draft.version, now=clock.now())


def outline(made: Track) -> list[tuple[str, list[str]]]:
    """Titles of sections with those of their steps, as they stand in the draft (or, without one, published)."""
    session = db.session()
    session.rollback()
    version = version_at_work(session, session.get_one(Track, made.id))
    steps = step_rows(session, version.id)
    return [
        (part.title, [row.title for row in steps if row.section_id == part.id])
        for part in section_rows(session, version.id)
    ]


def keys(made: Track) -> dict[str, str]:
    """The keys of steps by their titles."""
    session = db.session()
    session.rollback()
    version = version_at_work(session, session.get_one(Track, made.id))
    return {row.title: row.key for row in step_rows(session, version.id)}
