"""A Word file before it is read: a packed folder of XML and pictures, whoever made it and for whatever purpose.

Nothing is unpacked to the disk. What is handed on holds only parts that were looked at: XML without a document type
(so no entities that grow), not too much of it, and pictures that begin as pictures do.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from typing import IO
from xml.parsers import expat

from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l

MEGABYTE = 1024 * 1024
MAX_MEMBERS = 2_000
#: Honest text packs to a twentieth; small parts may be emptier.
MAX_RATIO, RATIO_FROM_BYTES = 150, 256 * 1024
MAX_DEPTH = 120
MAIN = "word/document.xml"
_ENCRYPTED = 0x1
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a")
_XML = (".xml", ".rels")
#: What pages show; the rest (fonts, macros, embedded files) is left where it is.
_MEDIA = "word/media/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How large a file may be: packed, and once unpacked, of one part of XML, of all of it, and of everything."""

    file_bytes: int
    xml_bytes: int
    all_xml_bytes: int
    all_bytes: int
    elements: int


#: For a command that somebody waits for.
BEARABLE = Bounds(
    file_bytes=50 * MEGABYTE,
    xml_bytes=8 * MEGABYTE,
    all_xml_bytes=24 * MEGABYTE,
    all_bytes=200 * MEGABYTE,
    elements=400_000,
)


def opened(source: IO[bytes], bounds: Bounds = BEARABLE) -> BytesIO:
    """The parts that can be read, packed anew. Raises Invalid, saying why, when the file isn't what it should be."""
    if source.seek(0, SEEK_END) > bounds.file_bytes:
        raise Invalid(_l("The file is larger than %(num)s MB.", num=bounds.file_bytes // MEGABYTE))
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as packed:
            members = _bearable(packed, bounds)
            return _packed_anew(packed, members, bounds)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Invalid(_l("This isn't a whole Word file (.docx).")) from error
    except (ValueError, RuntimeError, KeyError) as error:
        raise Invalid(_l("This Word file is damaged.")) from error


def _bearable(packed: zipfile.ZipFile, bounds: Bounds) -> list[zipfile.ZipInfo]:
    """The members by what the head of the file says of them, before any is unpacked."""
    members = [member for member in packed.infolist() if not member.is_dir()]
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or len(set(names)) < len(names):
        raise Invalid(_l("The file holds too many parts, or two of one name."))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Invalid(_l("The file is locked with a password."))
    if any(".." in name.split("/") or name.startswith("/") for name in names):
        raise Invalid(_l("The file holds a part that leads out of it."))
    if MAIN not in names:
        raise Invalid(_l("This isn't a Word file (.docx)."))
    xml = [member.file_size for member in members if _is_xml(member)]
    everything = sum(member.file_size for member in members)
    if max(xml) > bounds.xml_bytes or sum(xml) > bounds.all_xml_bytes or everything > bounds.all_bytes:
        raise Invalid(_l("The file unpacks to more than can be read."))
    for member in members:
        if member.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * member.compress_size):
            raise Invalid(_l("The file is packed as no document is."))
    return members


def _is_xml(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith(_XML)


def _packed_anew(packed: zipfile.ZipFile, members: list[zipfile.ZipInfo], bounds: Bounds) -> BytesIO:
    out = BytesIO()
    elements = _Elements(bounds.elements)
    with zipfile.ZipFile(out, "w") as target:
        for name, data in _parts(packed, members):
            if name.lower().endswith(_XML):
                elements.look_at(data)
            target.writestr(zipfile.ZipInfo(name), data)
    out.seek(0)
    return out


def _parts(packed: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    for member in members:
        if _is_xml(member):
            yield member.filename, packed.read(member)
        elif member.filename.startswith(_MEDIA) and (data := packed.read(member)).startswith(_PICTURES):
            yield member.filename, data


class _Elements:
    """Counts what all parts hold, and refuses what a Word file never has."""

    def __init__(self, most: int) -> None:
        self._count, self._most = 0, most

    def look_at(self, data: bytes) -> None:
        """Go through one part of XML without making anything of it."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._depth = 0
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Invalid(_l("This Word file is damaged: a part of it isn't XML.")) from error

    def _start(self, _name: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        self._depth += 1
        if self._count > self._most or self._depth > MAX_DEPTH:
            raise Invalid(_l("The file is made of too many pieces, or nested too deeply."))

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _refuse(self, *_: object) -> None:
        raise Invalid(_l("The file declares a document type, which no Word file does."))
