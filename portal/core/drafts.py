"""What somebody is typing, kept on the server as they type: it outlives a lost connection and signing out."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.actor import Actor
from portal.core.db import Base, BigId, Json, Moment, Pk, insert_new
from portal.core.errors import Invalid, NotFound
from portal.core.extension import ItemRef
from portal.core.files import PictureUse, note_uses
from portal.core.i18n import lazy_gettext as _l

KEY = re.compile(r"^[A-Za-z0-9_-]{16,64}$")
MAX_CHARACTERS = 200_000
MAX_DRAFTS = 50
KEPT_DAYS = 365
#: The kind under which a draft's pictures are noted, so that they aren't swept; it opens them to nobody.
PICTURES_OF = "draft"


class Draft(Base):
    """The unsent content of one form by one person. ``key`` is made with the form and goes on with its item."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "key"), Index(None, "person_id", "form", "updated_at"))

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(BigId)
    form: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(64))
    fields: Mapped[Json]
    updated_at: Mapped[Moment]
    #: Thrown away, but for a day it can be had back.
    discarded_at: Mapped[datetime | None]


def save_draft(
    session: Session, actor: Actor, form: str, key: str, fields: Mapping[str, Any], *, now: datetime
) -> Draft:
    """Keep the newest content; raise Invalid when it is too large or the key is no key."""
    if not KEY.fullmatch(key):
        raise Invalid(_l("This draft has no proper key. Open the form again."))
    # NUL is nothing that anybody types, and PostgreSQL can't keep it.
    kept = {name: value.replace("\x00", "") if isinstance(value, str) else value for name, value in fields.items()}
    if sum(len(name) + len(str(value)) for name, value in kept.items()) > MAX_CHARACTERS:
        raise Invalid(_l("This text is too long to be kept as a draft."))
    mine = select(Draft).where(Draft.person_id == actor.id, Draft.key == key)
    row = session.scalar(mine)
    if row is None:
        held = select(func.count()).where(Draft.person_id == actor.id, Draft.discarded_at.is_(None))
        if (session.scalar(held) or 0) >= MAX_DRAFTS:
            raise Invalid(_l("You have 50 unfinished drafts. Send or delete one of them first."))
        values = {"person_id": actor.id, "form": form, "key": key, "fields": kept, "updated_at": now}
        insert_new(session, Draft, values, ["person_id", "key"])  # two tabs may save for the first time at once
        row = session.scalars(mine).one()
    row.fields, row.updated_at, row.discarded_at = kept, now, None
    note_uses(session, ItemRef(PICTURES_OF, row.id), [str(value) for value in kept.values()], actor)
    return row


def get_draft(session: Session, actor: Actor, form: str, key: str) -> Draft:
    """One's own draft, or NotFound."""
    row = _find(session, actor, form, key)
    if row is None or row.discarded_at is not None:
        raise NotFound
    return row


def drafts_of(session: Session, actor: Actor, form: str) -> list[Draft]:
    """One's own drafts of a form, newest first."""
    rows = select(Draft).where(Draft.person_id == actor.id, Draft.form == form, Draft.discarded_at.is_(None))
    return list(session.scalars(rows.order_by(Draft.updated_at.desc())))


def discard_draft(session: Session, actor: Actor, form: str, key: str, *, now: datetime) -> None:
    """Throw one's draft away; for a day it can be had back. Nothing happens when there is none."""
    row = _find(session, actor, form, key)
    if row is not None:
        row.discarded_at = row.discarded_at or now


def take_back_draft(session: Session, actor: Actor, form: str, key: str) -> Draft:
    """Undo the throwing away, or NotFound when it is too late."""
    row = _find(session, actor, form, key)
    if row is None:
        raise NotFound(_l("This draft is gone for good."))
    row.discarded_at = None
    return row


def _find(session: Session, actor: Actor, form: str, key: str) -> Draft | None:
    return session.scalar(select(Draft).where(Draft.person_id == actor.id, Draft.form == form, Draft.key == key))


def forget_draft(session: Session, actor: Actor, key: str) -> None:
    """Delete one's draft, if it is there."""
    session.execute(delete(Draft).where(Draft.person_id == actor.id, Draft.key == key))


def sweep_drafts(session: Session, now: datetime) -> None:
    """Delete drafts that were thrown away a day ago, and those that nobody has touched for a year."""
    session.execute(delete(Draft).where(Draft.updated_at < now - timedelta(days=KEPT_DAYS)))
    session.execute(delete(Draft).where(Draft.discarded_at < now - timedelta(days=1)))
    session.execute(
        delete(PictureUse).where(PictureUse.item_kind == PICTURES_OF, PictureUse.item_id.not_in(select(Draft.id)))
    )
