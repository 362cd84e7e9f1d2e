"""A folder of Markdown: files with front matter say what they are, the others become drafts of articles."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from portal.cases.headings import PARTS as STORY_PARTS
from portal.cli.transfer.change_lines import CHANGE, OF
from portal.cli.transfer.dialogue_lines import DIALOGUE
from portal.cli.transfer.file_lines import FileLines
from portal.cli.transfer.initiative_lines import PARTS as INITIATIVE_PARTS
from portal.cli.transfer.item_lines import ALGORITHM, ITEM_KINDS, SAY
from portal.cli.transfer.lines import keep_line
from portal.cli.transfer.markdown.front_matter import FrontMatter, read_front_matter
from portal.cli.transfer.markdown.marked_parts import parted, shown
from portal.cli.transfer.markdown.pictures import FOLDER, FilePictures, with_archived_pictures, with_pictures
from portal.cli.transfer.values import read_list
from portal.core.errors import DomainError, Invalid
from portal.core.line_faults import LineFault, LineReading
from portal.core.text import clean_line
from portal.knowledge.models import MAX_TITLE_LETTERS, ItemState
from portal.knowledge.shapes import shapes
from portal.people.services.person_fields import MAX_ID_LETTERS

MAX_BYTES = 8 * 1024 * 1024
MOST_FILES = 50_000
KIND_OF_FOLDER = {
    "cases": "case",
    "algorithms": ALGORITHM,
    "dialogues": DIALOGUE,
    "articles": "article",
    "changes": CHANGE,
    "collections": "collection",
    "initiatives": "initiative",
}
#: The kind of a page that leads to the others.
INDEX = "index"
_NAMES = {"collection": ("about",), "initiative": INITIATIVE_PARTS}
_KINDS = (*ITEM_KINDS, CHANGE, *_NAMES)


def files_in(root: Path, found: FileLines) -> Iterator[Path]:
    """Every file in the order of their names; links and what begins with a dot are left alone."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [*folders, *sorted(names)]:
            path = Path(folder) / name
            if path.is_symlink():
                found.faults.append(LineFault(1, "is a symbolic link; these aren't followed.", file=named(root, path)))
            elif path.is_file() and not name.startswith("."):
                count += 1
                if count > MOST_FILES:
                    raise Invalid(f"The folder holds more than {MOST_FILES} files.")
                yield path
        folders[:] = [name for name in folders if not (Path(folder) / name).is_symlink()]


def read_markdown(path: Path, root: Path, found: FileLines, pictures: FilePictures) -> None:
    """Keep what a file tells of, or its faults."""
    file = named(root, path)
    try:
        text = text_of(path)
        front = read_front_matter(text)
        values = _plain(path, text) if front is None else dict(front.values)
        values.setdefault("id", file_id(root, path))
        kind = str(values.pop("kind", "") or kind_by_place(root, path))
        if kind == INDEX:
            return
        if kind not in _KINDS:
            raise Invalid(f"kind is '{clean_line(kind)[:40]}'; {', '.join(_KINDS)} are understood.")
        body, line = (text, 1) if front is None else (front.text, front.text_line)
        body = with_own_pictures(body, line, values, path, file, found, pictures)
        keep(found, kind, values | _said(kind, body, values), file, front)
    except DomainError as error:
        found.faults.append(LineFault(1, str(error), error.field or "", file))


def keep(found: FileLines, kind: str, values: dict[str, Any], file: str, front: FrontMatter | None) -> None:
    """Keep the line that the values make; faults name the line of their field."""
    before = len(found.faults)
    keep_line(found, kind, LineReading(1, values, file=file))
    lines = front.lines if front else {}
    found.faults[before:] = [replace(one, line=lines.get(one.field, 1)) for one in found.faults[before:]]


def file_id(root: Path, path: Path) -> str:
    """What a file without an id of its own is known by: its place in the folder."""
    name = f"file:{named(root, path)}"
    if len(name) <= MAX_ID_LETTERS:
        return name
    return f"file:{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:40]}"


def title_of(text: str, otherwise: str) -> tuple[str, str]:
    """The first heading of a text, and the rest; without one the name of the file."""
    head, _newline, rest = text.strip().partition("\n")
    if head.startswith("#") and (title := clean_line(_plain_words(head.lstrip("#").strip(" #")))):
        return title[:MAX_TITLE_LETTERS], rest.strip()
    return clean_line(otherwise.replace("_", " ").replace("-", " "))[:MAX_TITLE_LETTERS], text


def _plain_words(line: str) -> str:
    """A heading without emphasis and backslashes."""
    return re.sub(r"\\(?=[^\w\s])", "", re.sub(r"(?<!\\)(?:\*+|~~|`+)", "", line))


def named(root: Path, path: Path) -> str:
    """The path of a file within the folder."""
    return path.relative_to(root).as_posix().encode("utf-8", "replace").decode()


def text_of(path: Path) -> str:
    """The text of a file, its ends of lines as \\n. Raises Invalid when it is too large, or no text."""
    if path.stat().st_size > MAX_BYTES:
        raise Invalid("the file is larger than 8 MB.")
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Invalid("the text isn't UTF-8.") from error


def kind_by_place(root: Path, path: Path) -> str:
    """What a file is that doesn't say it: by the folder that it lies in."""
    folder = path.relative_to(root).parts[0] if path.parent != root else root.name
    return KIND_OF_FOLDER.get(folder, "article")


def _plain(path: Path, text: str) -> dict[str, Any]:
    """A file that says nothing of itself: a draft."""
    return {"title": title_of(text, path.stem)[0], "state": ItemState.DRAFT.value}


def with_own_pictures(
    text: str, first_line: int, values: dict[str, Any], path: Path, file: str, found: FileLines, pictures: FilePictures,
    *, deep: int = 1,
) -> str:  # fmt: skip
    """The text with addresses in the place of paths; an archive's file names its pictures itself."""
    if FOLDER in values:
        return with_archived_pictures(text, read_list(values.pop(FOLDER), most=MOST_FILES), path, pictures, deep=deep)

    def fault(line: int, sentence: str) -> None:
        found.faults.append(LineFault(first_line + line, sentence, file=file))

    return with_pictures(text, path, pictures, fault)


def _said(kind: str, body: str, values: dict[str, Any]) -> dict[str, str]:
    """What the text of a file says, by the names of fields."""
    if kind == CHANGE:
        return _said_of_change(str(values.get(OF, "")).partition(":")[0], body)
    names = _NAMES.get(kind) or {part.key for shape in shapes if shape.kind == kind for part in shape.parts}
    parts = parted(body, names)
    if parts is not None:
        return dict(parts)
    if kind == "collection":
        return {"about": shown(body)}
    if kind == "article" and (SAY in values or "used_to_say" in values):
        return {"why": shown(body)}
    if set(values) & {*STORY_PARTS, *INITIATIVE_PARTS} and not body.strip():
        return {}
    text = title_of(body, "")[1] if "state" in values and values["id"].startswith("file:") else body
    return {"body": shown(text)}


def _said_of_change(kind: str, body: str) -> dict[str, str]:
    """Each part stands behind its name, letter by letter as it is written."""
    parts = parted(body, {part.key for shape in shapes if shape.kind == kind for part in shape.parts})
    if parts is None:
        return {"body": shown(body)} if body.strip() else {}
    return {name: text.removeprefix("\n").removesuffix("\n") for name, text in parts.items()}
