"""`portal export --markdown`: one file an item with front matter, pictures beside them, a page that leads to all."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.own_facts import SOURCE
from portal.cli.transfer.card_rows import card_rows
from portal.cli.transfer.change_lines import CHANGE, OF
from portal.cli.transfer.change_rows import change_rows
from portal.cli.transfer.dialogue_rows import dialogue_rows
from portal.cli.transfer.initiative_lines import PARTS as INITIATIVE_PARTS
from portal.cli.transfer.initiative_rows import initiative_rows, people_rows
from portal.cli.transfer.item_lines import ALGORITHM, ITEM_KINDS
from portal.cli.transfer.item_rows import collection_rows, genre_rows, item_rows
from portal.cli.transfer.lines import FILE
from portal.cli.transfer.markdown.folder import INDEX, KIND_OF_FOLDER
from portal.cli.transfer.markdown.front_matter import front_matter
from portal.cli.transfer.markdown.marked_parts import joined
from portal.cli.transfer.markdown.pictures import FOLDER as PICTURES
from portal.cli.transfer.markdown.tracks import FOLDER as TRACKS
from portal.cli.transfer.markdown.tracks import TrackText, track_files
from portal.cli.transfer.names import Names
from portal.cli.transfer.values import plain
from portal.core.files import FolderStorage, StoredPicture
from portal.core.i18n import gettext, sort_key, speaking
from portal.core.markdown import PICTURE_IN_TEXT
from portal.core.text import storable
from portal.knowledge.queries import genres
from portal.knowledge.shapes import Part

_FOLDERS = {kind: folder for folder, kind in KIND_OF_FOLDER.items()}
MAX_NAME_LETTERS = 60
#: What the files of algorithms and dialogues don't say themselves: author, state, marks, links.
ALGORITHMS = "algorithms.jsonl"
#: Questions and answers are lines: a file for each would be read by nobody.
CARDS = "cards.jsonl"
#: Fields of files that hold the addresses of people.
_PEOPLE = ("author", "keeper", "checked_by", "by")
#: What the form calls the parts: its own catalogue has the words.
_INITIATIVE_HEADINGS = ("Problem", "Solution", "Expected outcome")
#: Name, heading and text of a part.
NamedPart = tuple[str, str, str]


@dataclass(slots=True)
class Archive:
    """The folder that is being written."""

    root: Path
    storage: FolderStorage
    #: Bytes of pictures by the tokens of their addresses.
    pictures: Mapping[str, str]
    emails: set[str] = field(default_factory=set)
    #: Pictures whose bytes aren't there.
    missing: set[str] = field(default_factory=set)
    #: By folder: title, file, what is said beside it.
    pages: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    #: Of files that stand as they are: what else there is to say of each.
    told: list[dict[str, Any]] = field(default_factory=list)
    _written: set[str] = field(default_factory=set)

    def put(self, kind: str, values: dict[str, Any], parts: list[NamedPart]) -> None:
        """Write one item."""
        folder, name = _FOLDERS[kind], file_name(values["title"], values.get("id") or values[OF])
        shown: set[str] = set()
        said = [(part, heading, self._with_paths(text, shown)) for part, heading, text in parts]
        values[PICTURES] = sorted(shown)
        self._remember(values)
        body = f"\n{joined(said, named=kind == CHANGE)}" if said else ""
        self.write(f"{folder}/{name}", front_matter(values) + body)
        beside = str(values.get("state") or values.get("status") or "")
        self.pages.setdefault(folder, []).append((values["title"], name, beside))

    def put_as_is(self, values: dict[str, Any], text: str) -> None:
        """A text that says of itself what it is; what else there is to say of it stands in a list of such files."""
        folder, name = _FOLDERS[values["kind"]], file_name(values["title"], values["id"])
        shown: set[str] = set()
        self.write(f"{folder}/{name}", self._with_paths(text, shown))
        self._remember(values)
        self.told.append({"kind": values.pop("kind"), FILE: f"{folder}/{name}", **values, PICTURES: sorted(shown)})
        self.pages.setdefault(folder, []).append((values["title"], name, str(values.get("state") or "")))

    def put_track(self, title: str, line_id: str, files: Iterable[TrackText]) -> None:
        """Write the files of a track into a folder of its own."""
        name = file_name(title, line_id).removesuffix(".md")
        for one in files:
            path, shown = f"{TRACKS}/{name}/{one.path}", set[str]()
            body = self._with_paths(one.body, shown, deep=path.count("/"))
            self.write(
                path,
                replace(one, values=one.values | {PICTURES: sorted(shown)} if shown else one.values, body=body).text,
            )
        self.pages.setdefault(TRACKS, []).append((title, f"{name}/track.md", ""))

    def write(self, path: str, text: str) -> None:
        """A text file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(storable(text).encode())

    def _with_paths(self, text: str, shown: set[str], *, deep: int = 1) -> str:
        """The text with paths in the place of addresses; the pictures are written along.

        ``deep``: in how many folders the file lies.
        """

        def path_of(found: re.Match[str]) -> str:
            sha256 = self.pictures.get(found[1])
            if sha256 is None or not self._has_picture(sha256):
                return found[0]
            shown.add(f"{sha256}.webp")
            return f"{'../' * deep}{PICTURES}/{sha256}.webp"

        return PICTURE_IN_TEXT.sub(path_of, text)

    def _has_picture(self, sha256: str) -> bool:
        if sha256 in self._written:
            return True
        try:
            with self.storage.open(f"{sha256}.webp") as source:
                data = source.read()
        except FileNotFoundError:
            self.missing.add(sha256)
            return False
        (self.root / PICTURES).mkdir(parents=True, exist_ok=True)
        (self.root / PICTURES / f"{sha256}.webp").write_bytes(data)
        self._written.add(sha256)
        return True

    def _remember(self, values: Mapping[str, Any]) -> None:
        """Whom the file names."""
        told = [values, *values.get("links", ()), *values.get("marks", ())]
        self.emails |= {said[name] for said in told for name in _PEOPLE if said.get(name)}


def write_archive(session: Session, root: Path, storage: FolderStorage, step: Callable[[], None]) -> Archive:
    """Write everything into an empty folder. The same data give the same bytes."""
    rows = select(StoredPicture.token, StoredPicture.sha256)
    archive = Archive(root, storage, dict(session.execute(rows).all()))
    names = Names(session)
    for row in item_rows(session, names, ITEM_KINDS):
        _put_item(archive, row, genres(session).by_key[row["genre"]].shape.parts)
        step()
    for row in change_rows(session, names):
        _put_change(archive, row, genres(session).by_key[row["genre"]].shape.parts)
        step()
    _put_learning(archive, session, names, step)
    archive.write(ALGORITHMS, _lines(sorted(archive.told, key=itemgetter(FILE))))
    for row in collection_rows(session, names):
        about = row.pop("about", "")
        archive.put("collection", row, [("about", row["title"], about)] if about else [])
        step()
    for row in initiative_rows(session, names):
        _put_initiative(archive, row)
        step()
    _put_people(archive, people_rows(session))
    archive.write("genres.jsonl", _lines(genre_rows(session)))
    archive.write("index.md", _index(archive))
    return archive


def _put_learning(archive: Archive, session: Session, names: Names, step: Callable[[], None]) -> None:
    """What people learn with: dialogues, cards, and the tracks that lead through all of it."""
    for row in dialogue_rows(session, names):
        archive.put_as_is(row, row.pop("source"))
        step()
    if cards := list(card_rows(session, names)):
        archive.write(CARDS, _lines(cards))
    for title, line_id, files in track_files(session, names):
        archive.put_track(title, line_id, files)
        step()


def _put_item(archive: Archive, row: dict[str, Any], parts: Iterable[Part]) -> None:
    """Markdown stands in the text of the file, plain words in the front matter; an algorithm's file is its own."""
    if row["kind"] == ALGORITHM:
        archive.put_as_is(row, row.pop(SOURCE))
        return
    with speaking(row["lang"]):
        said = [(part.key, str(part.label), row.pop(part.key, "")) for part in parts if part.markdown]
    archive.put(row["kind"], row, [part for part in said if part[2]] if len(said) > 1 else said)


def _put_change(archive: Archive, row: dict[str, Any], parts: Iterable[Part]) -> None:
    """Each part has its name, for a draft may lack the others."""
    with speaking(row["lang"]):
        said = [(part.key, str(part.label), row.pop(part.key, "")) for part in parts if part.markdown]
    archive.put(CHANGE, row, [part for part in said if part[2]])


def _put_initiative(archive: Archive, row: dict[str, Any]) -> None:
    with speaking(row["lang"]):
        headings = [gettext(words) for words in _INITIATIVE_HEADINGS]
    said = [(name, heading, row.pop(name)) for name, heading in zip(INITIATIVE_PARTS, headings, strict=True)]
    values = {name: plain(value) for name, value in row.items() if value not in (None, "", [])}
    # Two parts at least, so that each has its name.
    archive.put("initiative", values, [part for part in said if part[2] or part[0] != "outcome"])


def _put_people(archive: Archive, rows: Iterable[dict[str, Any]]) -> None:
    """Who is named in the files, for a portal where nobody knows them; those who are known stay as they are."""
    told = []
    for row in rows:
        if row["email"] in archive.emails:
            kept = {name: row[name] for name in ("kind", "id", "name", "email", "team", "lang") if row[name]}
            told.append(kept | {"unless_known": True} | ({} if row["active"] else {"active": False}))
    archive.write("people.jsonl", _lines(sorted(told, key=lambda row: row["email"])))


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False, default=_as_text)}\n" for row in rows)


def _as_text(value: Any) -> str:
    """Moments and days as ISO writes them."""
    return str(value.isoformat())


def file_name(title: str, line_id: str) -> str:
    """A name that people can read and that no other item has, whatever the ids look like."""
    words = "".join(letter if letter.isalnum() else "-" for letter in unicodedata.normalize("NFC", title).lower())
    readable = re.sub("-+", "-", words)[:MAX_NAME_LETTERS].strip("-")
    own = hashlib.sha256(line_id.encode()).hexdigest()[:8]
    return f"{readable}-{own}.md" if readable else f"{own}.md"


def _index(archive: Archive) -> str:
    """What is in the folder, in alphabetical order."""
    chapters = [front_matter({"kind": INDEX})]
    for folder in (*KIND_OF_FOLDER, TRACKS):
        if folder in archive.pages:
            entries = sorted(archive.pages[folder], key=lambda page: (sort_key(page[0]), page[1]))
            lines = [
                f"- [{_unlinked(title)}]({folder}/{name}){f' ({beside})' if beside not in ('', 'published') else ''}"
                for title, name, beside in entries
            ]
            chapters.append("\n".join([f"# {folder.capitalize()}", "", *lines, ""]))
    return "\n".join(chapters)


def _unlinked(title: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", title)
