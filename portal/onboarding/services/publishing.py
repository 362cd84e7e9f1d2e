"""Publishing a draft: from then on it stands as it is, and new learners follow it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Faults, Invalid, require
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_text
from portal.linking.queries import cards_at
from portal.onboarding.events import TrackPublished
from portal.onboarding.kinds_of_steps import needs_item
from portal.onboarding.models import MAX_CHANGE_NOTE_LETTERS, StepKind, Track, TrackStep, TrackVersion
from portal.onboarding.policy import can_edit_tracks
from portal.onboarding.queries.tracks import draft_of, section_rows, step_rows
from portal.onboarding.questions import read_questions
from portal.onboarding.services.drafting import take_words
from portal.people.models import Role

#: Somebody who holds nothing but what everybody holds: what they can't see can't be asked of learners.
ANYBODY = Actor(id=0, name="", roles=frozenset({Role.EMPLOYEE.value}))


def publish(
    session: Session, track: Track, actor: Actor, *, change_note: str, version: int, now: datetime
) -> TrackVersion:
    """Let the draft stand. Raises Faults for a draft that can't be followed, Conflict when it changed meanwhile."""
    require(can_edit_tracks(actor))
    session.refresh(track, with_for_update={"key_share": True})
    draft = draft_of(session, track.id)
    if draft is None:
        raise Invalid(_l("Nothing was changed since the last version."))
    if version != draft.version:
        raise Conflict(_l("Somebody changed the draft meanwhile. Look at it once more before you publish it."))
    note = clean_text(change_note)
    if track.published_id is not None and not note:
        raise Invalid(_l("Please say what changed: learners and mentors read it."), field="change_note")
    if len(note) > MAX_CHANGE_NOTE_LETTERS:
        raise Invalid(_l("Please make this shorter."), field="change_note")
    if faults := faults_of(session, section_rows(session, draft.id), step_rows(session, draft.id)):
        raise Faults(faults, field="draft")
    return let_stand(session, track, draft, actor, note=note, now=now)


def let_stand(
    session: Session, track: Track, draft: TrackVersion, actor: Actor | None, *, note: str, now: datetime
) -> TrackVersion:
    """Give the draft its number. Whoever asks has made sure that it can be followed."""
    session.execute(delete(TrackStep).where(TrackStep.version_id == draft.id, TrackStep.removed_at.is_not(None)))
    last = select(func.max(TrackVersion.number)).where(TrackVersion.track_id == track.id)
    draft.number = (session.scalar(last) or 0) + 1
    draft.published_at, draft.change_note = now, note
    draft.published_by_id = actor.id if actor is not None else None
    track.published_id = draft.id
    take_words(track, draft)
    record(session, TrackPublished(track_id=track.id, number=draft.number), actor, at=now)
    return draft


def faults_of(session: Session, sections: Sequence[Any], steps: Sequence[Any]) -> Sequence[str]:
    """What keeps a draft of these rows from being published, in sentences; nothing when it is whole."""
    if not steps:
        return [_("There is no step yet.")]
    filled = {step.section_id for step in steps}
    empty = [_("The section “%(title)s” is empty.", title=part.title) for part in sections if part.id not in filled]
    refs = {step.key: ItemRef(step.item_kind, step.item_id) for step in steps if step.item_kind is not None}
    seen = cards_at(session, refs.values(), ANYBODY)
    faults = []
    for step in steps:
        if needs_item(step.kind) and refs.get(step.key) not in seen:
            said = _("“%(title)s”: what it is about isn't published, or isn't open to everybody.", title=step.title)
            faults.append(said)
        elif step.kind is StepKind.CHECK and not read_questions(step.questions)[0]:
            faults.append(_("“%(title)s”: a self-check needs a question.", title=step.title))
    return [*empty, *faults]
