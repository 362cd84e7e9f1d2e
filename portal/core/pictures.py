"""Pictures made anew: checked by decoding, turned upright, in plain colours, without metadata. Pure, and heavy.

What a picture costs in memory is bounded: by its size in pixels, by decoding a JPEG smaller than it is, by holding the
whole of one once, and by decoding one at a time in each process.
"""

import hashlib
import struct
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from math import ceil
from threading import BoundedSemaphore

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from portal.core.errors import Busy, Invalid
from portal.core.i18n import lazy_gettext as _l

#: A JPEG is decoded at a half or a quarter of its size where that is enough; of others every pixel takes four bytes.
MAX_JPEG_PIXELS = 25_000_000
MAX_PIXELS = 16_000_000
MAX_LONGER_SIDE_PX = 16_000
#: How long a picture waits for the one before it: one process decodes one at a time, for the sake of its memory.
PATIENCE_SECONDS = 20
MAX_SIDE_PX = 2400
THUMB_SIDE_PX = 480
#: Of the lossy encoding, 0 to 100.
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
#: What Pillow raises on bytes that are no whole picture.
_UNREADABLE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, IndexError, TypeError,
    OverflowError, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
#: Colours that can't be mixed when a picture is made smaller.
_UNBLENDED = {"P", "PA", "1"}
_decoding = BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A decoded picture, made anew: WebP without metadata, and its thumbnail."""

    data: bytes
    thumb: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The name of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def clean_picture(raw: bytes, *, quality: int = QUALITY) -> CleanPicture:
    """Decode and encode anew; slow, never inside a write transaction. Another ``quality`` gives other bytes.

    Raises Invalid when the bytes are no picture of a known format or are too large once decoded.
    """
    if not _decoding.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        picture = _decoded(raw)
        small = picture.copy()
        small.thumbnail((THUMB_SIDE_PX, THUMB_SIDE_PX))
        return CleanPicture(_webp(picture, quality), _webp(small, quality), picture.width, picture.height)
    finally:
        _decoding.release()


def picture_from_archive(raw: bytes) -> CleanPicture:
    """The same for a picture that the portal may have made itself: one that holds nothing but pixels keeps its bytes.

    So a picture that goes out and in again ten times loses nothing. It is decoded like any other.
    """
    if not _is_bare_webp(raw):
        return clean_picture(raw)
    made = clean_picture(raw)
    return replace(made, data=raw) if (made.width, made.height) == _size(raw) else made


def _size(raw: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(raw), formats=("WEBP",)) as opened:
        return opened.size


def _is_bare_webp(raw: bytes) -> bool:
    """Whether the whole file is one still WebP picture without colour profile, metadata or anything behind it."""
    if raw[:4] != b"RIFF" or raw[8:12] != b"WEBP" or int.from_bytes(raw[4:8], "little") + 8 != len(raw):
        return False
    place, met = 12, []
    while place < len(raw):
        met.append(raw[place : place + 4])
        size = int.from_bytes(raw[place + 4 : place + 8], "little")
        place += 8 + size + size % 2
    return place == len(raw) and met in ([b"VP8 "], [b"VP8L"], [b"VP8X", b"ALPH", b"VP8 "], [b"VP8X", b"VP8L"])


def _decoded(raw: bytes) -> Image.Image:
    """As large as it is kept, upright, in plain colours. The whole picture is held in memory once."""
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as opened:
            _require_bearable(opened)
            # Only a JPEG does it; both sides are needed, each halved as often as it stays larger than what is kept.
            scale = MAX_SIDE_PX / max(opened.size)
            opened.draft(None, (ceil(opened.width * scale), ceil(opened.height * scale)))
            if opened.mode not in _UNBLENDED and "transparency" not in opened.info:
                opened.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
            ImageOps.exif_transpose(opened, in_place=True)
            picture = _plain_colours(opened)
    except _UNREADABLE as error:
        raise Invalid(_l("This file can't be read as a picture. JPEG, PNG, WebP and GIF are understood.")) from error
    picture.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    return picture


def _require_bearable(opened: Image.Image) -> None:
    """By what the head of the file says, before anything is decoded."""
    most = MAX_JPEG_PIXELS if opened.format == "JPEG" else MAX_PIXELS
    if opened.width * opened.height > most or max(opened.size) > MAX_LONGER_SIDE_PX:
        raise Invalid(
            _l(
                "This picture is too large: a JPEG may have 25 megapixels, another format 16, and no side more than "
                "16,000 pixels. Make it smaller and add it again."
            )
        )


def _plain_colours(picture: Image.Image) -> Image.Image:
    """The picture in sRGB without its colour profile, which may hold anything."""
    mode = "RGBA" if _has_alpha(picture) else "RGB"
    profile = picture.info.pop("icc_profile", None)
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # a broken profile: the colours as they are
            found = ImageCms.profileToProfile(
                picture, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode
            )
            picture = found or picture
    plain = picture.convert(mode)
    plain.info.clear()
    return plain


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _webp(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
