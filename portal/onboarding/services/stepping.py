"""The sections and steps of a draft: adding, changing, ordering, taking out and having back."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import AtLine, Conflict, Faults, Invalid
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.line_faults import LineFault
from portal.core.markdown import RenderedText
from portal.core.numbers import number_path
from portal.linking.queries import cards_at
from portal.onboarding.kinds_of_steps import ITEMS_OF, QUESTIONS_OF, needs_item
from portal.onboarding.marks import mark_of, section_mark, step_mark
from portal.onboarding.models import (
    MAX_BODY_LETTERS,
    MAX_DUE_DAY,
    MAX_MINUTES,
    MAX_QUESTIONS_LETTERS,
    MAX_SECTIONS,
    MAX_STEPS,
    Condition,
    StepKind,
    Track,
    TrackSection,
    TrackStep,
)
from portal.onboarding.outline import section_removed
from portal.onboarding.queries.tracks import get_section, get_step
from portal.onboarding.questions import read_questions
from portal.onboarding.services.drafting import changed, hold_draft, sections_of, steps_of, title_of
from portal.onboarding.services.ordering import outline_of, write_outline


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """Everything that the form of a step holds."""

    kind: StepKind
    title: str
    body: RenderedText
    item: ItemRef | None = None
    minutes: int
    due_day: int | None = None
    required: bool = True
    after: Condition = Condition.ANYTIME
    questions: str = ""


def add_section(
    session: Session, track: Track, actor: Actor, *, title: str, intro: RenderedText, now: datetime
) -> TrackSection:
    """Add a section at the end of the draft."""
    draft = hold_draft(session, track, actor, now=now)
    there = sections_of(session, draft)
    if len(there) >= MAX_SECTIONS:
        raise Invalid(_l("A track of so many sections is hard to survey: begin another one."), field="title")
    row = TrackSection(
        version_id=draft.id, key=_new_key(), position=len(there) + 1, title=title_of(title), intro=intro.source,
        intro_html=intro.html, renderer_version=intro.version,
    )  # fmt: skip
    session.add(row)
    changed(session, track, draft, actor, "section", now=now)
    return row


def change_section(
    session: Session, track: Track, key: str, actor: Actor, *, title: str, intro: RenderedText, known: str,
    now: datetime,
) -> TrackSection:  # fmt: skip
    """Give a section other words. Raises Conflict when somebody changed them meanwhile."""
    draft = hold_draft(session, track, actor, now=now)
    row, title = get_section(session, draft.id, key), title_of(title)
    if (title, intro.source) == (row.title, row.intro):
        return row
    if known != section_mark(row):
        raise Conflict
    row.title, row.intro, row.intro_html, row.renderer_version = title, intro.source, intro.html, intro.version
    changed(session, track, draft, actor, "section", now=now)
    return row


def remove_section(session: Session, track: Track, key: str, actor: Actor, *, now: datetime) -> None:
    """Take a section away; its steps go to the one before it."""
    draft = hold_draft(session, track, actor, now=now)
    row, before = get_section(session, draft.id, key), outline_of(session, draft)
    after = section_removed(before, key)
    if after == before:
        raise Invalid(_l("A track has one section at least: give this one another name."))
    write_outline(session, draft, after)
    # Steps that were taken out go along, so that they can be had back.
    home = next(one for one in sections_of(session, draft) if one.id != row.id)
    session.execute(update(TrackStep).where(TrackStep.section_id == row.id).values(section_id=home.id))
    session.delete(row)
    changed(session, track, draft, actor, "section", now=now)


def add_step(
    session: Session, track: Track, section_key: str, actor: Actor, words: StepWords, *, now: datetime
) -> TrackStep:
    """Add a step at the end of a section."""
    draft = hold_draft(session, track, actor, now=now)
    section = get_section(session, draft.id, section_key)
    if len(steps_of(session, draft)) >= MAX_STEPS:
        raise Invalid(_l("A track of so many steps is too long: divide it between two."), field="title")
    words = _sound(session, words, actor)
    last = session.scalar(select(func.max(TrackStep.position)).where(TrackStep.section_id == section.id)) or 0
    row = TrackStep(version_id=draft.id, section_id=section.id, key=_new_key(), position=last + 1)
    _take(row, words)
    session.add(row)
    session.flush()  # the order is written by its rows
    write_outline(session, draft, outline_of(session, draft))
    changed(session, track, draft, actor, "step", now=now)
    return row


def change_step(
    session: Session, track: Track, key: str, actor: Actor, words: StepWords, *, known: str, now: datetime
) -> TrackStep:
    """Let a step say something else. Raises Conflict when somebody changed it meanwhile."""
    draft = hold_draft(session, track, actor, now=now)
    row = get_step(session, draft.id, key)
    words = _sound(session, words, actor)
    before = step_mark(row)
    if before == _mark_of_words(words):
        return row
    if known != before:
        raise Conflict
    _take(row, words)
    changed(session, track, draft, actor, "step", now=now)
    return row


def remove_step(session: Session, track: Track, key: str, actor: Actor, *, now: datetime) -> TrackStep:
    """Take a step out of the draft; it can be had back until the draft is published."""
    draft = hold_draft(session, track, actor, now=now)
    row = get_step(session, draft.id, key, removed=True)
    if row.removed_at is None:
        row.removed_at = now
        changed(session, track, draft, actor, "step", now=now)
    return row


def put_step_back(session: Session, track: Track, key: str, actor: Actor, *, now: datetime) -> TrackStep:
    """Have it back, where it was as far as that place is still there."""
    draft = hold_draft(session, track, actor, now=now)
    row = get_step(session, draft.id, key, removed=True)
    if row.removed_at is not None:
        row.removed_at = None
        session.flush()  # the order is written by its rows
        write_outline(session, draft, outline_of(session, draft))
        changed(session, track, draft, actor, "step", now=now)
    return row


def _mark_of_words(words: StepWords) -> str:
    item = f"{words.item.kind}:{number_path(words.item.id)}" if words.item else ""
    return mark_of(
        words.kind.value, words.title, words.body.source, item, words.minutes, words.due_day, words.required,
        words.after.value, words.questions,
    )  # fmt: skip


def _sound(session: Session, words: StepWords, actor: Actor) -> StepWords:
    return _with_item(session, sound_words(words), actor)


def sound_words(words: StepWords) -> StepWords:
    """The words as they are kept, whatever they are about; raise Invalid for what no step can be."""
    words = replace(words, title=title_of(words.title))
    if len(words.body.source) > MAX_BODY_LETTERS:
        raise Invalid(_l("Please make this shorter."), field="body")
    if not 1 <= words.minutes <= MAX_MINUTES:
        raise Invalid(_l("Please say how many minutes it takes, from 1 to 480."), field="minutes")
    if words.due_day is not None and not 1 <= words.due_day <= MAX_DUE_DAY:
        raise Invalid(_l("Please name a working day counted from the first one, from 1 to 500."), field="due_day")
    return _with_questions(words)


def _with_item(session: Session, words: StepWords, actor: Actor) -> StepWords:
    if not needs_item(words.kind):
        return replace(words, item=None)
    if words.item is None:
        raise Invalid(_l("Please choose what it is about."), field="item")
    if words.item.kind not in ITEMS_OF[words.kind]:
        raise Invalid(_l("This can't be done with what was chosen."), field="kind")
    if words.item not in cards_at(session, [words.item], actor):
        raise Invalid(_l("What was chosen isn't there any more. Choose something else."), field="item")
    return words


def _with_questions(words: StepWords) -> StepWords:
    """Without questions where none are asked; those of a draft may be missing, but what stands there can be read."""
    most = QUESTIONS_OF.get(words.kind)
    if most is None or not words.questions.strip():
        return replace(words, questions="")
    if len(words.questions) > MAX_QUESTIONS_LETTERS:
        raise Invalid(_l("Please make this shorter."), field="questions")
    questions, faults = read_questions(words.questions)
    if faults:
        raise Faults([at_line(fault) for fault in faults], field="questions")
    if len(questions) > most:
        raise Invalid(_l("One question is enough here: several make a self-check."), field="questions")
    return words


def at_line(fault: LineFault) -> AtLine:
    """A fault of the questions, as a form shows it."""
    said = _("line %(line)s: %(fault)s", line=fault.line, fault=fault.sentence)
    return AtLine(said, line=fault.line, bare=fault.sentence)


def _take(row: TrackStep, words: StepWords) -> None:
    row.kind, row.title, row.minutes, row.due_day = words.kind, words.title, words.minutes, words.due_day
    row.body, row.body_html, row.renderer_version = words.body.source, words.body.html, words.body.version
    row.item_kind = words.item.kind if words.item else None
    row.item_id = words.item.id if words.item else None
    row.required, row.after, row.questions = words.required, words.after, words.questions


def _new_key() -> str:
    return f"s{secrets.token_hex(4)}"
