"""Pictures that people paste and drop: kept as ``core.pictures`` has made them anew, served with permission.

The bytes lie under ``<data>/files/<first two hex digits>/<sha256>.webp`` (and ``.thumb.webp``). A picture's address
holds a random token, not its hash, and is opened to its uploader and to the readers of an item or a text that shows it.
"""

import os
import secrets
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import ForeignKey, Index, Row, String, bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import Base, BigId, Moment, Pk, insert_new, read_rows
from portal.core.errors import NotFound, TooManyAttempts
from portal.core.extension import ItemRef, item_kinds, text_readers
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import picture_tokens
from portal.core.pictures import CleanPicture

UNUSED_DAYS = 30
PICTURES_AN_HOUR = 60
#: Bytes that were put so lately may be waiting for their row.
FRESH_SECONDS = 3600
ENDINGS = (".webp", ".thumb.webp")
#: What the keys of bytes begin with: a picture's name is a hash in hex digits.
BEGINNINGS = tuple(f"{number:02x}" for number in range(256))
#: So many of them are looked through an hour: all within 32 hours.
BEGINNINGS_AN_HOUR = 8


class StoredPicture(Base):
    """A picture once uploaded. Several rows may share the bytes (same ``sha256``)."""

    __tablename__ = "files"
    __table_args__ = (Index(None, "sha256"), Index(None, "uploader_id", "at"))

    id: Mapped[Pk]
    token: Mapped[str] = mapped_column(String(22), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    #: Nobody for an anonymous writer. No foreign key: core knows no people.
    uploader_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[Moment]
    #: When a text last ceased to show it: from then on it is kept as long as a new one.
    taken_out_at: Mapped[datetime | None]


class PictureUse(Base):
    """That the text of an item, or of something beside it (a comment), shows a picture: its readers may see it."""

    __tablename__ = "file_uses"
    __table_args__ = (Index(None, "item_kind", "item_id"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    item_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Storage(Protocol):
    """Where bytes lie, by key. A folder now; an object store when there are several machines."""

    def put(self, key: str, data: bytes, *, at: datetime | None = None) -> None:
        """Keep bytes, dated ``at`` or now; the same key always has the same bytes."""

    def open(self, key: str) -> IO[bytes]:
        """Read bytes; raise FileNotFoundError when there are none."""

    def delete(self, key: str) -> None:
        """Forget bytes, if there are any and nobody has put them within the last hour."""

    def forget(self, key: str) -> None:
        """Forget bytes at once. Somebody who is adding the very same picture just then has to add it again."""

    def settled(self, beginning: str) -> list[str]:
        """Keys that begin with these two hex digits and that nobody has put within the last hour."""


@dataclass(frozen=True, slots=True)
class FolderStorage:
    """Bytes in a folder, written aside and renamed so that no reader meets half a file."""

    root: Path

    def put(self, key: str, data: bytes, *, at: datetime | None = None) -> None:
        path = self.path(key)
        if path.exists():
            os.utime(path)  # in use again: `delete` lets fresh bytes be
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")  # backups leave out what begins with a dot
        with aside.open("wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        aside.replace(path)
        if at is not None:
            for changed in (path, path.parent, self.root):
                os.utime(changed, (at.timestamp(), at.timestamp()))

    def open(self, key: str) -> IO[bytes]:
        return self.path(key).open("rb")

    def delete(self, key: str) -> None:
        path = self.path(key)
        if _is_settled(path):
            path.unlink(missing_ok=True)

    def forget(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def settled(self, beginning: str) -> list[str]:
        folder = self.root / beginning
        return [path.name for path in folder.iterdir() if _is_settled(path)] if folder.is_dir() else []

    def path(self, key: str) -> Path:
        """Where the bytes of a key lie; one that begins with a dot was left half written."""
        return self.root / key.lstrip(".")[:2] / key


def _is_settled(path: Path) -> bool:
    with suppress(FileNotFoundError):  # somebody else may be deleting too
        return time.time() - path.stat().st_mtime > FRESH_SECONDS
    return False


def check_upload_limit(session: Session, uploader: Actor, *, now: datetime) -> None:
    """Raise TooManyAttempts when somebody has added as many pictures within an hour as a person may."""
    lately = select(func.count()).where(
        StoredPicture.uploader_id == uploader.id, StoredPicture.at > now - timedelta(hours=1)
    )
    if (session.scalar(lately) or 0) >= PICTURES_AN_HOUR:
        raise TooManyAttempts(_l("That was a lot of pictures in one hour. Please add the rest a little later."))


def put_bytes(storage: Storage, picture: CleanPicture) -> None:
    """Write the bytes, before the row: it never points at nothing. Slow, never inside a write transaction."""
    for ending, data in zip(ENDINGS, (picture.data, picture.thumb), strict=True):
        storage.put(f"{picture.sha256}{ending}", data)


def keep_picture(session: Session, picture: CleanPicture, uploader: Actor | None, *, now: datetime) -> StoredPicture:
    """Write the row of a picture whose bytes have been put within the hour."""
    row = StoredPicture(
        token=secrets.token_urlsafe(16),
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        size_bytes=len(picture.data),
        uploader_id=uploader.id if uploader else None,
        at=now,
    )
    session.add(row)
    session.flush()  # the answer needs the token to be taken
    return row


def get_picture(session: Session, token: str, actor: Actor) -> StoredPicture:
    """The picture, if ``actor`` uploaded it or may read what shows it; else NotFound."""
    row = session.scalar(select(StoredPicture).where(StoredPicture.token == token))
    if row is None or not _may_see(session, row, actor):
        raise NotFound
    return row


def _may_see(session: Session, row: StoredPicture, actor: Actor) -> bool:
    if row.uploader_id == actor.id:
        return True
    uses: dict[str, list[int]] = {}
    for use in session.scalars(select(PictureUse).where(PictureUse.file_id == row.id)):
        uses.setdefault(use.item_kind, []).append(use.item_id)
    return any(_reads_any(session, kind, ids, actor) for kind, ids in uses.items())


def _reads_any(session: Session, kind: str, ids: Collection[int], actor: Actor) -> bool:
    """Asked whenever a picture is opened: what is hidden closes its pictures, and opens them when it is shown again."""
    if kind in text_readers:
        return text_readers[kind](session, ids, actor)
    return kind in item_kinds and bool(item_kinds[kind].cards(session, ids, actor))


def note_uses(session: Session, item: ItemRef, texts: Collection[str], actor: Actor | None) -> None:
    """Put the pictures that the texts show now in the place of those that they showed before.

    A picture edited out is closed at once, although earlier versions still name its address: somebody may have taken
    it away because of what can be seen on it, and the pages of earlier versions show words, not pictures. Whoever
    added it may put it back into a text within ``UNUSED_DAYS``; after that it is swept.
    Only pictures that ``actor`` may see are added: naming the address of somebody else's must not open it. Nobody is
    whoever runs the machine and brings in texts from files.
    """
    tokens = set().union(*(picture_tokens(text) for text in texts))
    known = {row.file_id for row in read_rows(session, _USED, {"kind": item.kind, "number": item.id})}
    shown = session.scalars(select(StoredPicture).where(StoredPicture.token.in_(tokens))).all() if tokens else ()
    for row in shown:
        if row.id not in known and (actor is None or _may_see(session, row, actor)):
            values = {"file_id": row.id, "item_kind": item.kind, "item_id": item.id}
            insert_new(session, PictureUse, values, list(values))  # the same text may be saved twice at once
    if dropped := known - {row.id for row in shown}:
        of_item = (PictureUse.item_kind == item.kind, PictureUse.item_id == item.id)
        session.execute(delete(PictureUse).where(*of_item, PictureUse.file_id.in_(dropped)))
        session.execute(update(StoredPicture).where(StoredPicture.id.in_(dropped)).values(taken_out_at=clock.now()))


#: Asked whenever a text is saved, nearly always in vain.
_USED = select(PictureUse.file_id).where(
    PictureUse.item_kind == bindparam("kind"), PictureUse.item_id == bindparam("number")
)


def forget_unshown(session: Session, uploader: Actor) -> list[str]:
    """Forget a person's pictures that nothing shows; the keys of bytes that nothing needs any longer."""
    unshown = select(StoredPicture.id, StoredPicture.sha256).where(
        StoredPicture.uploader_id == uploader.id, ~exists().where(PictureUse.file_id == StoredPicture.id)
    )
    return _forget(session, list(session.execute(unshown)))


def sweep_unused(session: Session, now: datetime) -> list[str]:
    """Forget pictures that no item has shown for a month; the keys of bytes that nothing needs any longer."""
    old = select(StoredPicture.id, StoredPicture.sha256).where(
        func.coalesce(StoredPicture.taken_out_at, StoredPicture.at) < now - timedelta(days=UNUSED_DAYS),
        ~exists().where(PictureUse.file_id == StoredPicture.id),
    )
    return _forget(session, list(session.execute(old.limit(200))))


def _forget(session: Session, gone: Sequence[Row[tuple[int, str]]]) -> list[str]:
    session.execute(delete(StoredPicture).where(StoredPicture.id.in_([row.id for row in gone])))
    hashes = {row.sha256 for row in gone}
    hashes -= set(session.scalars(select(StoredPicture.sha256).where(StoredPicture.sha256.in_(hashes))))
    return [f"{name}{ending}" for name in sorted(hashes) for ending in ENDINGS]


def beginnings_at(now: datetime) -> tuple[str, ...]:
    """Which keys are looked through in this hour."""
    start = int(now.timestamp()) // 3600 * BEGINNINGS_AN_HOUR % len(BEGINNINGS)
    return BEGINNINGS[start : start + BEGINNINGS_AN_HOUR]


def keys_without_rows(session: Session, storage: Storage, beginnings: Collection[str]) -> list[str]:
    """Bytes that no picture has: a crash came between them and their row, or between the sweep and their deletion.

    What was put within the last hour is left out: its row may be on the way.
    """
    stray: list[str] = []
    for beginning in beginnings:
        if kept := storage.settled(beginning):
            # 'g' follows the last hex digit; a range, because LIKE doesn't use the index on PostgreSQL
            named = StoredPicture.sha256 >= beginning, StoredPicture.sha256 < f"{beginning}g"
            names = session.scalars(select(StoredPicture.sha256).where(*named))
            needed = {f"{name}{ending}" for name in names for ending in ENDINGS}
            stray += sorted(set(kept) - needed)
    return stray
