"""What files hold, whatever they were written in: lines of JSON, Markdown, Word."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from portal.cli.transfer.track_lines import TrackFile
from portal.core.line_faults import LineFault, LineReading
from portal.initiatives.models import Origin
from portal.initiatives.services.texts import MetricPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """What an item is to another one: ``kind`` as links are kept, ``to`` as kind and id in files."""

    kind: str
    to: tuple[str, str]
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLine:
    """Words that somebody marked in green."""

    part: str
    quote: str
    prefix: str
    suffix: str
    start: int
    note: str
    by: str | None
    at: datetime | None
    lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where something stands in the files, and by which id it is known there."""

    file: str = ""
    line: int
    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeLine(Line):
    """An initiative as a file describes it, its Markdown not rendered yet."""

    origin: Origin
    language: str | None
    title: str
    problem: str
    solution: str
    outcome: str
    tags: tuple[str, ...]
    area: str | None
    author: str | None
    created: datetime | None
    status: str | None
    status_type: str | None
    defer_until: date | None
    metric: MetricPlan | None
    links: tuple[LinkLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine(Line):
    """An item of knowledge as a file describes it, its Markdown not rendered yet."""

    genre: str | None
    language: str | None
    title: str
    #: By the names of parts; '' for what isn't said.
    parts: dict[str, str]
    channel: str | None
    area: str | None
    tags: tuple[str, ...]
    author: str | None
    nameless: bool
    #: An address, or NOBODY; None: the author.
    keeper: str | None
    created: datetime | None
    published: datetime | None
    changed: datetime | None
    checked: datetime | None
    checked_by: str | None
    #: A day, or NEVER; None: after the usual time.
    check_again_on: date | str | None
    state: str | None
    archived: datetime | None
    archive_reason: str
    must_acknowledge: bool
    #: Whose people are asked to; none: everybody.
    acknowledging_teams: tuple[str, ...]
    note: str
    links: tuple[LinkLine, ...] = ()
    marks: tuple[MarkLine, ...] = ()
    #: Its text came as a plain body: where it is no graph of steps, it is one for readers.
    plain: bool = False
    #: Such a text is published all the same.
    as_text: bool = False
    #: Ids of collections that it belongs to.
    collections: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[str, str]:
        """Of which item this is the text: itself."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine(Line):
    """A draft of a change beside a published item, its Markdown not rendered yet; ``id`` names the item."""

    #: The item that it would change, by kind and id.
    about: tuple[str, str]
    genre: str | None
    language: str | None
    title: str
    parts: dict[str, str]
    channel: str | None
    area: str | None
    tags: tuple[str, ...]
    author: str | None
    state: str
    note: str
    major: bool
    #: What an editor has asked for.
    asked_for: str
    begun: datetime | None
    saved: datetime | None
    submitted: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionLine(Line):
    """A collection as a file describes it."""

    language: str | None
    title: str
    about: str
    by: str | None
    created: datetime | None
    updated: datetime | None
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreLine(Line):
    """A company's own word for a sort of item; ``id`` is its key."""

    of: str
    shape: str
    names: dict[str, str]
    #: Its place among the others; 0: behind them.
    position: int
    blameless: bool
    retired: bool


#: Said of a keeper, and of the day on which something is looked at again.
NOBODY, NEVER = "nobody", "never"


@dataclass(frozen=True, slots=True)
class FilePicture:
    """A picture of a file that passed the checks of an upload."""

    sha256: str
    width: int
    height: int
    size_bytes: int


@dataclass(slots=True)
class FileLines:
    """What files hold. People are rows as ``person_rows`` reads them; of the rest those without a fault."""

    people: list[dict[str, Any]] = field(default_factory=list)
    genres: list[GenreLine] = field(default_factory=list)
    initiatives: list[InitiativeLine] = field(default_factory=list)
    items: list[ItemLine] = field(default_factory=list)
    changes: list[ChangeLine] = field(default_factory=list)
    collections: list[CollectionLine] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    #: By the address under which texts name them until they have one of their own.
    pictures: dict[str, FilePicture] = field(default_factory=dict)
    #: What a line says of a file that is read later, by its path.
    told_files: dict[str, LineReading] = field(default_factory=dict)
    #: By their folders; read as whole tracks once all files are.
    track_parts: dict[Path, TrackFile] = field(default_factory=dict)
    tracks: list[TrackFile] = field(default_factory=list)
    #: As ``dialogue_lines`` reads them.
    dialogues: list[Any] = field(default_factory=list)
    #: As ``card_lines`` reads them.
    cards: list[Any] = field(default_factory=list)
    #: Where each id stood first.
    first_places: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found, not even a fault."""
        told = (self.people, self.genres, self.initiatives, self.items, self.changes, self.collections, self.tracks)
        return not any((*told, self.dialogues, self.cards, self.faults))
