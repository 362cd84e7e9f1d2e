"""The draft of a track: made as a copy of what is published when somebody first changes something."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.core.text import clean_line
from portal.onboarding.events import TrackDraftChanged
from portal.onboarding.marks import words_mark
from portal.onboarding.models import (
    MAX_SUMMARY_LETTERS,
    MAX_TITLE_LETTERS,
    MIN_TITLE_LETTERS,
    Track,
    TrackSection,
    TrackStep,
    TrackVersion,
)
from portal.onboarding.policy import can_edit_tracks
from portal.onboarding.queries.tracks import draft_of, texts_of

KIND = "track"


def hold_draft(session: Session, track: Track, actor: Actor, *, now: datetime) -> TrackVersion:
    """The draft as it stands, kept from others until the transaction ends; a copy of what is published if need be."""
    require(can_edit_tracks(actor))
    session.refresh(track, with_for_update={"key_share": True})
    if track.discarded_at is not None:
        raise Conflict(_l("Somebody has thrown this track away meanwhile."))
    draft = draft_of(session, track.id)
    return draft if draft is not None else _copied(session, track, actor, now)


def drop_draft(session: Session, track: Track, actor: Actor, *, now: datetime) -> bool:
    """Throw away what was changed since the last version; False when there is nothing to throw away."""
    require(can_edit_tracks(actor))
    session.refresh(track, with_for_update={"key_share": True})
    draft = draft_of(session, track.id)
    if draft is None or track.published_id is None:
        return False
    for table in (TrackStep, TrackSection):
        session.execute(delete(table).where(table.version_id == draft.id))
    session.execute(delete(TrackVersion).where(TrackVersion.id == draft.id))
    session.expire_all()
    record(session, TrackDraftChanged(track_id=track.id, what="dropped"), actor, at=now)
    return True


def change_words(
    session: Session, track: Track, actor: Actor, *, title: str, summary: RenderedText, known: str, now: datetime
) -> TrackVersion:
    """Give the draft another title or summary. Raises Conflict when somebody changed them meanwhile."""
    draft = hold_draft(session, track, actor, now=now)
    title = title_of(title)
    if len(summary.source) > MAX_SUMMARY_LETTERS:
        raise Invalid(_l("Please make this shorter."), field="summary")
    if (title, summary.source) == (draft.title, draft.summary):
        return draft
    if known != words_mark(draft):
        raise Conflict
    draft.title, draft.summary, draft.summary_html = title, summary.source, summary.html
    draft.renderer_version = summary.version
    changed(session, track, draft, actor, "words", now=now)
    return draft


def changed(session: Session, track: Track, draft: TrackVersion, actor: Actor, what: str, *, now: datetime) -> None:
    """Note that the draft says something else now. A track that was never published is called as its draft is."""
    draft.saved_at, draft.saved_by_id, draft.version = now, actor.id, draft.version + 1
    if track.published_id is None:
        take_words(track, draft)
    session.flush()  # the texts are read for their pictures
    note_uses(session, ItemRef(KIND, track.id), texts_of(session, track.id), actor)
    record(session, TrackDraftChanged(track_id=track.id, what=what), actor, at=now)


def take_words(track: Track, version: TrackVersion) -> None:
    """Let lists and pages call the track as a version does."""
    track.title, track.summary, track.summary_html = version.title, version.summary, version.summary_html
    track.renderer_version = version.renderer_version


def title_of(text: str) -> str:
    """The words of a title; raise Invalid for too few or too many."""
    title = clean_line(text)
    if not MIN_TITLE_LETTERS <= len(title) <= MAX_TITLE_LETTERS:
        raise Invalid(_l("Please give it a title of one line."), field="title")
    return title


def _copied(session: Session, track: Track, actor: Actor, now: datetime) -> TrackVersion:
    """A draft that says what the published version says, with the same keys."""
    source = session.get_one(TrackVersion, track.published_id)
    draft = TrackVersion(
        track_id=track.id, title=source.title, summary=source.summary, summary_html=source.summary_html,
        renderer_version=source.renderer_version, saved_at=now, saved_by_id=actor.id, version=1,
    )  # fmt: skip
    session.add(draft)
    session.flush()  # its sections and steps need the id
    sections = sections_of(session, source)
    copies = [_values(section) | {"version_id": draft.id} for section in sections]
    made = session.execute(insert(TrackSection).returning(TrackSection.key, TrackSection.id), copies)
    by_key = {row.key: row.id for row in made}
    ids = {section.id: by_key[section.key] for section in sections}
    rows = [
        _values(step) | {"version_id": draft.id, "section_id": ids[step.section_id]}
        for step in steps_of(session, source)
    ]
    if rows:
        session.execute(insert(TrackStep), rows)
    record(session, TrackDraftChanged(track_id=track.id, what="begun"), actor, at=now)
    return draft


def _values(row: TrackSection | TrackStep) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "id"}


def sections_of(session: Session, draft: TrackVersion) -> list[TrackSection]:
    """Its sections in their order."""
    mine = select(TrackSection).where(TrackSection.version_id == draft.id)
    return list(session.scalars(mine.order_by(TrackSection.position, TrackSection.id)))


def steps_of(session: Session, draft: TrackVersion) -> list[TrackStep]:
    """Its steps in their order, without those that were taken out."""
    mine = select(TrackStep).where(TrackStep.version_id == draft.id, TrackStep.removed_at.is_(None))
    return list(session.scalars(mine.order_by(TrackStep.position, TrackStep.id)))
