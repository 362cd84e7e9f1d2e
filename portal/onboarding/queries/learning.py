"""What somebody learns: their tracks, the steps with how far they are, what they answered."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.errors import NotFound
from portal.core.extension import ME
from portal.knowledge.models import KnowledgeRevision, RevisionState
from portal.onboarding.models import (
    Enrolment,
    StepAnswer,
    StepProgress,
    StepState,
    Track,
    TrackSection,
    TrackStep,
    TrackVersion,
)
from portal.onboarding.queries.visibility import offered
from portal.people.models import Person

#: A step that is behind: nobody is held up by a mentor who hasn't read an answer yet.
PASSED = frozenset({StepState.DONE, StepState.WAITING})
#: The one kind of item that has no revisions of knowledge.
DIALOGUE = "dialogue"
#: So many tracks somebody has begun stand on a page.
MOST_ENROLMENTS = 20

_Mentor, _Keeper = aliased(Person), aliased(Person)
_Standing = aliased(TrackVersion)
_me, _enrolment = bindparam("me", type_=BigId), bindparam("enrolment", type_=BigId)
_version, _key = bindparam("version", type_=BigId), bindparam("key", type_=String)

_ENROLMENT: tuple[Any, ...] = (
    Enrolment.id, Enrolment.person_id, Enrolment.track_id, Enrolment.version_id, Enrolment.first_day,
    Enrolment.mentor_id, Enrolment.made_at, Enrolment.finished_at, Enrolment.left_at,
    Track.keeper_id, Track.published_id, Track.language, Track.closed_at, TrackVersion.title, TrackVersion.number,
    _Standing.number.label("published_number"), _Standing.change_note.label("published_note"),
    _Mentor.name.label("mentor_name"), _Mentor.job.label("mentor_job"), _Keeper.name.label("keeper_name"),
)  # fmt: skip


def is_open() -> ColumnElement[bool]:
    """Whether an ``Enrolment`` goes on."""
    return and_(Enrolment.finished_at.is_(None), Enrolment.left_at.is_(None))


def i_learn() -> ColumnElement[bool]:
    """Whether ``ME`` is on any track."""
    return exists().where(Enrolment.person_id == ME, is_open())


def _enrolments(*also: Any) -> Select[Any]:
    return (
        select(*_ENROLMENT, *also)
        .join(Track, Track.id == Enrolment.track_id)
        .join(TrackVersion, TrackVersion.id == Enrolment.version_id)
        .outerjoin(_Standing, _Standing.id == Track.published_id)
        .outerjoin(_Mentor, _Mentor.id == Enrolment.mentor_id)
        .outerjoin(_Keeper, _Keeper.id == Track.keeper_id)
        .where(Enrolment.person_id == _me)
    )


@cache
def _mine() -> Select[Any]:
    newest_first = (Enrolment.finished_at.is_not(None), Enrolment.first_day.desc(), Enrolment.id.desc())
    return _enrolments().where(Enrolment.left_at.is_(None)).order_by(*newest_first).limit(MOST_ENROLMENTS)


def enrolments_of(session: Session, person_id: int) -> Sequence[Row[Any]]:
    """The tracks that somebody is on or has finished: those that go on first, the newest first."""
    return read_rows(session, _mine(), {"me": person_id})


@cache
def _one() -> Select[Any]:
    return _enrolments().where(Enrolment.id == _enrolment)


def enrolment_row(session: Session, enrolment_id: int, actor: Actor) -> Row[Any]:
    """One's own way on a track, with the names of who helps; NotFound for anybody else."""
    for row in read_rows(session, _one(), {"me": actor.id, "enrolment": enrolment_id}):
        return row  # type: ignore[no-any-return]  # rows of a select
    raise NotFound


@cache
def _one_step() -> Select[Any]:
    step = (
        TrackStep.id.label("step_id"), TrackStep.key, TrackStep.kind, TrackStep.title.label("step_title"),
        TrackStep.body_html, TrackStep.item_kind, TrackStep.item_id, TrackStep.minutes, TrackStep.due_day,
        TrackStep.required, TrackStep.questions, TrackSection.title.label("section_title"),
        KnowledgeRevision.number.label("revision"),
    )  # fmt: skip
    stands = and_(
        KnowledgeRevision.item_id == TrackStep.item_id, KnowledgeRevision.state == RevisionState.PUBLISHED,
        TrackStep.item_kind != DIALOGUE,
    )  # fmt: skip
    return (
        _enrolments(*step)
        .join(TrackStep, and_(TrackStep.version_id == Enrolment.version_id, TrackStep.key == _key))
        .join(TrackSection, TrackSection.id == TrackStep.section_id)
        .outerjoin(KnowledgeRevision, stands)
        .where(Enrolment.id == _enrolment)
    )


def step_row(session: Session, enrolment_id: int, key: str, actor: Actor) -> Row[Any]:
    """A step of one's own track with all that it says, the revision of its item that stands, and the track.

    NotFound for anybody else.
    """
    for row in read_rows(session, _one_step(), {"me": actor.id, "enrolment": enrolment_id, "key": key}):
        return row  # type: ignore[no-any-return]  # rows of a select
    raise NotFound


@cache
def _steps() -> Select[Any]:
    columns: tuple[Any, ...] = (
            TrackStep.id, TrackStep.section_id, TrackStep.position, TrackStep.key, TrackStep.kind, TrackStep.title,
            TrackStep.minutes, TrackStep.due_day, TrackStep.required, TrackStep.after, TrackStep.item_kind,
            TrackStep.item_id, TrackSection.title.label("section_title"), TrackSection.intro_html,
            StepProgress.state, StepProgress.began_at, StepProgress.done_at,
    )  # fmt: skip
    return (
        select(*columns)
        .join(TrackSection, TrackSection.id == TrackStep.section_id)
        .outerjoin(StepProgress, and_(StepProgress.step_key == TrackStep.key, StepProgress.enrolment_id == _enrolment))
        .where(TrackStep.version_id == _version)
        .order_by(TrackStep.position, TrackStep.id)
    )


def steps_of(session: Session, enrolment_id: int, version_id: int) -> Sequence[Row[Any]]:
    """The steps of a version in their order, each with how far somebody is with it (``state`` None: not begun)."""
    return read_rows(session, _steps(), {"enrolment": enrolment_id, "version": version_id})


def passed_keys(steps: Sequence[Any]) -> frozenset[str]:
    """The keys of the steps that are behind."""
    return frozenset(step.key for step in steps if step.state in PASSED)


def latest_answers(session: Session, enrolment_id: int, step_key: str) -> Mapping[str, StepAnswer]:
    """The last answer to each question of a step, by the question's key."""
    rows = session.scalars(
        select(StepAnswer)
        .where(StepAnswer.enrolment_id == enrolment_id, StepAnswer.step_key == step_key)
        .order_by(StepAnswer.attempt, StepAnswer.id)
    )
    return {row.question_key: row for row in rows}


def locked_enrolment(session: Session, enrolment_id: int, actor: Actor | None) -> Enrolment:
    """An enrolment kept from other writers until the transaction ends; ``actor``: its learner, None: the portal.

    NotFound for anybody else.
    """
    wanted = select(Enrolment).where(Enrolment.id == enrolment_id)
    if actor is not None:
        wanted = wanted.where(Enrolment.person_id == actor.id)
    found = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def step_of(session: Session, enrolment: Enrolment, key: str) -> TrackStep:
    """The step of that key in the version that somebody follows; NotFound where it has none."""
    found = session.scalar(select(TrackStep).where(TrackStep.version_id == enrolment.version_id, TrackStep.key == key))
    if found is None:
        raise NotFound
    return found


def was_a_step(session: Session, track_id: int, key: str) -> bool:
    """Whether a published version of the track, of whatever number, has a step of that key."""
    wanted = (
        select(TrackStep.id)
        .join(TrackVersion, TrackVersion.id == TrackStep.version_id)
        .where(TrackVersion.track_id == track_id, TrackVersion.published_at.is_not(None), TrackStep.key == key)
    )
    return session.scalar(wanted.limit(1)) is not None


def steps_with_item(
    session: Session, person_id: int, item_kind: str, item_id: int, kind: str
) -> Sequence[tuple[Enrolment, TrackStep]]:
    """The steps of that kind about an item, on tracks that somebody is on."""
    rows = session.execute(
        select(Enrolment, TrackStep)
        .join(TrackStep, TrackStep.version_id == Enrolment.version_id)
        .where(
            Enrolment.person_id == person_id, is_open(), TrackStep.kind == kind,
            TrackStep.item_kind == item_kind, TrackStep.item_id == item_id,
        )
        .order_by(Enrolment.id, TrackStep.position)
        .with_for_update(of=Enrolment)
    )  # fmt: skip
    return [(enrolment, step) for enrolment, step in rows]


def open_enrolments(session: Session, person_id: int, kind: str) -> Sequence[tuple[Enrolment, TrackStep]]:
    """The steps of that kind on tracks that somebody is on."""
    rows = session.execute(
        select(Enrolment, TrackStep)
        .join(TrackStep, TrackStep.version_id == Enrolment.version_id)
        .where(Enrolment.person_id == person_id, is_open(), TrackStep.kind == kind)
        .order_by(Enrolment.id, TrackStep.position)
        .with_for_update(of=Enrolment)
    )
    return [(enrolment, step) for enrolment, step in rows]


def left_to_do(session: Session, enrolment: Enrolment) -> int:
    """How many steps that have to be done aren't yet; what waits for the mentor isn't."""
    done = select(StepProgress.step_key).where(
        StepProgress.enrolment_id == enrolment.id, StepProgress.state == StepState.DONE
    )
    left = select(func.count()).where(
        TrackStep.version_id == enrolment.version_id, TrackStep.required, TrackStep.key.not_in(done)
    )
    return session.scalar(left) or 0


def on_track(session: Session, person_id: int, track_id: int) -> bool:
    """Whether somebody is on the way of a track now."""
    wanted = select(Enrolment.id).where(Enrolment.person_id == person_id, Enrolment.track_id == track_id, is_open())
    return session.scalar(wanted) is not None


def open_to_begin(session: Session, person_id: int, *, language: str) -> Sequence[Row[Any]]:
    """Published tracks that somebody may begin by themselves and isn't on; those in ``language`` first."""
    on_it = select(Enrolment.track_id).where(
        Enrolment.person_id == person_id, or_(is_open(), Enrolment.finished_at.is_not(None))
    )
    needed = TrackStep.version_id == Track.published_id, TrackStep.required
    steps = select(func.count()).where(*needed).scalar_subquery()
    minutes = select(func.sum(TrackStep.minutes)).where(TrackStep.version_id == Track.published_id).scalar_subquery()
    return session.execute(
        select(
            Track.id, Track.title, Track.language, Track.summary_html, steps.label("steps"), minutes.label("minutes")
        )
        .where(offered(), Track.open_to_all, Track.id.not_in(on_it))
        .order_by(Track.language != language, Track.title, Track.id)
        .limit(MOST_ENROLMENTS)
    ).all()  # fmt: skip
