"""A Word file as a draft: of a case when its headings say so, else of an article."""

from pathlib import Path
from typing import Any

import mammoth

from portal.cases.headings import HEADINGS, story_of
from portal.cli.transfer.file_lines import FileLines
from portal.cli.transfer.markdown.folder import file_id, keep, title_of
from portal.cli.transfer.markdown.pictures import FilePictures
from portal.cli.transfer.word.html_to_markdown import to_markdown
from portal.cli.transfer.word.opening import opened
from portal.core.errors import DomainError, Invalid
from portal.core.line_faults import LineFault
from portal.core.pictures import clean_picture
from portal.knowledge.models import ItemState

#: The title of the document is a heading too.
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Quote'] => blockquote > p:fresh"
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError, AssertionError)


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

    def shown(image: Any) -> dict[str, str]:
        try:
            with image.open() as source:
                data = source.read()
        except (ValueError, KeyError, OSError) as error:
            raise Invalid("it shows a picture that doesn't lie in the file: put it in and save it again.") from error
        return {"src": f"/files/{pictures.keep(clean_picture(data))}"}

    packed = opened(path)
    try:
        made = mammoth.convert_to_html(
            packed,
            convert_image=mammoth.images.img_element(shown),
            style_map=_STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except _UNREADABLE as error:
        raise Invalid("this Word file can't be read.") from error
    return to_markdown(str(made.value))
