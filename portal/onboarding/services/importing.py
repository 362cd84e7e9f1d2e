"""Bringing in a whole track, as a folder of files tells it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.errors import Faults, Invalid
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import LANGUAGES
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.line_faults import ImportOutcome
from portal.core.markdown import RenderedText
from portal.onboarding.events import TrackMade
from portal.onboarding.kinds_of_steps import ITEMS_OF, QUESTIONS_OF
from portal.onboarding.models import MAX_SECTIONS, MAX_STEPS, Track, TrackSection, TrackStep, TrackVersion
from portal.onboarding.queries.tracks import draft_of, section_rows, step_rows, texts_of
from portal.onboarding.services.drafting import KIND, take_words
from portal.onboarding.services.making import Settings, require_open, take_settings
from portal.onboarding.services.publishing import faults_of, let_stand
from portal.onboarding.services.stepping import StepWords, sound_words

_OWN_ID = re.compile(r"portal-track-([0-9]{1,15})-[0-9]{14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtStep:
    """A step with its key."""

    key: str
    words: StepWords


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtSection:
    """A section with its steps in their order."""

    key: str
    title: str
    intro: RenderedText
    steps: Sequence[BroughtStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtTrack:
    """A track as files tell it. ``published``: it stands at once; else it is a draft. None: the files don't say."""

    external_id: str
    title: str
    summary: RenderedText
    language: str | None
    keeper_id: int | None
    open_to_all: bool | None
    for_newcomers: bool | None
    published: bool
    note: str
    sections: Sequence[BroughtSection]


def bring_track(session: Session, brought: BroughtTrack, track: Track | None, *, now: datetime) -> ImportOutcome:
    """Make the track, or (``track``: the one that is known by its id) let it say what the files say.

    What stands already changes by a new version; files that say what stands change nothing. Raises Invalid while
    somebody here is changing the track, and for steps that can't be.
    """
    _require_sound(brought)
    if brought.for_newcomers and not (track is not None and track.for_newcomers):
        stands = brought.published or (track is not None and track.published_id is not None)
        require_open(published=stands, closed=track is not None and track.closed_at is not None)
    if track is not None and _says_the_same(session, track, brought):
        settled = take_settings(session, track, None, _settings(track, brought), now=now)
        return ImportOutcome.UPDATED if settled else ImportOutcome.UNCHANGED
    if track is not None and track.published_id is not None and draft_of(session, track.id) is not None:
        raise Invalid(_l("Somebody is changing this track here: publish that, or throw it away, and come back."))
    _require_whole(session, brought)
    outcome = ImportOutcome.CREATED if track is None else ImportOutcome.UPDATED
    if track is None:
        track = _made(session, brought, now)
    draft = _written(session, track, brought, now)
    if brought.published:
        let_stand(session, track, draft, None, note=brought.note, now=now)
    elif track.published_id is None:
        take_words(track, draft)
    take_settings(session, track, None, _settings(track, brought), now=now)
    note_uses(session, ItemRef(KIND, track.id), texts_of(session, track.id), None)
    return outcome


def _settings(track: Track, brought: BroughtTrack) -> Settings:
    """What the files say; what they don't name stays as it is here."""
    said = {name: getattr(brought, name) for name in Settings.__slots__}
    return Settings(**{name: getattr(track, name) if value is None else value for name, value in said.items()})


def _made(session: Session, brought: BroughtTrack, now: datetime) -> Track:
    track = Track(
        external_id=brought.external_id, title=brought.title, language=brought.language or next(iter(LANGUAGES)),
        summary=brought.summary.source, summary_html=brought.summary.html,
        renderer_version=brought.summary.version, keeper_id=brought.keeper_id,
        open_to_all=brought.open_to_all is not False, for_newcomers=False, made_at=now, version=1,
    )  # fmt: skip
    session.add(track)
    session.flush()  # its version needs the id
    record(session, TrackMade(track_id=track.id), None, at=now)
    return track


def _written(session: Session, track: Track, brought: BroughtTrack, now: datetime) -> TrackVersion:
    """A draft that says what the files say."""
    draft = draft_of(session, track.id)
    if draft is None:
        draft = TrackVersion(track_id=track.id, version=0)
        session.add(draft)
    draft.title, draft.saved_at, draft.version = brought.title, now, draft.version + 1
    draft.summary, draft.summary_html = brought.summary.source, brought.summary.html
    draft.renderer_version = brought.summary.version
    session.flush()  # its parts need the id
    for table in (TrackStep, TrackSection):
        session.execute(delete(table).where(table.version_id == draft.id))
    place = 0
    for number, part in enumerate(brought.sections, 1):
        section = TrackSection(
            version_id=draft.id, key=part.key, position=number, title=part.title, intro=part.intro.source,
            intro_html=part.intro.html, renderer_version=part.intro.version,
        )  # fmt: skip
        session.add(section)
        session.flush()  # its steps need the id
        session.add_all(_step(draft.id, section.id, at, step) for at, step in enumerate(part.steps, place + 1))
        place += len(part.steps)
    session.flush()  # whoever publishes reads them
    return draft


def _step(version_id: int, section_id: int, place: int, step: BroughtStep) -> TrackStep:
    words = step.words
    return TrackStep(
        version_id=version_id, section_id=section_id, key=step.key, position=place, kind=words.kind, title=words.title,
        body=words.body.source, body_html=words.body.html, renderer_version=words.body.version, minutes=words.minutes,
        item_kind=words.item.kind if words.item else None, item_id=words.item.id if words.item else None,
        due_day=words.due_day, required=words.required, after=words.after, questions=words.questions,
    )  # fmt: skip


def _require_sound(brought: BroughtTrack) -> None:
    keys = [step.key for part in brought.sections for step in part.steps]
    if not keys:
        raise Invalid(_l("There is no step yet."))
    if len(brought.sections) > MAX_SECTIONS:
        raise Invalid(_l("A track of so many sections is hard to survey: begin another one."))
    if len(keys) > MAX_STEPS:
        raise Invalid(_l("A track of so many steps is too long: divide it between two."))
    if twice := _twice(keys):
        raise Invalid(_("Two steps have the same key: %(key)s.", key=twice), field="key")
    if twice := _twice([part.key for part in brought.sections]):
        raise Invalid(_("Two sections have the same key: %(key)s.", key=twice), field="key")
    for part in brought.sections:
        for step in part.steps:
            _require_sound_step(step)


def _twice(keys: Sequence[str]) -> str | None:
    """The first key that stands there more than once."""
    return next((key for key, times in Counter(keys).items() if times > 1), None)


def _require_sound_step(step: BroughtStep) -> None:
    words, fitting = step.words, ITEMS_OF.get(step.words.kind)
    if (words.item.kind if words.item else None) not in (fitting or (None,)):
        raise Invalid(_("%(key)s: this can't be done with what was chosen.", key=step.key), field="item")
    if words.questions and words.kind not in QUESTIONS_OF:
        raise Invalid(_("%(key)s: a step of this kind asks no questions.", key=step.key), field="questions")
    try:
        sound_words(words)
    except Invalid as error:
        raise Invalid(_("%(key)s: %(fault)s", key=step.key, fault=str(error)), field=error.field) from error


def _require_whole(session: Session, brought: BroughtTrack) -> None:
    """Raise Faults for what the page of publishing would refuse, before anything is written."""
    if not brought.published:
        return
    sections, steps = [], []
    for number, part in enumerate(brought.sections, 1):
        sections.append(TrackSection(id=number, title=part.title))
        steps += [_step(0, number, 0, step) for step in part.steps]
    if faults := faults_of(session, sections, steps):
        raise Faults(faults, field="state")


def _says_the_same(session: Session, track: Track, brought: BroughtTrack) -> bool:
    """Whether what stands (or is drafted) is what the files say, word for word."""
    draft = draft_of(session, track.id)
    stands = session.get(TrackVersion, track.published_id) if track.published_id is not None else None
    shown = stands if brought.published else draft or stands
    if shown is None:
        return False
    sections, steps = section_rows(session, shown.id), step_rows(session, shown.id)
    here = [
        (part.key, part.title, part.intro, [_said(row) for row in steps if row.section_id == part.id])
        for part in sections
    ]
    there = [
        (part.key, part.title, part.intro.source, [_told(step) for step in part.steps]) for part in brought.sections
    ]
    return (shown.title, shown.summary, here) == (brought.title, brought.summary.source, there)


def _said(row: object) -> tuple[object, ...]:
    names = (
        "key", "kind", "title", "body", "item_kind", "item_id", "minutes", "due_day", "required", "after", "questions",
    )  # fmt: skip
    return tuple(getattr(row, name) for name in names)


def _told(step: BroughtStep) -> tuple[object, ...]:
    words, item = step.words, step.words.item
    return (
        step.key, words.kind, words.title, words.body.source, item.kind if item else None, item.id if item else None,
        words.minutes, words.due_day, words.required, words.after, words.questions,
    )  # fmt: skip


def find_track(session: Session, line_id: str) -> Track | None:
    """The track that is known under an id of files, held until the transaction ends."""
    own = _OWN_ID.fullmatch(line_id)
    known = Track.id == int(own[1]) if own else Track.external_id == line_id
    found = session.scalar(select(Track).where(known, Track.discarded_at.is_(None)).with_for_update(key_share=True))
    return found if found is not None and id_in_files(found.id, found.external_id, found.made_at) == line_id else None


def id_in_files(number: int, external_id: str | None, made_at: datetime) -> str:
    """What a track is called in files: one made here by an id that means no other one elsewhere."""
    return external_id or f"portal-track-{number}-{made_at.astimezone(UTC):%Y%m%d%H%M%S}"
