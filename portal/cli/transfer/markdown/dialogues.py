"""Files of practice dialogues: the text stays as it is; what else there is to say stands in a list."""

from pathlib import Path

from portal.cli.transfer.dialogue_lines import DIALOGUE
from portal.cli.transfer.file_lines import FileLines
from portal.cli.transfer.lines import FILE, keep_line
from portal.cli.transfer.markdown.folder import KIND_OF_FOLDER, file_id, kind_by_place, named, text_of
from portal.core.errors import DomainError
from portal.core.line_faults import LineFault, LineReading
from portal.practice.document import Dialogue
from portal.practice.reader import read

#: What the list says of a file that the text doesn't need.
_OF_ARCHIVES = ("pictures", FILE)


def read_dialogue(path: Path, root: Path, found: FileLines) -> bool:
    """Keep the dialogue that a file holds, or its faults; False for a file that is something else."""
    file = named(root, path)
    try:
        placed = kind_by_place(root, path) == DIALOGUE
        elsewhere = not placed and (root.name if path.parent == root else path.relative_to(root).parts[0])
        if not placed and elsewhere in KIND_OF_FOLDER:
            return False
        text = text_of(path)
        if not placed and not _is_dialogue(read(text)):
            return False
        told = found.told_files.pop(file, None)
        values = {name: value for name, value in (told.values if told else {}).items() if name not in _OF_ARCHIVES}
        values.setdefault("id", file_id(root, path))
        keep_line(found, DIALOGUE, LineReading(1, values | {"source": text}, file=file))
    except DomainError as error:
        found.faults.append(LineFault(1, str(error), error.field or "", file))
    return True


def _is_dialogue(dialogue: Dialogue) -> bool:
    """A file in no folder of its own is one when it names an algorithm and marks a reply."""
    marked = any(reply.mark is not None for scene in dialogue.scenes for reply in scene.replies)
    return bool(dialogue.algorithm) and marked
