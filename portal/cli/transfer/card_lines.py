"""Cards of files: a question, its answer, the deck, and the item that they are taken from."""

from dataclasses import dataclass

from portal.cards.models import MAX_BACK_LETTERS, MAX_FRONT_LETTERS
from portal.cli.transfer.file_lines import Line
from portal.cli.transfer.item_lines import ITEM_KINDS, needed, read_reference
from portal.cli.transfer.values import read_flag, read_text
from portal.core.line_faults import LineReading
from portal.core.tags import MAX_TAG_LETTERS
from portal.people.services.person_fields import read_id, read_language, read_line

CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine(Line):
    """A card as a file describes it, its Markdown not rendered yet."""

    #: None: told by the letters of the texts.
    language: str | None
    topic: str
    front: str
    back: str
    #: The item that it is taken from, by kind and id in files.
    of: tuple[str, str] | None
    retired: bool


def card_line(reading: LineReading) -> CardLine | None:
    """The card, or None when it has no id, no question or no answer."""
    read = reading.read
    line = CardLine(
        file=reading.file,
        line=reading.line,
        kind=CARD,
        id=needed(reading, "id", read_id),
        front=needed(reading, "front", lambda value: read_text(value, longest=MAX_FRONT_LETTERS)),
        back=needed(reading, "back", lambda value: read_text(value, longest=MAX_BACK_LETTERS)),
        language=read("lang", read_language),
        topic=read("topic", lambda value: read_line(value, longest=MAX_TAG_LETTERS)) or "",
        of=read("of", lambda value: read_reference(value, ITEM_KINDS) if value else None),
        retired=read("retired", read_flag) or False,
    )
    return line if line.id and line.front and line.back else None
