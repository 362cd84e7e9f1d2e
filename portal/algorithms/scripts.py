"""A file with a script in it: a Word document or plain text, as words."""

from typing import IO

from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_lines
from portal.core.word.opening import MEGABYTE, Bounds
from portal.core.word.reading import markdown_of

#: A script of a hundred pages; a page waits for it.
BOUNDS = Bounds(
    file_bytes=8 * MEGABYTE,
    xml_bytes=2 * MEGABYTE,
    all_xml_bytes=4 * MEGABYTE,
    all_bytes=40 * MEGABYTE,
    elements=60_000,
)
MAX_TEXT_BYTES = 2 * MEGABYTE
_PACKED, _OLD_WORD, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
#: How text begins that says itself how it is written.
_BEGINNINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def words_of_file(source: IO[bytes], bounds: Bounds = BOUNDS) -> str:
    """The words of a file. Raises Invalid, saying why, when they can't be read."""
    head = source.read(8)
    source.seek(0)
    if head.startswith(_PACKED):
        return markdown_of(source, bounds=bounds)
    if head.startswith((_OLD_WORD, _PDF)):
        raise Invalid(_l("This kind of file can't be read. Open it, save it as .docx, or copy the text and paste it."))
    data = source.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise Invalid(_l("This file is too long for one algorithm: divide it."))
    return clean_lines(_decoded(data))


def _decoded(data: bytes) -> str:
    named = next((encoding for sign, encoding in _BEGINNINGS if data.startswith(sign)), None)
    for encoding in (named,) if named else ("utf-8", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not named and "\x00" in text:
            break
        return text
    raise Invalid(_l("This file holds no text. Choose a Word document (.docx) or a text file."))
