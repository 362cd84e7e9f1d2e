"""Hiding thanks that hurt somebody, with a reason, and showing them again."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.recognition.events import ThanksHidden, ThanksShownAgain
from portal.recognition.models import MAX_WORDS_LETTERS, MIN_REASON_LETTERS, Thanks
from portal.recognition.policy import can_hide, can_show_again


def hide(session: Session, said: Thanks, actor: Actor, *, reason: str, now: datetime) -> Thanks:
    """Hide it from all but editors and whoever said it, who see why."""
    require(can_hide(actor, said))
    words = reason.strip()
    if len(words) < MIN_REASON_LETTERS:
        raise Invalid(_l("Say in a few words why: at least 10 characters."), field="reason")
    if len(words) > MAX_WORDS_LETTERS:
        raise Invalid(_l("Make the reason shorter: at most 500 characters."), field="reason")
    said.hidden_at, said.hidden_by_id, said.hidden_reason = now, actor.id, words
    event = ThanksHidden(initiative_id=said.initiative_id, thanks_id=said.id, person_id=said.by_id)
    record(session, event, actor, at=now)
    return said


def show_again(session: Session, said: Thanks, actor: Actor, *, now: datetime) -> Thanks:
    """Undo the hiding."""
    require(can_show_again(actor, said))
    said.hidden_at, said.hidden_by_id, said.hidden_reason = None, None, ""
    event = ThanksShownAgain(initiative_id=said.initiative_id, thanks_id=said.id, person_id=said.by_id)
    record(session, event, actor, at=now)
    return said
