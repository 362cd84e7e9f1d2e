"""Reports of comments and what editors do about them."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import require
from portal.core.extension import Spoken
from portal.core.journal import record
from portal.discussion.events import CommentHidden, CommentReported, CommentShownAgain, ReportsSettled
from portal.discussion.models import COMMENT, Comment, Report
from portal.discussion.policy import can_hide, can_moderate, can_report, can_show_again
from portal.discussion.services.reporting import clean_reason, file_report, settle
from portal.discussion.services.visible import item_of, kind_of, visible_comment


def report(session: Session, comment_id: int, actor: Actor, *, reason: str, now: datetime) -> Report:
    """Show a comment to the editors; a second report by the same person leaves the first as it is."""
    row, _card = visible_comment(session, comment_id, actor)
    require(can_report(actor, row))
    kept, new = file_report(session, COMMENT, row.id, actor, reason=reason, now=now)
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
    row.hidden_reason = clean_reason(reason)
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
    settled = settle(session, COMMENT, row.id, actor, now=now)
    if settled:
        event = ReportsSettled(
            item_kind=row.item_kind, subject_id=row.item_id, comment_id=row.id, internal=row.internal,
            report_ids=settled, hidden=hidden,
        )  # fmt: skip
        record(session, event, actor, at=now)
