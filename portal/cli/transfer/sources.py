"""Whatever is to be brought in: lines of JSON, a folder, a Markdown or a Word file."""

from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from portal.cli.transfer.file_lines import ChangeLine, FileLines, ItemLine
from portal.cli.transfer.lines import read_lines
from portal.cli.transfer.markdown.algorithms import files_not_there, read_algorithm
from portal.cli.transfer.markdown.dialogues import read_dialogue
from portal.cli.transfer.markdown.folder import files_in, named, read_markdown, with_own_pictures
from portal.cli.transfer.markdown.pictures import FilePictures
from portal.cli.transfer.track_files import Pictured, read_track_part, whole_tracks
from portal.cli.transfer.word_files import read_word
from portal.core.files import Storage
from portal.knowledge.models import ItemState

MARKDOWN, WORD, JSON = {".md", ".markdown"}, {".docx"}, {".jsonl"}


def read_source(path: Path, storage: Storage | None, *, max_bytes: int, author: str | None) -> FileLines:
    """Everything that a file or a folder holds, with its pictures. ``author``: whose the drafts are that name none."""
    here = path.resolve()
    root = here if here.is_dir() else here.parent
    found = FileLines()
    pictures = FilePictures(root, storage, max_bytes, found.pictures)
    if here.is_dir():
        for one in files_in(root, found):
            _read(one, root, found, pictures)
        files_not_there(found)
        found.tracks = whole_tracks(found.track_parts, found.faults)
    else:
        _read(here, root, found, pictures, alone=True)
    return _with_author(found, author)


def read_stream(source: IO[bytes], *, author: str | None) -> FileLines:
    """Lines of JSON from somewhere else."""
    return _with_author(read_lines(source), author)


def _with_author(found: FileLines, author: str | None) -> FileLines:
    if author is not None:
        found.items = [_by(line, author) for line in found.items]
        found.changes = [_change_by(line, author) for line in found.changes]
    return found


def _by(line: ItemLine, author: str) -> ItemLine:
    waits = line.state in {None, ItemState.DRAFT}
    return replace(line, author=author) if line.author is None and not line.nameless and waits else line


def _change_by(line: ChangeLine, author: str) -> ChangeLine:
    waits = line.state == ItemState.DRAFT and not line.asked_for
    return replace(line, author=author) if line.author is None and waits else line


def _read(path: Path, root: Path, found: FileLines, pictures: FilePictures, *, alone: bool = False) -> None:
    ending = path.suffix.lower()
    if ending in MARKDOWN:
        if read_track_part(path, root, found.track_parts, found.faults, _pictured(root, found, pictures)):
            return
        if not read_dialogue(path, root, found) and not read_algorithm(path, root, found, pictures):
            read_markdown(path, root, found, pictures)
    elif ending in WORD:
        if not path.name.startswith("~$"):  # what Word leaves beside an open document
            read_word(path, root, found, pictures)
    elif alone or ending in JSON:
        with path.open("rb") as source:
            read_lines(source, found, file="" if alone else path.relative_to(root).as_posix())


def _pictured(root: Path, found: FileLines, pictures: FilePictures) -> Pictured:
    """How pictures get into the texts of tracks."""

    def with_addresses(text: str, line: int, values: dict[str, Any], path: Path, deep: int) -> str:
        return with_own_pictures(text, line, values, path, named(root, path), found, pictures, deep=deep)

    return with_addresses
