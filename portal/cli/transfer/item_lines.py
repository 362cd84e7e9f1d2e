"""An item of knowledge, a collection or a genre of a file: shapes are checked here, without a database."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from portal.algorithms.own_facts import SOURCE
from portal.algorithms.plain_bodies import source_of_body
from portal.cases.headings import story_of
from portal.cli.transfer.file_lines import NEVER, NOBODY, CollectionLine, GenreLine, ItemLine, LinkLine, MarkLine
from portal.cli.transfer.values import read_choice, read_count, read_flag, read_list, read_moment, read_tags, read_text
from portal.core.errors import Invalid
from portal.core.i18n import LANGUAGES
from portal.core.line_faults import LineReading
from portal.core.links import LinkKind
from portal.knowledge.anchoring import CONTEXT_LETTERS
from portal.knowledge.channels import CHANNELS
from portal.knowledge.models import (
    MAX_MARK_NOTE_LETTERS,
    MAX_NOTE_LETTERS,
    MAX_QUOTE_LETTERS,
    MAX_REASON_LETTERS,
    MAX_TITLE_LETTERS,
    ItemState,
)
from portal.knowledge.services.collecting import MAX_ABOUT_LETTERS, MAX_ENTRIES
from portal.knowledge.services.collecting import MAX_TITLE_LETTERS as MAX_COLLECTION_TITLE_LETTERS
from portal.knowledge.shapes import MAX_PART_LETTERS, Part, shapes
from portal.people.services.person_fields import read_date, read_email, read_id, read_line, read_name, shown

ALGORITHM = "algorithm"
ITEM_KINDS = ("case", ALGORITHM, "article")
LINKED_KINDS = ("initiative", *ITEM_KINDS)
STATES = tuple(state for state in ItemState if state is not ItemState.DISCARDED)
BODY, SAY = "body", "say"
MOST_LINKS, MOST_MARKS, MOST_COLLECTIONS, MOST_TEAMS = 500, 2_000, 200, 500


def item_line(reading: LineReading, kind: str) -> ItemLine | None:
    """The item, or None when it has no id; faults stay in the reading."""
    read = reading.read
    line = ItemLine(
        file=reading.file, line=reading.line, kind=kind, id=needed(reading, "id", read_id),
        title=title_of_text(reading, kind), plain=is_plain(reading, kind),
        genre=read("genre", read_line) or None, language=read("lang", read_language),
        parts=parts_of_text(reading, kind),
        channel=read("channel", lambda value: read_choice(value, tuple(CHANNELS))),
        area=read("area", read_name) or None,
        tags=read("tags", read_tags) or (),
        author=read("author", read_email) or None, nameless=read("nameless", read_flag) or False,
        keeper=read("keeper", lambda value: NOBODY if value == NOBODY else read_email(value)) or None,
        created=read("created", read_moment), published=read("published", read_moment),
        changed=read("changed", read_moment), checked=read("checked", read_moment),
        checked_by=read("checked_by", read_email) or None,
        check_again_on=read("check_again_on", lambda value: NEVER if value == NEVER else read_date(value)),
        state=read("state", lambda value: read_choice(value, STATES)),
        archived=read("archived", read_moment),
        archive_reason=read("archive_reason", lambda value: read_text(value, longest=MAX_REASON_LETTERS)) or "",
        must_acknowledge=read("must_acknowledge", read_flag) or False,
        acknowledging_teams=tuple(_entries(reading, "acknowledging_teams", read_name, MOST_TEAMS)),
        note=read("note", lambda value: read_text(value, longest=MAX_NOTE_LETTERS)) or "",
        links=links_of(reading),
        marks=tuple(_entries(reading, "marks", _read_mark, MOST_MARKS)),
        collections=tuple(_entries(reading, "collections", read_id, MOST_COLLECTIONS)),
    )  # fmt: skip
    if line.plain and not reading.faults:
        line = _as_source(line)
    return line if line.id else None


def collection_line(reading: LineReading) -> CollectionLine | None:
    """The collection, or None when it has no id."""
    read = reading.read
    line = CollectionLine(
        file=reading.file,
        line=reading.line,
        kind="collection",
        id=needed(reading, "id", read_id),
        title=needed(reading, "title", lambda value: read_line(value, longest=MAX_COLLECTION_TITLE_LETTERS)),
        about=read("about", lambda value: read_text(value, longest=MAX_ABOUT_LETTERS)) or "",
        language=read("lang", read_language),
        by=read("by", read_email) or None,
        created=read("created", read_moment),
        updated=read("updated", read_moment),
        items=tuple(_entries(reading, "items", lambda value: read_reference(value, ITEM_KINDS), MAX_ENTRIES)),
    )
    return line if line.id else None


def genre_line(reading: LineReading) -> GenreLine | None:
    """The genre, or None when it has no key."""
    read = reading.read
    line = GenreLine(
        file=reading.file,
        line=reading.line,
        kind="genre",
        id=needed(reading, "key", lambda value: read_line(value, longest=40)),
        of=needed(reading, "of", lambda value: read_choice(value, ITEM_KINDS) or ""),
        shape=needed(reading, "shape", lambda value: read_choice(value, [name for name, _ in shapes.items()]) or ""),
        names=read("names", _read_names) or {},
        position=read("position", read_count) or 0,
        blameless=read("blameless", read_flag) or False,
        retired=read("retired", read_flag) or False,
    )
    return line if line.id else None


def needed(reading: LineReading, name: str, reader: Callable[[Any], str]) -> str:
    """A value without which the line says nothing."""
    value = reading.read(name, reader)
    if value == "":
        reading.fault("is missing.", name)
    return value or ""


def read_language(value: Any) -> str | None:
    """uk, ru or en."""
    return read_choice(value, tuple(LANGUAGES))


def links_of(reading: LineReading) -> tuple[LinkLine, ...]:
    """What the item of a line is to others."""
    return tuple(_entries(reading, "links", _read_link, MOST_LINKS))


def read_reference(value: Any, kinds: tuple[str, ...] = LINKED_KINDS) -> tuple[str, str]:
    """Another item: its kind and the id that it has in files."""
    kind, colon, name = read_line(value, longest=120).partition(":")
    if not colon or kind.strip() not in kinds or not name.strip():
        raise Invalid(f"has '{shown(value)}'; an item is named like {kinds[-1]}:its-id.")
    return kind.strip(), read_id(name.strip())


def title_of_text(reading: LineReading, kind: str) -> str:
    """A term of the dictionary is headed by what we say; an algorithm says its title itself, unless it is plain."""
    if kind == ALGORITHM and (not is_plain(reading, kind) or str(reading.values[BODY]).startswith("---\n")):
        return ""
    name = SAY if SAY in reading.values and "title" not in reading.values else "title"
    return needed(reading, name, lambda value: read_line(value, longest=MAX_TITLE_LETTERS))


def is_plain(reading: LineReading, kind: str) -> bool:
    """Whether a line gives the text of an algorithm as if it were one of an article."""
    return kind == ALGORITHM and bool(reading.values.get(BODY))


def _as_source(line: ItemLine) -> ItemLine:
    """With the text as algorithms have it: title, tags and language stand in it."""
    source = source_of_body(line.parts.get(BODY, ""), title=line.title, tags=line.tags, language=line.language)
    return replace(line, parts={SOURCE: source})


def parts_of_text(reading: LineReading, kind: str) -> dict[str, str]:
    """What each part says; 'body' stands instead of the parts of a case."""
    known = {part.key: part for shape in shapes if shape.kind == kind for part in shape.parts if part.key != BODY}
    names = known.keys()
    said = {name: reading.read(name, partial(_read_part, known[name])) or "" for name in sorted(names)}
    body = reading.read(BODY, lambda value: read_text(value, longest=5 * MAX_PART_LETTERS)) or ""
    given = {name: text for name, text in said.items() if text}
    if not body:
        if not given and not {fault.field for fault in reading.faults} & {*names, BODY}:
            reading.fault("there is no text.")
        return given
    if given.keys() - {"quote"}:
        reading.fault("stands instead of the parts, not beside them.", BODY)
    if kind == "case":
        return {key: text for key, text in (story_of(body) or {"situation": body}).items() if text} | given
    return {BODY: body}


def _read_part(part: Part, value: Any) -> str:
    return read_text(value, longest=part.max_letters, verbatim=part.verbatim)


def _entries(reading: LineReading, name: str, reader: Callable[[Any], Any], most: int) -> list[Any]:
    """The entries of a list; the first faulty one is the fault of the field."""
    return reading.read(name, lambda value: [reader(entry) for entry in read_list(value, most=most)]) or []


def _read_link(value: Any) -> LinkLine:
    if isinstance(value, str):
        return LinkLine(kind=LinkKind.SEE_ALSO, to=read_reference(value))
    said = _object(value)
    return LinkLine(
        kind=read_choice(said.get("kind"), tuple(LinkKind)) or LinkKind.SEE_ALSO,
        to=read_reference(said.get("to")),
        by=read_email(said.get("by")) or None,
        at=read_moment(said.get("at")),
    )


def _read_mark(value: Any) -> MarkLine:
    said = _object(value)
    quote = read_text(said.get("quote"), longest=MAX_QUOTE_LETTERS)
    if not quote:
        raise Invalid("has an entry without its words ('quote').")
    return MarkLine(
        part=read_line(said.get("part")),
        quote=quote,
        prefix=_context(said.get("prefix")),
        suffix=_context(said.get("suffix")),
        start=read_count(said.get("start")),
        note=read_text(said.get("note"), longest=MAX_MARK_NOTE_LETTERS),
        by=read_email(said.get("by")) or None,
        at=read_moment(said.get("at")),
        lost=read_flag(said.get("lost")),
    )


def _context(value: Any) -> str:
    """Letters around a mark, spaces and all."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > CONTEXT_LETTERS:
        raise Invalid(f"'prefix' and 'suffix' are texts of at most {CONTEXT_LETTERS} letters.")
    return value.replace("\x00", "")


def _read_names(value: Any) -> dict[str, str]:
    said = _object(value or {})
    return {code: read_name(said[code]) for code in LANGUAGES if said.get(code)}


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Invalid("has an entry that is no object.")
    return value
