"""What somebody read on a track and says something else now. One statement for all tracks of a person."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.core.db import BigId, read_rows
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.onboarding.models import Enrolment, StepProgress, StepState, Track, TrackStep
from portal.onboarding.queries.learning import DIALOGUE
from portal.practice.models import Dialogue, DialogueVersion
from portal.practice.queries import PLAYED

#: So many stand on the page; after these are seen the rest comes.
MOST_CHANGES = 30
_me, _item = bindparam("me", type_=BigId), bindparam("item", type_=BigId)
_Stands, _Between = aliased(KnowledgeRevision), aliased(KnowledgeRevision)
_Played = aliased(DialogueVersion)


def _is_read() -> tuple[ColumnElement[bool], ...]:
    """A step that somebody has done about an item in some revision, on a track that they haven't left."""
    return (
        StepProgress.state == StepState.DONE,
        StepProgress.item_revision.is_not(None),
        Enrolment.left_at.is_(None),
    )


def _read_steps(*columns: Any) -> Select[Any]:
    of_step = and_(TrackStep.version_id == Enrolment.version_id, TrackStep.key == StepProgress.step_key)
    is_item = and_(KnowledgeItem.id == TrackStep.item_id, KnowledgeItem.kind == TrackStep.item_kind)
    return (
        select(*columns)
        .select_from(StepProgress)
        .join(Enrolment, Enrolment.id == StepProgress.enrolment_id)
        .join(TrackStep, of_step)
        .join(KnowledgeItem, is_item)
        .join(_Stands, and_(_Stands.item_id == KnowledgeItem.id, _Stands.state == RevisionState.PUBLISHED))
        .where(*_is_read(), KnowledgeItem.state == ItemState.PUBLISHED, _Stands.number > StepProgress.item_revision)
    )


def _played_steps(*columns: Any) -> Select[Any]:
    """The same of practice dialogues: one that is played in a newer version by now."""
    of_step = and_(TrackStep.version_id == Enrolment.version_id, TrackStep.key == StepProgress.step_key)
    return (
        select(*columns)
        .select_from(StepProgress)
        .join(Enrolment, Enrolment.id == StepProgress.enrolment_id)
        .join(TrackStep, of_step)
        .join(Dialogue, and_(Dialogue.id == TrackStep.item_id, TrackStep.item_kind == DIALOGUE))
        .join(DialogueVersion, PLAYED)
        .where(*_is_read(), Dialogue.closed_at.is_(None), DialogueVersion.number > StepProgress.item_revision)
    )


@cache
def _changed() -> Select[Any]:
    """Both, in the order of the page."""
    found = union_all(_texts_changed(), _dialogues_changed()).subquery()
    newest_first = found.c.published_at.desc(), found.c.enrolment_id, found.c.step_key
    return select(found).order_by(found.c.matters.desc(), *newest_first).limit(MOST_CHANGES)


def _dialogues_changed() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Enrolment.id.label("enrolment_id"), StepProgress.step_key, StepProgress.item_revision, StepProgress.done_at,
        Dialogue.id.label("item_id"), literal(DIALOGUE, String).label("kind"), DialogueVersion.title,
        DialogueVersion.language, cast(null(), Integer).label("genre_id"), DialogueVersion.number,
        DialogueVersion.published_at, DialogueVersion.note, _plays_otherwise().label("matters"),
        Track.title.label("track"), Enrolment.finished_at,
    )  # fmt: skip
    return _played_steps(*columns).join(Track, Track.id == Enrolment.track_id).where(Enrolment.person_id == _me)


def _texts_changed() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Enrolment.id.label("enrolment_id"), StepProgress.step_key, StepProgress.item_revision, StepProgress.done_at,
        KnowledgeItem.id.label("item_id"), KnowledgeItem.kind, KnowledgeItem.title, KnowledgeItem.language,
        KnowledgeItem.genre_id, _Stands.number, _Stands.published_at, _Stands.note, _matters().label("matters"),
        Track.title.label("track"), Enrolment.finished_at,
    )  # fmt: skip
    return _read_steps(*columns).join(Track, Track.id == Enrolment.track_id).where(Enrolment.person_id == _me)


def _matters() -> ColumnElement[bool]:
    """Whether what people do by it has changed since the revision that they know: corrected letters are no news."""
    return exists().where(
        _Between.item_id == KnowledgeItem.id,
        _Between.major,
        _Between.number > StepProgress.item_revision,
        _Between.state.in_((RevisionState.PUBLISHED, RevisionState.FORMER)),
    )


def _plays_otherwise() -> ColumnElement[bool]:
    """The same of a dialogue, since the version that they played."""
    return exists().where(
        _Played.dialogue_id == Dialogue.id, _Played.major, _Played.number > StepProgress.item_revision
    )


def changes_for(session: Session, person_id: int) -> Sequence[Any]:
    """The items that somebody read on a track and that have a newer revision: what matters first, then the newest."""
    return read_rows(session, _changed(), {"me": person_id})


@cache
def _count() -> Select[Any]:
    mine = Enrolment.person_id == _me
    texts = _read_steps(func.count(KnowledgeItem.id.distinct())).where(mine, _matters())
    dialogues = _played_steps(func.count(Dialogue.id.distinct())).where(mine, _plays_otherwise())
    return select(texts.scalar_subquery() + dialogues.scalar_subquery())


def changes_count(session: Session, person_id: int) -> int:
    """How many of them have changed in the matter: for a line on the pages of a learner. One statement."""
    rows = read_rows(session, _count(), {"me": person_id})
    return int(rows[0][0])


def readers_of(session: Session, item_kind: str, item_id: int) -> Sequence[Any]:
    """On which tracks who had read an item: person and the newest enrolment of theirs. For telling them of a change."""
    of_step = and_(TrackStep.version_id == Enrolment.version_id, TrackStep.key == StepProgress.step_key)
    return read_rows(
        session,
        select(Enrolment.person_id, func.max(Enrolment.id).label("enrolment_id"))
        .select_from(TrackStep)
        .join(Enrolment, Enrolment.version_id == TrackStep.version_id)
        .join(StepProgress, and_(of_step, StepProgress.enrolment_id == Enrolment.id))
        .where(
            TrackStep.item_kind == item_kind, TrackStep.item_id == _item, Enrolment.left_at.is_(None),
            StepProgress.state == StepState.DONE, StepProgress.item_revision.is_not(None),
        )
        .group_by(Enrolment.person_id)
        .order_by(Enrolment.person_id),
        {"item": item_id},
    )  # fmt: skip


def revisions_of(session: Session, wanted: Sequence[Any]) -> dict[tuple[int, int], KnowledgeRevision]:
    """The revisions that were seen and that stand, of some changes, by item and number. One statement."""
    texts = [row for row in wanted if row.kind != DIALOGUE]
    pairs = {(row.item_id, number) for row in texts for number in (row.item_revision, row.number)}
    if not pairs:
        return {}
    those = or_(
        *(
            and_(KnowledgeRevision.item_id == item_id, KnowledgeRevision.number == number)
            for item_id, number in sorted(pairs)
        )
    )
    return {(row.item_id, row.number): row for row in session.scalars(select(KnowledgeRevision).where(those))}


def versions_of(session: Session, wanted: Sequence[Any]) -> dict[tuple[int, int], DialogueVersion]:
    """The same of dialogues: the versions that were played and that stand. One statement, or none."""
    played = [row for row in wanted if row.kind == DIALOGUE]
    if not played:
        return {}
    pairs = {(row.item_id, number) for row in played for number in (row.item_revision, row.number)}
    those = tuple_(DialogueVersion.dialogue_id, DialogueVersion.number).in_(sorted(pairs))
    return {(row.dialogue_id, row.number): row for row in session.scalars(select(DialogueVersion).where(those))}
