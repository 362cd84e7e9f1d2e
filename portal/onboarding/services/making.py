"""Beginning a track, who may follow it, who keeps it, closing it, throwing it away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Conflict, Invalid, require
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import LANGUAGES
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.core.text import storable
from portal.onboarding.events import TrackClosed, TrackDiscarded, TrackEntrusted, TrackMade, TrackSettled
from portal.onboarding.models import MAX_SUMMARY_LETTERS, Track, TrackSection, TrackVersion
from portal.onboarding.policy import can_edit_tracks, can_set_keeper
from portal.onboarding.services.drafting import KIND, title_of
from portal.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for a track at once, whatever its versions say."""

    language: str
    open_to_all: bool
    for_newcomers: bool
    keeper_id: int | None


def make_track(
    session: Session, actor: Actor, *, title: str, summary: RenderedText, language: str, submission_key: str,
    now: datetime,
) -> Track:  # fmt: skip
    """Begin a track with one empty section, kept by whoever begins it. The same key gives what it made first."""
    require(can_edit_tracks(actor))
    title, key = title_of(title), storable(submission_key)
    _require_sound(summary, language)
    words = {
        "title": title, "summary": summary.source, "summary_html": summary.html, "renderer_version": summary.version,
    }  # fmt: skip
    values = words | {
        "submission_key": key, "language": language, "keeper_id": actor.id, "open_to_all": True, "made_at": now,
        "for_newcomers": False, "made_by_id": actor.id, "version": 1,
    }  # fmt: skip
    new = insert_new(session, Track, values, ["submission_key"])
    track = session.scalars(select(Track).where(Track.submission_key == key)).one()
    if new:
        draft = TrackVersion(track_id=track.id, saved_at=now, saved_by_id=actor.id, version=1, **words)
        session.add(draft)
        session.flush()  # the section needs the id
        session.add(
            TrackSection(version_id=draft.id, key="first", position=1, title=_("First steps"), renderer_version=0)
        )
        note_uses(session, ItemRef(KIND, track.id), [summary.source], actor)
        record(session, TrackMade(track_id=track.id), actor, at=now)
    return track


def settle(session: Session, track: Track, actor: Actor, settings: Settings, *, version: int, now: datetime) -> Track:
    """Who may begin it and who keeps it. The track for newcomers of a language takes the place of the one before.

    Raises Conflict when somebody settled it otherwise meanwhile.
    """
    session.refresh(track, with_for_update={"key_share": True})
    require(can_edit_tracks(actor))
    what = tuple(name for name in settings.__slots__ if getattr(track, name) != getattr(settings, name))
    if not what:
        return track
    if version != track.version:
        raise Conflict
    if settings.language not in LANGUAGES:
        raise Invalid(_l("Please choose one of the languages."), field="language")
    if "keeper_id" in what and not can_set_keeper(actor, track):
        raise Invalid(_l("Only whoever keeps it can give it to somebody else."), field="keeper")
    if settings.for_newcomers and {"for_newcomers", "language"} & {*what}:
        require_open(published=track.published_id is not None, closed=track.closed_at is not None)
    take_settings(session, track, actor, settings, now=now)
    return track


def take_settings(session: Session, track: Track, actor: Actor | None, settings: Settings, *, now: datetime) -> bool:
    """Write them, and tell what differs; whether anything does. Whoever asks has made sure that they can hold."""
    what = tuple(name for name in settings.__slots__ if getattr(track, name) != getattr(settings, name))
    if settings.for_newcomers and {"for_newcomers", "language"} & {*what}:
        _only_one(session, track, settings.language)
    keeper_before = track.keeper_id
    for name in what:
        setattr(track, name, getattr(settings, name))
    if said := tuple(name for name in what if name != "keeper_id"):
        record(session, TrackSettled(track_id=track.id, what=said), actor, at=now)
    if track.keeper_id != keeper_before:
        entrusted = TrackEntrusted(track_id=track.id, person_id=track.keeper_id, previous_keeper_id=keeper_before)
        record(session, entrusted, actor, at=now)
    return bool(what)


def require_open(*, published: bool, closed: bool) -> None:
    """Raise Invalid for a track that can't be the one for newcomers: nobody can begin it."""
    if not published:
        raise Invalid(_l("It isn't published yet: newcomers can't begin it."), field="for_newcomers")
    if closed:
        raise Invalid(_l("It is closed: newcomers can't begin it."), field="for_newcomers")


def close(session: Session, track: Track, actor: Actor, *, closed: bool = True, now: datetime) -> Track:
    """Let nobody begin it any more, or (``closed`` False) open it again. Who is on the way goes on.

    The track for newcomers stays theirs, and is so again when it is opened, unless another one took its place.
    """
    session.refresh(track, with_for_update={"key_share": True})
    require(can_edit_tracks(actor))
    if track.published_id is None:
        raise Invalid(_l("Nobody follows it yet: a draft can be thrown away."))
    if (track.closed_at is not None) != closed:
        track.closed_at = now if closed else None
        record(session, TrackClosed(track_id=track.id, closed=closed), actor, at=now)
    return track


def discard(session: Session, track: Track, actor: Actor, *, gone: bool = True, now: datetime) -> Track:
    """Throw away what was never published, or (``gone`` False) have it back."""
    session.refresh(track, with_for_update={"key_share": True})
    require(can_edit_tracks(actor))
    if track.published_id is not None:
        raise Invalid(_l("People may have followed it: it can be closed, not thrown away."))
    if (track.discarded_at is not None) != gone:
        track.discarded_at = now if gone else None
        record(session, TrackDiscarded(track_id=track.id, gone=gone), actor, at=now)
    return track


def _only_one(session: Session, track: Track, language: str) -> None:
    """At most one track of a language is the one for newcomers."""
    others = (Track.language == language, Track.for_newcomers, Track.id != track.id)
    taken = update(Track).where(*others).values(for_newcomers=False, version=Track.version + 1)
    session.execute(taken.execution_options(synchronize_session=False))


def _require_sound(summary: RenderedText, language: str) -> None:
    if language not in LANGUAGES:
        raise Invalid(_l("Please choose one of the languages."), field="language")
    if len(summary.source) > MAX_SUMMARY_LETTERS:
        raise Invalid(_l("Please make this shorter."), field="summary")


class KeptTracks:
    """The duty of whoever keeps a track true."""

    label = _l("Learning tracks to keep")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many tracks the person keeps."""
        return select(func.count()).select_from(Track).where(*_kept_by(person_id)).scalar_subquery()

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Let somebody else keep all of them."""
        kept = select(Track).where(*_kept_by(person_id)).order_by(Track.id).with_for_update(key_share=True)
        for track in list(session.scalars(kept)):
            track.keeper_id = to_id
            entrusted = TrackEntrusted(track_id=track.id, person_id=to_id, previous_keeper_id=person_id)
            record(session, entrusted, actor, at=clock.now())


def _kept_by(person_id: int) -> tuple[ColumnElement[bool], ...]:
    return Track.keeper_id == person_id, Track.discarded_at.is_(None)


def keeper_name(session: Session, track: Track) -> str | None:
    """Who keeps it; None: nobody."""
    if track.keeper_id is None:
        return None
    return session.scalar(select(Person.name).where(Person.id == track.keeper_id))
