"""Letting everybody play a dialogue, in versions; closing it; who keeps it true."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line
from portal.practice.events import DialogueClosed, DialogueEntrusted, DialoguePublished
from portal.practice.looking import language_of, look
from portal.practice.models import MAX_NOTE_LETTERS, MAX_TITLE_LETTERS, Dialogue, DialogueVersion
from portal.practice.play import as_data, sentence
from portal.practice.policy import can_write
from portal.practice.queries import keepers, standing


def publish(
    session: Session, dialogue: Dialogue, actor: Actor | None, *, version: int | None, note: str, major: bool = True,
    now: datetime,
) -> DialogueVersion:  # fmt: skip
    """Let everybody play the text as it stands. Raises Invalid while it has errors, Conflict when it is another one.

    ``major``: it changes what people do, and comes back to those who played an earlier version on a track; the first
    one always does. Without an actor it is brought in from a file. The text that stands already makes no new version.
    """
    session.refresh(dialogue, with_for_update={"key_share": True})
    require(actor is None or can_write(actor))
    if version is not None and version != dialogue.version:
        raise Conflict
    stands = standing(session, dialogue)
    if stands is not None and stands.source == dialogue.source:
        return stands
    made = _version(session, dialogue, actor, note, now)
    made.major = major or stands is None
    session.add(made)
    dialogue.title, dialogue.language, dialogue.algorithm_id = made.title, made.language, made.algorithm_id
    dialogue.published_number, dialogue.closed_at = made.number, None
    record(session, DialoguePublished(dialogue_id=dialogue.id, number=made.number, major=made.major), actor, at=now)
    return made


def _version(session: Session, dialogue: Dialogue, actor: Actor | None, note: str, now: datetime) -> DialogueVersion:
    looked = look(session, dialogue.source)
    play, said = looked.play, looked.dialogue
    if play is None or looked.algorithm is None or looked.checked.errors:
        raise Invalid(_faults(looked.checked.summary), field="source")
    return DialogueVersion(
        dialogue_id=dialogue.id,
        number=(dialogue.published_number or 0) + 1,
        title=clean_line(said.title)[:MAX_TITLE_LETTERS],
        language=language_of(said, dialogue.source, fallback=i18n.language()),
        customer=sentence(said.customer),
        goal=sentence(said.goal),
        minutes=said.minutes,
        algorithm_id=looked.algorithm.id,
        algorithm_revision=looked.algorithm.revision,
        source=dialogue.source,
        play=as_data(play),
        note=clean_line(note)[:MAX_NOTE_LETTERS],
        published_at=now,
        published_by_id=actor.id if actor else None,
    )


def _faults(summary: str) -> str:
    return _("It can't be published yet: %(faults)s.", faults=summary)


def close(session: Session, dialogue: Dialogue, actor: Actor | None, *, closed: bool = True, now: datetime) -> Dialogue:
    """Let nobody begin it any more, or (``closed`` False) again. Who has begun it ends it."""
    session.refresh(dialogue, with_for_update={"key_share": True})
    require(actor is None or can_write(actor))
    if dialogue.published_number is None:
        raise Invalid(_l("It isn't published yet: there is nothing to close."))
    if (dialogue.closed_at is not None) != closed:
        dialogue.closed_at = now if closed else None
        record(session, DialogueClosed(dialogue_id=dialogue.id, closed=closed), actor, at=now)
    return dialogue


def entrust(session: Session, dialogue: Dialogue, actor: Actor, keeper_id: int | None, *, now: datetime) -> Dialogue:
    """Make an editor the keeper, or nobody."""
    session.refresh(dialogue, with_for_update={"key_share": True})
    require(can_write(actor))
    if keeper_id is not None and keeper_id not in dict(keepers(session, dialogue.keeper_id)):
        raise Invalid(_l("Please choose an editor."), field="keeper_id")
    if keeper_id != dialogue.keeper_id:
        _entrust(session, dialogue, actor, keeper_id, now)
    return dialogue


def _entrust(session: Session, dialogue: Dialogue, actor: Actor, keeper_id: int | None, now: datetime) -> None:
    dialogue.keeper_id = keeper_id
    record(session, DialogueEntrusted(dialogue_id=dialogue.id, person_id=keeper_id), actor, at=now)


class KeptDialogues:
    """The duty of a keeper: dialogues that have to stay true to their algorithms."""

    label = _l("Practice dialogues to keep true")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many dialogues the person keeps that aren't closed."""
        return select(func.count()).select_from(Dialogue).where(*_kept_by(person_id)).scalar_subquery()

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Make somebody else the keeper of all of them."""
        now = clock.now()
        kept = select(Dialogue).where(*_kept_by(person_id)).order_by(Dialogue.id).with_for_update(key_share=True)
        for dialogue in list(session.scalars(kept)):
            _entrust(session, dialogue, actor, to_id, now)


def _kept_by(person_id: int) -> tuple[ColumnElement[bool], ...]:
    return Dialogue.keeper_id == person_id, Dialogue.closed_at.is_(None)
