"""The company's own statuses: names and order are free, the type of each fixes what it does."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import LANGUAGES
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.reference import reference_changed
from portal.core.text import clean_line
from portal.initiatives.events import StatusesChanged
from portal.initiatives.models import Status, StatusType
from portal.initiatives.policy import can_manage_statuses

MAX_NAME_LETTERS = 40
#: The portal sets these itself; a second one of the type would never be used.
PORTAL_OWN = frozenset({StatusType.DRAFT, StatusType.MERGED})


def add_status(session: Session, actor: Actor, *, type_: StatusType, names: Mapping[str, str], now: datetime) -> Status:
    """One more status of a type, at the end of those of its type."""
    require(can_manage_statuses(actor))
    if type_ in PORTAL_OWN:
        raise Invalid(_l("The portal sets this kind of status by itself: one of it is enough."), field="type")
    order = _in_order(session)
    status = Status(key=_key(names), type=type_, names=_clean_names(session, names, but=None), position=0)
    session.add(status)
    session.flush()  # the order and the event need the id
    last = max((place for place, other in enumerate(order) if other.type is type_), default=len(order) - 1)
    _number([*order[: last + 1], status, *order[last + 1 :]])
    _changed(session, status, actor, "added", now)
    return status


def rename_status(session: Session, status: Status, actor: Actor, *, names: Mapping[str, str], now: datetime) -> None:
    """Other names; what has the status keeps it."""
    require(can_manage_statuses(actor))
    status.names = _clean_names(session, names, but=status)
    _changed(session, status, actor, "renamed", now)


def shift_status(session: Session, status: Status, actor: Actor, *, by: int, now: datetime) -> None:
    """Move a status one place up (-1) or down (1) in the company's order; at an end it stays."""
    require(can_manage_statuses(actor))
    order = _in_order(session)
    place = order.index(status)
    other = place + by
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        _number(order)
        _changed(session, status, actor, "moved", now)


def retire_status(session: Session, status: Status, actor: Actor, *, now: datetime) -> None:
    """Take a status out of use. What has it keeps it; nothing new gets it."""
    require(can_manage_statuses(actor))
    if status.is_default:
        raise Invalid(_l("The portal itself uses this one. It can be renamed, but not retired."))
    if status.retired_at is None:
        status.retired_at = now
        _changed(session, status, actor, "retired", now)


def bring_back_status(session: Session, status: Status, actor: Actor, *, now: datetime) -> None:
    """Put a retired status into use again."""
    require(can_manage_statuses(actor))
    if status.retired_at is not None:
        status.retired_at = None
        _changed(session, status, actor, "brought_back", now)


def get_status(session: Session, status_id: int) -> Status:
    """The row, or NotFound."""
    status = session.get(Status, status_id)
    if status is None:
        raise NotFound
    return status


def _in_order(session: Session) -> list[Status]:
    return list(session.scalars(select(Status).order_by(Status.position, Status.id).with_for_update()))


def _number(order: Sequence[Status]) -> None:
    for place, status in enumerate(order, 1):
        status.position = place * 10


def _clean_names(session: Session, names: Mapping[str, str], *, but: Status | None) -> dict[str, str]:
    cleaned = {code: clean_line(names.get(code)) for code in LANGUAGES}
    for code, name in cleaned.items():
        if not name:
            raise Invalid(_l("A name is needed in each language."), field=code)
        if len(name) > MAX_NAME_LETTERS:
            raise Invalid(_l("This name is too long for a chip: up to 40 characters."), field=code)
    others = [status for status in _in_order(session) if status is not but and status.retired_at is None]
    for code, name in cleaned.items():
        if any(other.names.get(code, "").casefold() == name.casefold() for other in others):
            raise Invalid(_l("Another status has this name already."), field=code)
    return cleaned


def _key(names: Mapping[str, str]) -> str:
    """A short name for files and addresses, from the English one, never used before."""
    words = re.sub(r"[^a-z0-9]+", "_", names.get("en", "").lower()).strip("_")[:30] or "status"
    return f"{words}_{secrets.token_hex(2)}"


def _changed(session: Session, status: Status, actor: Actor, what: str, now: datetime) -> None:
    session.flush()  # the reference data are read again from the tables
    reference_changed(session)
    record(session, StatusesChanged(status_id=status.id, what=what), actor, at=now)
