"""The company's own statuses: names and order are free, the type of each fixes what it does."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.own_words import clean_names, key_from, number_places, shifted
from portal.core.reference import reference_changed
from portal.initiatives.events import StatusesChanged
from portal.initiatives.models import Status, StatusType
from portal.initiatives.policy import can_manage_statuses

#: The portal sets these itself; a second one of the type would never be used.
PORTAL_OWN = frozenset({StatusType.DRAFT, StatusType.MERGED})


def add_status(
    session: Session,
    actor: Actor,
    *,
    type_: StatusType,
    names: Mapping[str, str],
    key: str | None = None,
    now: datetime,
) -> Status:
    """One more status of a type, at the end of those of its type. ``key``: by which the portal knows its meaning."""
    require(can_manage_statuses(actor))
    if type_ in PORTAL_OWN:
        raise Invalid(_l("The portal sets this kind of status by itself: one of it is enough."), field="type")
    order = _in_order(session)
    status = Status(
        key=key or key_from(names, "status"), type=type_, names=_clean_names(session, names, but=None), position=0
    )
    session.add(status)
    session.flush()  # the order and the event need the id
    last = max((place for place, other in enumerate(order) if other.type is type_), default=len(order) - 1)
    number_places([*order[: last + 1], status, *order[last + 1 :]])
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
    if shifted(_in_order(session), status, by):
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


def _clean_names(session: Session, names: Mapping[str, str], *, but: Status | None) -> dict[str, str]:
    others = [status for status in _in_order(session) if status is not but and status.retired_at is None]
    return clean_names(names, taken=[status.names for status in others])


def _changed(session: Session, status: Status, actor: Actor, what: str, now: datetime) -> None:
    session.flush()  # the reference data are read again from the tables
    reference_changed(session)
    record(session, StatusesChanged(status_id=status.id, what=what), actor, at=now)
