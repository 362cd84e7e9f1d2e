"""What learner and whoever helps say to each other, and what the green pen marked."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.onboarding.models import LearningNote, NoteKind
from portal.people.models import Person

#: So many of the last words stand beside a step.
SHOWN = 5
PAGE_NOTES = 30

_COLUMNS: tuple[Any, ...] = (
    LearningNote.id, LearningNote.step_key, LearningNote.author_id, LearningNote.kind, LearningNote.quote,
    LearningNote.body, LearningNote.body_html, LearningNote.at, LearningNote.read_at,
    Person.name.label("author_name"),
)  # fmt: skip
_ORDER = KeysetOrder(LearningNote.at, LearningNote.id, lambda row: row.at, lambda row: row.id)


def _notes(enrolment_id: int, kind: NoteKind) -> Any:
    return (
        select(*_COLUMNS)
        .join(Person, Person.id == LearningNote.author_id)
        .where(LearningNote.enrolment_id == enrolment_id, LearningNote.kind == kind)
    )


def talk_page(session: Session, enrolment_id: int, cursor: str | None) -> Page[Any]:
    """What they said to each other, the newest first."""
    return keyset_page(session, _notes(enrolment_id, NoteKind.TALK), _ORDER, cursor, PAGE_NOTES)


def last_words(session: Session, enrolment_id: int, step_key: str | None = None) -> Sequence[Any]:
    """The last things said, in the order in which they were; of one step where it is named. One statement."""
    rows = _notes(enrolment_id, NoteKind.TALK)
    if step_key is not None:
        rows = rows.where(LearningNote.step_key == step_key)
    return read_rows(session, rows.order_by(LearningNote.at.desc(), LearningNote.id.desc()).limit(SHOWN))[::-1]


def greens(session: Session, enrolment_id: int, step_key: str | None = None) -> Sequence[Any]:
    """The green marks in answers, the oldest first. One statement."""
    rows = _notes(enrolment_id, NoteKind.GREEN)
    if step_key is not None:
        rows = rows.where(LearningNote.step_key == step_key)
    return read_rows(session, rows.order_by(LearningNote.id))
