"""Reports of readers and what editors do about them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Invalid, require
from portal.core.extension import Spoken
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.discussion.events import CommentHidden, CommentReported, CommentShownAgain, ReportsSettled
from portal.discussion.models import MAX_REASON_LETTERS, MIN_REASON_LETTERS, Comment, Report
from portal.discussion.policy import can_hide, can_moderate, can_report, can_show_again
from portal.discussion.queries import open_reports_of
from portal.discussion.services.visible import item_of, kind_of, visible_comment


def report(session: Session, comment_id: int, actor: Actor, *, reason: str, now: datetime) -> Report:
    """Show a comment to the editors; a second report by the same person leaves the first as it is."""
    row, _card = visible_comment(session, comment_id, actor)
    require(can_report(actor, row))
    reason = _reason(reason)
    values = {"comment_id": row.id, "by_id": actor.id, "reason": reason, "at": now}
    new = insert_new(session, Report, values, ["comment_id", "by_id"])
    kept = session.scalars(select(Report).where(Report.comment_id == row.id, Report.by_id == actor.id)).one()
    if new:
        event = CommentReported(
            item_kind=row.item_kind, subject_id=row.item_id, comment_id=row.id, internal=row.internal, report_id=kept.id
        )
        record(session, event, actor, at=now)
    return kept


def hide(session: Session, comment_id: int, actor: Actor, *, reason: str, now: datetime) -> Comment:
    """Hide a comment from all but editors, who see why; open reports of it are settled by that."""
    row, _card = visible_comment(session, comment_id, actor, for_update=True)
    require(can_hide(actor, row))
    row.hidden_reason = _reason(reason)
    row.hidden_at, row.hidden_by_id = now, actor.id
    item = item_of(row)
    kind_of(item).discussed(session, item.id, by=actor, spoken=Spoken.HIDDEN, internal=row.internal)
    event = CommentHidden(
        item_kind=item.kind, subject_id=item.id, comment_id=row.id, internal=row.internal, author_id=row.author_id
    )
    record(session, event, actor, at=now)
    _settle(session, row, actor, hidden=True, now=now)
    return row


def show_again(session: Session, comment_id: int, actor: Actor, *, now: datetime) -> Comment:
    """Undo the hiding."""
    row, _card = visible_comment(session, comment_id, actor, for_update=True)
    require(can_show_again(actor, row))
    row.hidden_at, row.hidden_by_id, row.hidden_reason = None, None, ""
    item = item_of(row)
    kind_of(item).discussed(session, item.id, by=actor, spoken=Spoken.SHOWN_AGAIN, internal=row.internal)
    event = CommentShownAgain(
        item_kind=item.kind, subject_id=item.id, comment_id=row.id, internal=row.internal, author_id=row.author_id
    )
    record(session, event, actor, at=now)
    return row


def settle_reports(session: Session, comment_id: int, actor: Actor, *, now: datetime) -> Comment:
    """Leave a reported comment as it is; its open reports are done with."""
    row, _card = visible_comment(session, comment_id, actor, for_update=True)
    require(can_moderate(actor))
    _settle(session, row, actor, hidden=False, now=now)
    return row


def _settle(session: Session, row: Comment, actor: Actor, *, hidden: bool, now: datetime) -> None:
    waiting = open_reports_of(session, row.id)
    for waiting_report in waiting:
        waiting_report.settled_at, waiting_report.settled_by_id = now, actor.id
    if waiting:
        event = ReportsSettled(
            item_kind=row.item_kind, subject_id=row.item_id, comment_id=row.id, internal=row.internal,
            report_ids=tuple(waiting_report.id for waiting_report in waiting), hidden=hidden,
        )  # fmt: skip
        record(session, event, actor, at=now)


def _reason(reason: str) -> str:
    """The reason, trimmed. Raises Invalid when it is too short to tell anything or too long to keep."""
    words = reason.strip()
    if len(words) < MIN_REASON_LETTERS:
        raise Invalid(_l("Say in a few words why: at least 10 characters."), field="reason")
    if len(words) > MAX_REASON_LETTERS:
        raise Invalid(_l("Make the reason shorter: at most 500 characters."), field="reason")
    return words
