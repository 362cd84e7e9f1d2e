"""Support: one voice a person, counted exactly however many come at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Forbidden, Invalid, require
from portal.core.extension import ItemRef
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line
from portal.discussion.services.follows import auto_follow
from portal.initiatives.events import SupportGiven, SupportWithdrawn
from portal.initiatives.models import Frequency, Initiative, Reach, Support
from portal.initiatives.policy import can_support, is_one_of_authors, is_open_to_support
from portal.initiatives.queries import locked
from portal.initiatives.services.merging_rows import take_back_waiting_voices

MAX_EVIDENCE_LETTERS = 500
#: Rows that the session may hold are read again where they are needed.
_UNSEEN: Any = {"synchronize_session": False}
_COUNT = (
    update(Initiative)
    .where(Initiative.id == bindparam("number"))
    .values(support_count=Initiative.support_count + bindparam("more"))
    .returning(Initiative.support_count)
    .execution_options(**_UNSEEN)
)


def support(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    *,
    frequency: Frequency | None = None,
    reach: Reach | None = None,
    evidence: str = "",
    now: datetime,
) -> Support:
    """Give one's voice, or say more about the one given: a second call never counts twice.

    A second call that says nothing more leaves the details as they were. Whoever supports also follows.
    """
    details = {"frequency": frequency, "reach": reach, "evidence": _fitting(evidence)}
    _require_open(locked(session, initiative), actor)
    values = {"initiative_id": initiative.id, "person_id": actor.id, "at": now, **details}
    if insert_new(session, Support, values, ["initiative_id", "person_id"]):
        _count(session, initiative, 1)
        auto_follow(session, ItemRef(SupportGiven.item_kind, initiative.id), actor.id, now=now)
        record(session, SupportGiven(initiative_id=initiative.id, person_id=actor.id), actor, at=now)
    elif any(details.values()):
        session.execute(update(Support).where(*_of(initiative, actor)).values(**details).execution_options(**_UNSEEN))
    mine = select(Support).where(*_of(initiative, actor))
    return session.scalars(mine, execution_options={"populate_existing": True}).one()


def _fitting(evidence: str) -> str:
    line = clean_line(evidence)
    if len(line) > MAX_EVIDENCE_LETTERS:
        raise Invalid(_l("One line is enough here."), field="evidence")
    return line


def _of(initiative: Initiative, actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Support.initiative_id == initiative.id, Support.person_id == actor.id


def withdraw_support(session: Session, initiative: Initiative, actor: Actor, *, now: datetime) -> bool:
    """Take one's voice back; whether there was one."""
    _require_open(locked(session, initiative), actor)
    gone = session.execute(
        delete(Support).where(*_of(initiative, actor)).returning(Support.id).execution_options(**_UNSEEN)
    ).all()
    if gone:
        _count(session, initiative, -1)
        take_back_waiting_voices(session, initiative, actor.id)
        record(session, SupportWithdrawn(initiative_id=initiative.id, person_id=actor.id), actor, at=now)
    return bool(gone)


def _require_open(initiative: Initiative, actor: Actor) -> None:
    if is_one_of_authors(actor, initiative):
        raise Forbidden(_l("It is your own: others show their support here."))
    if not is_open_to_support(initiative):
        raise Forbidden(_l("Support is closed here: it is decided."))
    require(can_support(actor, initiative))


def _count(session: Session, initiative: Initiative, delta: int) -> None:
    """By expression, past the row's version: a voice is no edit."""
    count = session.scalar(_COUNT, {"number": initiative.id, "more": delta})
    set_committed_value(initiative, "support_count", count)
