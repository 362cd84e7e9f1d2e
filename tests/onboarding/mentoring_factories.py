"""Tracks with steps and learners at any place of them: rows written as they stand, without the way that led there."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.notifications.models import Notification
from portal.onboarding.models import (
    Enrolment,
    LearningNote,
    NoteKind,
    StepAnswer,
    StepKind,
    StepProgress,
    StepState,
    Track,
    TrackSection,
    TrackStep,
    TrackVersion,
)
from portal.onboarding.services.stock import take_stock, take_stock_of_all

READ, CHECK, MEET, WRITE = "read-about-us", "check-day-one", "meet-mentor", "write-case"
#: A question in one's own words, as a self-check has it.
FREE = "own-words"
USUAL: tuple[dict[str, Any], ...] = (
    {"key": READ, "kind": StepKind.READ, "title": "Прочитайте, хто ми", "due_day": 1},
    {"key": CHECK, "kind": StepKind.CHECK, "title": "Перевірте себе", "due_day": 2},
    {"key": MEET, "kind": StepKind.MEET, "title": "Познайомтеся з наставником", "due_day": 3},
    {"key": WRITE, "kind": StepKind.WRITE, "title": "Напишіть свій перший випадок", "due_day": 8},
)


def track(keeper: Actor | None = None, steps: Sequence[Mapping[str, Any]] = USUAL, **values: Any) -> Track:
    """A published track."""
    now = clock.now()
    with transaction() as session:
        made = Track(
            title=values.pop("title", "Перші десять днів"), language="uk", keeper_id=keeper.id if keeper else None,
            made_at=now, renderer_version=1, **values,
        )  # fmt: skip
        session.add(made)
        session.flush()  # its version names it
        made.published_id = version(session, made, 1, steps, now).id
    return made


def version(
    session: Session, made: Track, number: int, steps: Sequence[Mapping[str, Any]], now: datetime
) -> TrackVersion:
    """A published version with one section."""
    row = TrackVersion(
        track_id=made.id, number=number, title=made.title, saved_at=now, published_at=now, renderer_version=1
    )
    session.add(row)
    session.flush()  # its parts name it
    section = TrackSection(version_id=row.id, key="first", position=1, title="Перший тиждень", renderer_version=1)
    session.add(section)
    session.flush()  # its steps name it
    for place, values in enumerate(steps, start=1):
        usual: dict[str, Any] = {"minutes": 10, "renderer_version": 1, "position": place}
        session.add(TrackStep(version_id=row.id, section_id=section.id, **usual | dict(values)))
    session.flush()  # rows name their columns
    return row


def enrol(
    person: Actor, made: Track, mentor: Actor | None = None, *, first_day: date | None = None, **values: Any
) -> Enrolment:
    """Somebody on a track, from today on."""
    now = clock.now()
    with transaction() as session:
        row = Enrolment(
            person_id=person.id, track_id=made.id, version_id=values.pop("version_id", made.published_id),
            first_day=first_day or now.date(), mentor_id=mentor.id if mentor else None, made_at=now, **values,
        )  # fmt: skip
        session.add(row)
        session.flush()  # it is asked for by its id
        take_stock(session, row.id)
    return row


def progress(
    row: Enrolment, key: str, state: StepState = StepState.DONE, *, at: datetime | None = None, **values: Any
) -> None:
    """How far somebody is with a step."""
    when = at or clock.now()
    with transaction() as session:
        session.add(
            StepProgress(
                enrolment_id=row.id, step_key=key, state=state, began_at=when,
                done_at=when if state is StepState.DONE else None, **values,
            )
        )  # fmt: skip
        take_stock(session, row.id)


def answer(
    row: Enrolment, given: Any = "Я спитав би, що саме сталося.", *, key: str = CHECK, question: str = FREE,
    right: bool | None = None, attempt: int = 1, at: datetime | None = None,
) -> StepAnswer:  # fmt: skip
    """An answer; in one's own words and unread unless ``right`` says otherwise."""
    with transaction() as session:
        made = StepAnswer(
            enrolment_id=row.id, step_key=key, question_key=question, right=right, attempt=attempt,
            given={"text": given} if isinstance(given, str) else given, at=at or clock.now(),
        )  # fmt: skip
        session.add(made)
        take_stock(session, row.id)
    return made


def note(row: Enrolment, author: Actor, body: str = "Як справи?", **values: Any) -> LearningNote:
    """What somebody wrote to the other side."""
    with transaction() as session:
        made = LearningNote(
            enrolment_id=row.id, author_id=author.id, kind=values.pop("kind", NoteKind.TALK), body=body,
            body_html=f"<p>{body}</p>", renderer_version=1, at=values.pop("at", clock.now()), **values,
        )  # fmt: skip
        session.add(made)
    return made


def many(
    made: Track,
    people: Sequence[int],
    keys: Sequence[str],
    now: datetime,
    mentor: Actor | None = None,
    question: str | None = None,
) -> None:
    """Learners at every place of a track, in bulk: the n-th has done n of the steps, over and over."""
    begun = now - timedelta(days=20)
    with transaction() as session:
        rows = [
            {"person_id": person_id, "track_id": made.id, "version_id": made.published_id, "made_at": begun,
             "first_day": (begun + timedelta(days=place % 10)).date(), "mentor_id": mentor.id if mentor else None}
            for place, person_id in enumerate(people)
        ]  # fmt: skip
        ids = list(session.scalars(insert(Enrolment).returning(Enrolment.id, sort_by_parameter_order=True), rows))
        states, answers = [], []
        for place, enrolment_id in enumerate(ids):
            for n, key in enumerate(keys[: place % (len(keys) + 1)]):
                at = begun + timedelta(days=n // 3, hours=place % 7)
                states.append({"enrolment_id": enrolment_id, "step_key": key, "state": StepState.DONE, "began_at": at,
                               "done_at": at})  # fmt: skip
                answers.append({"enrolment_id": enrolment_id, "step_key": key, "at": at, "given": [1], "attempt": 1,
                                "question_key": question or f"q-{n}", "right": (place * 7 + n) % 3 > 0})  # fmt: skip
        session.execute(insert(StepProgress), states)
        session.execute(insert(StepAnswer), answers)
        take_stock_of_all(session)


def told_at(session: Session, name: str) -> set[int]:
    """Who has a line about events of that name; each of them once for each event."""
    rows = session.execute(
        select(Notification.person_id, JournalEntry.id)
        .join(JournalEntry, JournalEntry.id == Notification.entry_id)
        .where(JournalEntry.name == name)
    ).all()
    assert len(set(rows)) == len(rows)
    return {row.person_id for row in rows}
