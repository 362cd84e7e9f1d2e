"""What somebody is typing, kept on the server as they type: it outlives a lost connection and signing out."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, bindparam, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.actor import Actor
from portal.core.clock import full_hour
from portal.core.db import IDS_ONCE, Base, BigId, Json, Moment, Pk, insert_new
from portal.core.errors import Invalid, NotFound
from portal.core.extension import ItemRef
from portal.core.files import PictureUse, forget_unshown, note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import storable

KEY = re.compile(r"^[A-Za-z0-9_-]{16,64}$")
MAX_CHARACTERS = 320_000
MAX_DRAFTS = 50
KEPT_DAYS = 365
#: A preview that nobody confirmed by then has been given up; it may hold personal data.
PREVIEW_HOLDS = timedelta(days=1)
#: The kind under which a draft's pictures are noted, so that they aren't swept; it opens them to nobody.
PICTURES_OF = "draft"


class Draft(Base):
    """The unsent content of one form by one person. ``key`` is made with the form and goes on with its item."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "key"), Index(None, "person_id", "form", "updated_at"), IDS_ONCE)

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(BigId)
    form: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(64))
    fields: Mapped[Json]
    updated_at: Mapped[Moment]
    #: Thrown away, but for a day it can be had back.
    discarded_at: Mapped[datetime | None]


class ForgottenDraft(Base):
    """A draft that was forgotten for good while its form may still have been saving. It names nobody."""

    __tablename__ = "forgotten_drafts"
    # Without SQLite's own counter of rows, which would keep the order.
    __table_args__ = ({"sqlite_with_rowid": False},)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: A full hour.
    until: Mapped[Moment]


def save_draft(
    session: Session, actor: Actor, form: str, key: str, fields: Mapping[str, Any], *, now: datetime
) -> Draft:
    """Keep the newest content; raise Invalid when it is too large or the key is no key."""
    if not KEY.fullmatch(key):
        raise Invalid(_l("This draft has no proper key. Open the form again."))
    if session.get(ForgottenDraft, _key_hash(key)) is not None:
        raise Invalid(_l("This draft is gone for good; nothing is kept under your name any more."))
    kept = {storable(name): storable(value) if isinstance(value, str) else value for name, value in fields.items()}
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


def keep_packed(session: Session, actor: Actor, form: str, key: str, packed: str, *, now: datetime) -> None:
    """Keep what a file held until its import, for this person alone; previews that were given up are forgotten."""
    for draft in drafts_of(session, actor, form):
        if draft.updated_at < now - PREVIEW_HOLDS:
            forget_draft(session, actor, draft.key)
    save_draft(session, actor, form, key, {"packed": packed}, now=now)


def get_draft(session: Session, actor: Actor, form: str, key: str) -> Draft:
    """One's own draft, or NotFound."""
    row = find_draft(session, actor, form, key)
    if row is None:
        raise NotFound
    return row


def find_draft(session: Session, actor: Actor, form: str, key: str) -> Draft | None:
    """One's own draft, unless it was thrown away."""
    row = _find(session, actor, form, key)
    return None if row is None or row.discarded_at is not None else row


def drafts_of(session: Session, actor: Actor, form: str) -> list[Draft]:
    """One's own drafts of a form, newest first."""
    rows = select(Draft).where(Draft.person_id == actor.id, Draft.form == form, Draft.discarded_at.is_(None))
    return list(session.scalars(rows.order_by(Draft.updated_at.desc())))


def discard_draft(session: Session, actor: Actor, form: str, key: str, *, now: datetime) -> bool:
    """Throw one's draft away; for a day it can be had back. Whether there was one."""
    row = find_draft(session, actor, form, key)
    if row is not None:
        row.discarded_at = now
    return row is not None


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
    session.flush()  # it may have been saved just now
    session.connection().execute(_FORGET, {"person": actor.id, "named": key})


#: Done whenever something is handed in: built once.
_FORGET = delete(Draft).where(Draft.person_id == bindparam("person"), Draft.key == bindparam("named"))


def forget_for_good(session: Session, actor: Actor, form: str, key: str, *, now: datetime) -> list[str]:
    """Delete one's draft, those thrown away before it, and every picture of one's own that nothing shows then.

    What the form was saving just then comes too late. The keys of bytes that nobody needs any more are given back:
    they are to be forgotten after the commit, and then what was deleted (``db.forget_what_was_deleted``).
    """
    if KEY.fullmatch(key):
        until = full_hour(now) + timedelta(hours=25)
        insert_new(session, ForgottenDraft, {"key_hash": _key_hash(key), "until": until}, ["key_hash"])
    mine = select(Draft.id).where(
        Draft.person_id == actor.id, Draft.form == form, or_(Draft.key == key, Draft.discarded_at.is_not(None))
    )
    gone = list(session.scalars(mine))
    session.execute(delete(PictureUse).where(PictureUse.item_kind == PICTURES_OF, PictureUse.item_id.in_(gone)))
    session.execute(delete(Draft).where(Draft.id.in_(gone)))
    return forget_unshown(session, actor)


def _key_hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def sweep_drafts(session: Session, now: datetime) -> None:
    """Delete drafts that were thrown away a day ago, and those that nobody has touched for a year."""
    session.execute(delete(Draft).where(Draft.updated_at < now - timedelta(days=KEPT_DAYS)))
    session.execute(delete(Draft).where(Draft.discarded_at < now - timedelta(days=1)))
    session.execute(delete(ForgottenDraft).where(ForgottenDraft.until < now))
    session.execute(
        delete(PictureUse).where(PictureUse.item_kind == PICTURES_OF, PictureUse.item_id.not_in(select(Draft.id)))
    )
