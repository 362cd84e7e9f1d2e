"""Thanks that hurt somebody: reported by readers, hidden by editors with a reason, and shown again."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import require
from portal.core.journal import record
from portal.discussion.services.reporting import clean_reason, file_report, settle
from portal.recognition.events import ThanksHidden, ThanksReported, ThanksReportsSettled, ThanksShownAgain
from portal.recognition.models import THANKS, Thanks
from portal.recognition.policy import can_hide, can_moderate, can_report, can_show_again


def report(session: Session, said: Thanks, actor: Actor, *, reason: str, now: datetime) -> None:
    """Show it to the editors; a second report by the same person leaves the first as it is."""
    require(can_report(actor, said))
    kept, new = file_report(session, THANKS, said.id, actor, reason=reason, now=now)
    if new:
        event = ThanksReported(initiative_id=said.initiative_id, thanks_id=said.id, report_id=kept.id)
        record(session, event, actor, at=now)


def settle_reports(session: Session, said: Thanks, actor: Actor, *, now: datetime) -> None:
    """Leave it as it is; its open reports are done with."""
    require(can_moderate(actor))
    _settle(session, said, actor, hidden=False, now=now)


def hide(session: Session, said: Thanks, actor: Actor, *, reason: str, now: datetime) -> Thanks:
    """Hide it from all but editors and whoever said it, who see why; open reports of it are settled by that."""
    require(can_hide(actor, said))
    said.hidden_reason = clean_reason(reason)
    said.hidden_at, said.hidden_by_id = now, actor.id
    event = ThanksHidden(initiative_id=said.initiative_id, thanks_id=said.id, person_id=said.by_id)
    record(session, event, actor, at=now)
    _settle(session, said, actor, hidden=True, now=now)
    return said


def show_again(session: Session, said: Thanks, actor: Actor, *, now: datetime) -> Thanks:
    """Undo the hiding."""
    require(can_show_again(actor, said))
    said.hidden_at, said.hidden_by_id, said.hidden_reason = None, None, ""
    event = ThanksShownAgain(initiative_id=said.initiative_id, thanks_id=said.id, person_id=said.by_id)
    record(session, event, actor, at=now)
    return said


def _settle(session: Session, said: Thanks, actor: Actor, *, hidden: bool, now: datetime) -> None:
    settled = settle(session, THANKS, said.id, actor, now=now)
    if settled:
        event = ThanksReportsSettled(
            initiative_id=said.initiative_id, thanks_id=said.id, report_ids=settled, hidden=hidden
        )
        record(session, event, actor, at=now)
