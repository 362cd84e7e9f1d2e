"""A Word file as a draft: of a case when its headings say so, else of an article."""

from pathlib import Path
from typing import Any

from portal.cases.headings import HEADINGS, story_of
from portal.cli.transfer.file_lines import FileLines
from portal.cli.transfer.markdown.folder import file_id, keep, title_of
from portal.cli.transfer.markdown.pictures import FilePictures
from portal.core.errors import DomainError
from portal.core.line_faults import LineFault
from portal.core.pictures import clean_picture
from portal.core.word.reading import markdown_of
from portal.knowledge.models import ItemState


def read_word(path: Path, root: Path, found: FileLines, pictures: FilePictures) -> None:
    """Keep what a file tells of, or its faults."""
    file = path.relative_to(root).as_posix()
    try:
        text = _text_of(path, pictures)
        title, rest = title_of(text, path.stem)
        first_line = text.strip().partition("\n")[0]
        if HEADINGS.named_by(first_line) is not None:
            title, rest = title_of("", path.stem)[0], text
        parts = story_of(rest)
        values: dict[str, Any] = {"id": file_id(root, path), "title": title, "state": ItemState.DRAFT.value}
        values |= parts if parts is not None else {"body": rest}
        keep(found, "case" if parts is not None else "article", values, file, None)
    except DomainError as error:
        found.faults.append(LineFault(1, str(error), error.field or "", file))


def _text_of(path: Path, pictures: FilePictures) -> str:
    """The words of a document as Markdown, its pictures checked."""

    def address(data: bytes) -> str:
        return f"/files/{pictures.keep(clean_picture(data))}"

    with path.open("rb") as source:
        return markdown_of(source, address)
