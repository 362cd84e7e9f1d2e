"""Reports of readers, whatever words they are about: kept once a person, and done with by an editor.

Who may report and settle is the matter of whoever keeps the words.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.discussion.models import MAX_REASON_LETTERS, MIN_REASON_LETTERS, Report
from portal.discussion.queries import open_reports_of


def file_report(
    session: Session, kind: str, words_id: int, actor: Actor, *, reason: str, now: datetime
) -> tuple[Report, bool]:
    """Show words to the editors, and whether that is new: a second report by the same person leaves the first as it is.

    Raises Invalid for a reason that tells nothing.
    """
    values = {"words_kind": kind, "words_id": words_id, "by_id": actor.id, "reason": clean_reason(reason), "at": now}
    new = insert_new(session, Report, values, ["words_kind", "words_id", "by_id"])
    mine = Report.words_kind == kind, Report.words_id == words_id, Report.by_id == actor.id
    return session.scalars(select(Report).where(*mine)).one(), new


def settle(session: Session, kind: str, words_id: int, actor: Actor, *, now: datetime) -> tuple[int, ...]:
    """Be done with the open reports of these words; their ids."""
    waiting = open_reports_of(session, kind, words_id)
    for one in waiting:
        one.settled_at, one.settled_by_id = now, actor.id
    return tuple(one.id for one in waiting)


def clean_reason(reason: str) -> str:
    """The reason, trimmed. Raises Invalid when it is too short to tell anything or too long to keep."""
    words = reason.strip()
    if len(words) < MIN_REASON_LETTERS:
        raise Invalid(_l("Say in a few words why: at least 10 characters."), field="reason")
    if len(words) > MAX_REASON_LETTERS:
        raise Invalid(_l("Make the reason shorter: at most 500 characters."), field="reason")
    return words
