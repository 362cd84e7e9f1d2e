"""Lines of JSON: what each tells of, and every fault with its line number."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import IO, Any

from portal.cli.transfer.card_lines import CARD, card_line
from portal.cli.transfer.change_lines import CHANGE, change_line
from portal.cli.transfer.dialogue_lines import DIALOGUE, dialogue_line
from portal.cli.transfer.file_lines import FileLines, Line
from portal.cli.transfer.initiative_lines import initiative_line
from portal.cli.transfer.item_lines import ALGORITHM, ITEM_KINDS, collection_line, genre_line, item_line
from portal.cli.transfer.values import refuse_constant
from portal.core.errors import Invalid
from portal.core.line_faults import LineFault, LineReading
from portal.people.services.person_fields import shown

MAX_LINE_BYTES = 1024 * 1024
#: What a line says of an algorithm or a dialogue whose text is a file of its own, beside it.
FILE = "file"
KINDS = ("initiative", "person", *ITEM_KINDS, CHANGE, "collection", "genre", DIALOGUE, CARD)


def read_lines(source: IO[bytes], into: FileLines | None = None, *, file: str = "") -> FileLines:
    """Every line, and every fault of shape. Empty lines are skipped; an id stands for one item only."""
    found = FileLines() if into is None else into
    for number, raw in _raw_lines(source):
        if not raw.strip():
            continue
        try:
            kind, data = _object(raw, number)
        except Invalid as error:
            found.faults.append(LineFault(number, str(error), file=file))
            continue
        if kind == "person":
            found.people.append({**data, "line": number})
        elif kind in (ALGORITHM, DIALOGUE) and isinstance(data.get(FILE), str):
            found.told_files[data.pop(FILE)] = LineReading(number, data, file=file)
        else:
            keep_line(found, kind, LineReading(number, data, file=file))
    return found


def keep_line(found: FileLines, kind: str, reading: LineReading) -> None:
    """Read what the values tell of, and keep it unless it is faulty."""
    line = _reader(kind)(reading)
    if line is not None:
        here = f"{line.file} " if line.file else f"line {line.line} "
        series = kind if kind not in ITEM_KINDS else "item"
        if (first := found.first_places.setdefault((series, line.id), here)) != here:
            reading.fault(f"{line.id!r} stands in {first}already.", "id")
    if line is not None and not reading.faults:
        _series(found, kind).append(line)
    found.faults += reading.faults


def _reader(kind: str) -> Callable[[LineReading], Line | None]:
    if kind in ITEM_KINDS:
        return lambda reading: item_line(reading, kind)
    readers: dict[str, Callable[[LineReading], Line | None]] = {
        "initiative": initiative_line,
        CHANGE: change_line,
        "collection": collection_line,
        "genre": genre_line,
        DIALOGUE: dialogue_line,
        CARD: card_line,
    }
    return readers[kind]


def _series(found: FileLines, kind: str) -> list[Any]:
    series: dict[str, list[Any]] = {
        "initiative": found.initiatives,
        CHANGE: found.changes,
        "collection": found.collections,
        "genre": found.genres,
        DIALOGUE: found.dialogues,
        CARD: found.cards,
    }
    return series.get(kind, found.items)


def _raw_lines(source: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; of one that is too long only the beginning, a byte longer than it may be."""
    for number in itertools.count(1):
        raw = source.readline(MAX_LINE_BYTES + 1)
        if not raw:
            return
        rest = raw
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(MAX_LINE_BYTES)
        yield number, raw


def _object(raw: bytes, number: int) -> tuple[str, dict[str, Any]]:
    """The kind of thing that the line tells of, and what it says."""
    if len(raw) > MAX_LINE_BYTES:
        raise Invalid("the line is longer than 1 MB.")
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        data = json.loads(text, parse_constant=refuse_constant)
        if "\\ud" in text.lower():
            json.dumps(data, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise Invalid("the text isn't UTF-8.") from error
    except UnicodeEncodeError as error:
        raise Invalid("a text holds half a character (a lone surrogate).") from error
    except RecursionError as error:
        raise Invalid("this isn't JSON that can be read (nested too deeply).") from error
    except ValueError as error:
        raise Invalid(f"this isn't JSON ({getattr(error, 'msg', 'a number that is none, or too long')}).") from error
    if not isinstance(data, dict):
        raise Invalid("a line has to be one JSON object.")
    kind = data.pop("kind", "initiative")
    if kind not in KINDS:
        raise Invalid(f"kind is '{shown(kind)}'; {', '.join(KINDS)} are understood.")
    return kind, data
