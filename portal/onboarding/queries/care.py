"""One learner on one track, for those who may see how they get on. Absent and hidden look alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.errors import NotFound
from portal.onboarding.models import Enrolment, Track, TrackStep
from portal.onboarding.queries.visibility import offered
from portal.people.models import Person, PersonRole, Role

_Mentor = aliased(Person)
#: So many people stand in a list to choose from.
MOST_PEOPLE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """An enrolment with whatever pages and rules ask of it."""

    id: int
    person_id: int
    person_name: str | None
    track_id: int
    title: str
    language: str
    version_id: int
    published_id: int | None
    first_day: date
    mentor_id: int | None
    mentor_name: str | None
    keeper_id: int | None
    finished_at: datetime | None
    left_at: datetime | None


_COLUMNS: tuple[Any, ...] = (
    Enrolment.id, Enrolment.person_id, Person.name.label("person_name"), Enrolment.track_id, Track.title,
    Track.language, Enrolment.version_id, Track.published_id, Enrolment.first_day, Enrolment.mentor_id,
    _Mentor.name.label("mentor_name"), Track.keeper_id, Enrolment.finished_at, Enrolment.left_at,
)  # fmt: skip


def seen_by(person_id: Any) -> ColumnElement[bool]:
    """Whether somebody sees ``Enrolment`` of ``Track``: the rule of ``care.can_see_learning``."""
    return or_(Enrolment.person_id == person_id, Enrolment.mentor_id == person_id, Track.keeper_id == person_id)


def learnings() -> Select[Any]:
    """The columns of ``Learning``, to be narrowed."""
    return (
        select(*_COLUMNS)
        .join(Track, Track.id == Enrolment.track_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(_Mentor, _Mentor.id == Enrolment.mentor_id)
    )


def get_learning(session: Session, enrolment_id: int, actor: Actor) -> Learning:
    """The one of that id; NotFound when it is absent or hidden from ``actor``."""
    rows = read_rows(session, learnings().where(Enrolment.id == enrolment_id, seen_by(actor.id)))
    if not rows:
        raise NotFound
    return Learning(**rows[0]._mapping)  # noqa: SLF001 - the documented way to a row's names


def steps_by_version(session: Session, version_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The steps of some versions in their order: key, title, kind, what is asked when. One statement."""
    found: dict[int, list[Any]] = {number: [] for number in version_ids}
    for row in read_rows(session, _steps(), {"versions": sorted(found)}):
        found[row.version_id].append(row)
    return found


@cache
def _steps() -> Select[Any]:
    """Built once: building costs more than reading."""
    columns: tuple[Any, ...] = (
        TrackStep.version_id, TrackStep.key, TrackStep.title, TrackStep.kind, TrackStep.due_day, TrackStep.required,
        TrackStep.position, TrackStep.section_id,
    )  # fmt: skip
    versions = bindparam("versions", type_=BigId, expanding=True)
    return select(*columns).where(TrackStep.version_id.in_(versions)).order_by(TrackStep.position)


def possible_mentors(session: Session, *, but: int) -> list[tuple[int, str]]:
    """Mentors who work here, by name, without the learner."""
    mentors = select(PersonRole.person_id).where(PersonRole.role == Role.MENTOR)
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.id.in_(mentors), Person.deactivated_at.is_(None), Person.id != but)
        .order_by(Person.sort_name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def mentor_of(session: Session, person_id: int) -> Row[Any] | None:
    """Who would help somebody (id, name, job): the mentor of their profile, if there is one who works here."""
    columns: tuple[Any, ...] = (_Mentor.id, _Mentor.name, _Mentor.job)
    mine: Select[Any] = select(*columns).join(Person, Person.mentor_id == _Mentor.id).where(Person.id == person_id)
    return session.execute(mine.where(_Mentor.deactivated_at.is_(None))).one_or_none()


def people_to_enrol(session: Session) -> list[tuple[int, str]]:
    """Everybody who works here, the newest first: they are whom it is about, then by name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.deactivated_at.is_(None), Person.erased_at.is_(None))
        .order_by(Person.started_on.desc().nulls_last(), Person.sort_name, Person.id)
        .limit(MOST_PEOPLE)
    )
    return [(row.id, row.name) for row in rows]


def open_tracks(session: Session) -> list[tuple[int, str]]:
    """Tracks that somebody can begin, by title."""
    rows = session.execute(select(Track.id, Track.title).where(offered()).order_by(Track.title, Track.id))
    return [(row.id, row.title) for row in rows]
