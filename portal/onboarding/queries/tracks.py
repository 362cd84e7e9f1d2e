"""Tracks, their versions, sections and steps."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Row, String, bindparam, case, func, select, type_coerce
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.extension import ME
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.onboarding.models import Enrolment, Track, TrackSection, TrackStep, TrackVersion
from portal.onboarding.queries.learning import is_open
from portal.onboarding.queries.visibility import offered, visible
from portal.people.models import Person, PersonRole, Role

_LANGUAGE = bindparam("spoken", type_=String)
#: Whether it is in the reader's language: those come first.
_SPOKEN = type_coerce(case((Track.language == _LANGUAGE, 1), else_=0), BigInteger)
_ORDER = KeysetOrder(_SPOKEN, Track.id, lambda row: row.spoken, lambda row: row.id)


def visible_track(session: Session, track_id: int, actor: Actor) -> Track:
    """The track, or NotFound when it is absent or not open to this reader."""
    return get_track(session, track_id, edits=_is_editor(actor))


def get_track(session: Session, track_id: int, *, edits: bool, discarded: bool = False, lock: bool = False) -> Track:
    """The track, or NotFound when it is absent, thrown away or not open to this reader (``edits`` or not)."""
    conditions = [Track.id == track_id]
    if not (discarded and edits):
        conditions.append(visible(edits=edits))
    statement = select(Track).where(*conditions)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def draft_of(session: Session, track_id: int) -> TrackVersion | None:
    """The version that is being written, if there is one."""
    return session.scalar(select(TrackVersion).where(TrackVersion.track_id == track_id, TrackVersion.number.is_(None)))


def version_at_work(session: Session, track: Track) -> TrackVersion:
    """The draft; while there is none, the published version, of which a draft would be a copy."""
    draft = draft_of(session, track.id)
    return draft if draft is not None else session.get_one(TrackVersion, track.published_id)


def version_of(session: Session, track_id: int, number: int) -> TrackVersion:
    """A published version by its number, or NotFound."""
    statement = select(TrackVersion).where(TrackVersion.track_id == track_id, TrackVersion.number == number)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def versions_of(session: Session, track_id: int) -> Sequence[Any]:
    """The published versions, the newest first: id, number, published_at, change_note, by_name."""
    return session.execute(
        select(
            TrackVersion.id, TrackVersion.number, TrackVersion.published_at, TrackVersion.change_note,
            Person.name.label("by_name"),
        )
        .outerjoin(Person, Person.id == TrackVersion.published_by_id)
        .where(TrackVersion.track_id == track_id, TrackVersion.number.is_not(None))
        .order_by(TrackVersion.number.desc())
    ).all()  # fmt: skip


def section_rows(session: Session, version_id: int) -> Sequence[Any]:
    """The sections of a version in their order: id, key, title, intro, intro_html, position."""
    return session.execute(
        select(
            TrackSection.id, TrackSection.key, TrackSection.title, TrackSection.intro, TrackSection.intro_html,
            TrackSection.position,
        )
        .where(TrackSection.version_id == version_id)
        .order_by(TrackSection.position, TrackSection.id)
    ).all()  # fmt: skip


def step_rows(session: Session, version_id: int) -> Sequence[Any]:
    """The steps of a version in their order, each with its section."""
    return steps_of_versions(session, version_id)[version_id]


def steps_of_versions(session: Session, *version_ids: int) -> Mapping[int, Sequence[Any]]:
    """The same of several versions in one statement."""
    rows = session.execute(
        select(
            TrackStep.id, TrackStep.key, TrackStep.kind, TrackStep.title, TrackStep.body, TrackStep.body_html,
            TrackStep.item_kind, TrackStep.item_id, TrackStep.minutes, TrackStep.due_day, TrackStep.required,
            TrackStep.after, TrackStep.questions, TrackStep.position, TrackStep.section_id, TrackStep.version_id,
            TrackSection.key.label("section_key"), TrackSection.title.label("section_title"),
            TrackSection.position.label("section_position"),
        )
        .join(TrackSection, TrackSection.id == TrackStep.section_id)
        .where(TrackStep.version_id.in_(version_ids), TrackStep.removed_at.is_(None))
        .order_by(TrackSection.position, TrackSection.id, TrackStep.position, TrackStep.id)
    ).all()  # fmt: skip
    return {version_id: [row for row in rows if row.version_id == version_id] for version_id in version_ids}


def get_section(session: Session, version_id: int, key: str) -> TrackSection:
    """A section of a version, or NotFound."""
    found = session.scalar(select(TrackSection).where(TrackSection.version_id == version_id, TrackSection.key == key))
    if found is None:
        raise NotFound
    return found


def get_step(session: Session, version_id: int, key: str, *, removed: bool = False) -> TrackStep:
    """A step of a version, or NotFound; one that was taken out only when ``removed``."""
    statement = select(TrackStep).where(TrackStep.version_id == version_id, TrackStep.key == key)
    found = session.scalar(statement if removed else statement.where(TrackStep.removed_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def tracks_page(session: Session, actor: Actor, *, edits: bool, cursor: str | None) -> Page[Row[Any]]:
    """Tracks, first those in the reader's language, with what they ask and whether they are on the way."""
    return keyset_page(
        session, _listed(edits), _ORDER, cursor, values={ME.key: actor.id, _LANGUAGE.key: i18n.language()}
    )


@cache
def _listed(edits: bool) -> Any:
    """The statement for editors or for everybody else, built once."""
    asked = (
        select(
            TrackStep.version_id,
            func.count().filter(TrackStep.required).label("steps"),
            func.count().filter(TrackStep.required.is_(False)).label("more"),
            func.sum(TrackStep.minutes).label("minutes"),
            func.max(TrackStep.due_day).label("days"),
        )
        .where(TrackStep.removed_at.is_(None))
        .group_by(TrackStep.version_id)
        .subquery()
    )
    mine = select(Enrolment.id).where(Enrolment.track_id == Track.id, Enrolment.person_id == ME, is_open())
    draft = select(TrackVersion.id).where(TrackVersion.track_id == Track.id, TrackVersion.number.is_(None))
    shown = func.coalesce(Track.published_id, draft.scalar_subquery())
    return (
        select(
            Track.id, Track.title, Track.language, Track.summary_html, Track.published_id, _SPOKEN.label("spoken"),
            Track.closed_at, Track.for_newcomers, draft.exists().label("has_draft"), mine.exists().label("mine"),
            asked.c.steps, asked.c.more, asked.c.minutes, asked.c.days,
        )
        .outerjoin(asked, asked.c.version_id == shown)
        .where(visible(edits=True) if edits else offered())
    )  # fmt: skip


def open_enrolment(session: Session, track_id: int, person_id: int) -> int | None:
    """The enrolment with which somebody is on the way now."""
    mine = Enrolment.track_id == track_id, Enrolment.person_id == person_id
    return session.scalar(select(Enrolment.id).where(*mine, is_open()))


def texts_of(session: Session, track_id: int) -> list[str]:
    """Everything in which pictures may stand, of all versions."""
    versions = select(TrackVersion.id).where(TrackVersion.track_id == track_id)
    of_versions = select(TrackVersion.summary).where(TrackVersion.track_id == track_id)
    of_sections = select(TrackSection.intro).where(TrackSection.version_id.in_(versions))
    of_steps = select(TrackStep.body).where(TrackStep.version_id.in_(versions))
    return list(session.scalars(of_versions.union(of_sections, of_steps)))


def reads_any_track(session: Session, ids: Collection[int], actor: Actor) -> bool:
    """Whether somebody may read any of these, with the pictures in them."""
    seen = select(Track.id).where(Track.id.in_(ids), visible(edits=_is_editor(actor)))
    return session.scalar(seen.limit(1)) is not None


def editors(session: Session, among: Collection[int]) -> set[int]:
    """Those of some people who edit tracks."""
    held = select(PersonRole.person_id).where(PersonRole.person_id.in_(among), PersonRole.role == Role.EDITOR)
    return set(session.scalars(held))


def _is_editor(actor: Actor) -> bool:
    return actor.has(Role.EDITOR)
