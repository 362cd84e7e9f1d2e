"""Pictures that lie beside the files: found where a text names them, and nowhere else than in the folder."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal.cli.transfer.file_lines import FilePicture
from portal.cli.transfer.picture_addresses import provisional_token
from portal.core.errors import DomainError, Invalid
from portal.core.files import Storage, put_bytes
from portal.core.pictures import CleanPicture, picture_from_archive

MEGABYTE = 1024 * 1024
#: ``![alt](path "title")``, and the definition behind ``![alt][name]``.
_SHOWN = re.compile(
    r"(!\[(?:[^\[\]\\\n]|\\.)*\]\(\s*)(<[^<>\n]*>|[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)"
    r"(?=\s*(?:\"[^\"\n]*\"\s*|'[^'\n]*'\s*)?\))"
)
_DEFINED = re.compile(r"^( {0,3}\[[^\]\n]+\]:\s*)(<[^<>\n]*>|\S+)", re.MULTILINE)
_PICTURE_ENDING = re.compile(r"\.(?:jpe?g|png|webp|gif)$", re.IGNORECASE)
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_ARCHIVED = re.compile(r"[0-9a-f]{64}\.webp")
FOLDER = "pictures"


@dataclass(slots=True)
class FilePictures:
    """The pictures of some files, each checked once. ``storage`` None: nothing is kept (a dry run)."""

    root: Path
    storage: Storage | None
    max_bytes: int
    found: dict[str, FilePicture] = field(default_factory=dict)
    _known: dict[Path, str] = field(default_factory=dict)

    def address(self, named: str, beside: Path) -> str:
        """What a text says in the place of a path. Raises Invalid when there is no such picture."""
        path = self._inside(named, beside)
        if path not in self._known:
            self._known[path] = self.keep(picture_from_archive(path.read_bytes()))
        return f"/files/{self._known[path]}"

    def keep(self, picture: CleanPicture) -> str:
        """The provisional token of a picture that passed the checks."""
        if self.storage is not None:
            put_bytes(self.storage, picture)
        token = provisional_token(picture.sha256)
        self.found[token] = FilePicture(picture.sha256, picture.width, picture.height, len(picture.data))
        return token

    def _inside(self, named: str, beside: Path) -> Path:
        parts = urlsplit(named)
        if parts.scheme or parts.netloc:
            raise Invalid(f"the picture {named[:60]} lies elsewhere: put it beside the file.")
        path = Path(os.path.normpath(beside.parent / unquote(parts.path)))
        if path.is_absolute() and not path.is_relative_to(self.root):
            raise Invalid(f"the picture {named[:60]} leads out of the folder.")
        if Path(os.path.realpath(path)) != path:
            raise Invalid(f"the picture {named[:60]} is reached by a symbolic link; these aren't followed.")
        if not path.is_file():
            raise Invalid(f"there is no picture {named[:60]}.")
        if path.stat().st_size > self.max_bytes:
            raise Invalid(f"the picture {named[:60]} is larger than {self.max_bytes // MEGABYTE} MB.")
        return path


#: A line within the text, from 0, and what is wrong there.
Fault = Callable[[int, str], None]


def with_pictures(text: str, beside: Path, pictures: FilePictures, fault: Fault) -> str:
    """The text with addresses in the place of paths; code and what leads to the portal's own files stay as they are."""

    def replaced(number: int, found: re.Match[str]) -> str:
        path = found[2].strip("<>")
        defined = not found[1].startswith("!")
        if path.startswith(("/files/", "#")) or (defined and not _is_near_picture(path)):
            return found[0]
        try:
            return f"{found[1]}{pictures.address(path, beside)}"
        except DomainError as error:
            fault(number, str(error))
            return found[0]

    lines = [
        line if is_code else _outside_code(line, partial(replaced, number))
        for number, (line, is_code) in enumerate(_lines(text))
    ]
    return "\n".join(lines)


def _is_near_picture(path: str) -> bool:
    return not urlsplit(path).scheme and _PICTURE_ENDING.search(path) is not None


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a block of code."""
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        inside = bool(fence)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence):
            fence = ""
        yield line, inside or bool(fence)


def _outside_code(line: str, replaced: Callable[[re.Match[str]], str]) -> str:
    pieces, place = [], 0
    for code in _CODE.finditer(line):
        pieces += [_SHOWN.sub(replaced, line[place : code.start()]), code[0]]
        place = code.end()
    return _DEFINED.sub(replaced, "".join([*pieces, _SHOWN.sub(replaced, line[place:])]))


def with_archived_pictures(text: str, named: list[str], beside: Path, pictures: FilePictures, *, deep: int = 1) -> str:
    """The same for a file of an archive, which names its pictures itself: nothing else is taken for one.

    ``deep``: in how many folders within the archive the file lies.
    """
    for name in named:
        if not _ARCHIVED.fullmatch(name):
            raise Invalid("names a picture that isn't one of an archive.", field=FOLDER)
        path = f"{'../' * deep}{FOLDER}/{name}"
        text = text.replace(path, pictures.address(path, beside))
    return text
