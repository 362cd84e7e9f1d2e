"""Pictures that come with an anonymous form: made anew so that nothing joins them to what was uploaded by name.

The bytes wait under seal with the words, and lie in files from the full hour on: a file's own times, some of which
nobody can set, would tell when it was sent.
"""

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.errors import Busy, Invalid
from portal.core.extension import ItemRef
from portal.core.files import ENDINGS, PictureUse, Storage, StoredPicture
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.pictures import clean_picture

MOST_PICTURES = 4
#: Drawn anew for each: other bytes than the same picture has when it is added under a name (82).
_QUALITIES = range(68, 79)
#: A picture in Markdown that was uploaded by name, and any other mention of its address.
_UPLOADED = re.compile(r"!\[[^\]]*\]\([^)\s]*/files/[^)]*\)|\S*/files/[A-Za-z0-9_-]{16,}\S*")
#: One form at a time in each process: those that come meanwhile are told at once instead of holding a thread each.
preparing = BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class AnonymousPicture:
    """A picture as it waits: its address is drawn already, because the text names it."""

    token: str
    data: bytes
    thumb: bytes
    width: int
    height: int
    #: A hash of what was chosen on the device. It is kept nowhere: it would lead to the picture there.
    chosen: str

    @property
    def fields(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "token": self.token,
            "data": base64.b64encode(self.data).decode(),
            "thumb": base64.b64encode(self.thumb).decode(),
            "width": self.width,
            "height": self.height,
        }


def without_uploads(text: str) -> str:
    """The text without pictures that somebody uploaded by name: their addresses lead to whoever did."""
    return re.sub(r"\n{3,}", "\n\n", _UPLOADED.sub("", text)).strip()


def with_pictures(text: str, pictures: Sequence[AnonymousPicture], language: str) -> str:
    """The pictures below a text, called so in the language of the text (not of anybody's screen)."""
    if not pictures:
        return text
    with i18n.speaking(language):
        label = _("Picture")
    shown = "\n\n".join(f"![{label}](/files/{picture.token})" for picture in pictures)
    return f"{text}\n\n{shown}"


def prepare_pictures(sent: Sequence[bytes]) -> list[AnonymousPicture]:
    """Decode and encode anew, before any transaction. Raises Invalid, naming the field."""
    if len(sent) > MOST_PICTURES:
        raise Invalid(_l("Four pictures are the most here. Choose those that matter."), field="pictures")
    if not sent:
        return []
    if not preparing.acquire(blocking=False):
        raise Busy(_l("Other pictures are being prepared just now. Your text is kept: send it again in a moment."))
    try:
        return _prepared(sent)
    finally:
        preparing.release()


def _prepared(sent: Sequence[bytes]) -> list[AnonymousPicture]:
    made = []
    for raw in sent:
        try:
            picture = clean_picture(raw, quality=secrets.choice(_QUALITIES))
        except Invalid as error:
            raise Invalid(error.sentence, field="pictures") from error
        token = secrets.token_urlsafe(16)
        chosen = sha256(raw).hexdigest()
        made.append(AnonymousPicture(token, picture.data, picture.thumb, picture.width, picture.height, chosen))
    return made


def let_pictures_out(
    session: Session, storage: Storage, item: ItemRef, sealed: Sequence[dict[str, Any]], *, at: datetime
) -> None:
    """Write bytes and rows of pictures that waited, dated the full hour, with no uploader, under random names."""
    for fields in sealed:
        name, data = secrets.token_hex(32), base64.b64decode(fields["data"])
        for ending, content in zip(ENDINGS, (data, base64.b64decode(fields["thumb"])), strict=True):
            storage.put(f"{name}{ending}", content, at=at)
        row = StoredPicture(
            token=fields["token"],
            sha256=name,
            width=fields["width"],
            height=fields["height"],
            size_bytes=len(data),
            uploader_id=None,
            at=at,
        )
        session.add(row)
        session.flush()  # the use needs the id
        session.add(PictureUse(file_id=row.id, item_kind=item.kind, item_id=item.id))
