"""Files of algorithms: the text says what it is, and stays as it is; what else there is to say stands in a list."""

from pathlib import Path
from typing import Any

from portal.algorithms.own_facts import SOURCE
from portal.algorithms.understanding import understood
from portal.cli.transfer.file_lines import FileLines
from portal.cli.transfer.item_lines import ALGORITHM
from portal.cli.transfer.lines import FILE, keep_line
from portal.cli.transfer.markdown.folder import (
    KIND_OF_FOLDER,
    file_id,
    kind_by_place,
    named,
    text_of,
    with_own_pictures,
)
from portal.cli.transfer.markdown.front_matter import FENCE
from portal.cli.transfer.markdown.pictures import FilePictures
from portal.core.errors import DomainError
from portal.core.line_faults import LineFault, LineReading
from portal.knowledge.models import ItemState

#: A file in no folder of its own is an algorithm when so many answers lead to its steps.
TELLING_ANSWERS = 2


def read_algorithm(path: Path, root: Path, found: FileLines, pictures: FilePictures) -> bool:
    """Keep the algorithm that a file holds, or its faults; False for a file that is something else."""
    file = named(root, path)
    try:
        text = text_of(path)
        if not _is_algorithm(path, root, file, text, found):
            return False
        told = found.told_files.pop(file, None)
        values = dict(told.values) if told is not None else _untold(text)
        values.setdefault("id", file_id(root, path))
        values[SOURCE] = with_own_pictures(text, 1, values, path, file, found, pictures)
        keep_line(found, ALGORITHM, LineReading(1, values, file=file))
    except DomainError as error:
        found.faults.append(LineFault(1, str(error), error.field or "", file))
    return True


def files_not_there(found: FileLines) -> None:
    """Name the lines that tell of files which the folder doesn't hold."""
    for file, reading in found.told_files.items():
        found.faults.append(LineFault(reading.line, f"there is no file {file[:80]}.", FILE, reading.file))


def _is_algorithm(path: Path, root: Path, file: str, text: str, found: FileLines) -> bool:
    if file in found.told_files or kind_by_place(root, path) == ALGORITHM:
        return True
    if (path.relative_to(root).parts[0] if path.parent != root else root.name) in KIND_OF_FOLDER:
        return False
    read = understood(text)
    says_otherwise = any(key == "kind" for key, _line in read.document.front.unknown)
    leading = [arrow for arrow in read.graph.arrows if arrow.target is not None]
    return not says_otherwise and len(leading) >= TELLING_ANSWERS


def _untold(text: str) -> dict[str, Any]:
    """A file that says nothing of itself becomes a draft, as others do."""
    return {} if text.startswith(FENCE) else {"state": ItemState.DRAFT.value}
