"""The folder of the Whoosh index: private, replaced as a whole, opened by each thread for itself.

``current`` names the folder that serves. A rebuilding writes into a new one and then changes that name, so that whoever
searches meanwhile has a whole index. Whoosh unpickles what it reads: a folder that others could write to isn't opened.
"""

import fcntl
import os
import secrets
import shutil
import stat
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from portal.search.engine import IndexBroken
from portal.search.index_words import VERSION
from portal.search.place import make_folder, make_way

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it was written for an older Python: invalid escapes in its patterns
    from whoosh import columns, fields
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import LockError

CURRENT, BROKEN, LOCK = "current", "broken", ".rebuilding"
#: A writer waits so long for the one before it.
WRITER_SECONDS = 20.0
#: What a document's row of facts is made of: id, short print, day, and the lengths of its three fields.
ROW_BYTES = 8 + 8 + 4 + 4 + 4 + 4

#: Lists of ready words. All fields are 'scorable': for others Whoosh looks for a file at each place of a word.
SCHEMA = fields.Schema(
    id=fields.ID(unique=True),
    title=fields.KEYWORD(scorable=True),
    words=fields.KEYWORD(scorable=True),
    body=fields.KEYWORD(scorable=True),
    title_forms=fields.KEYWORD(scorable=True),
    forms=fields.KEYWORD(scorable=True),
    facts=fields.KEYWORD(scorable=True),
    row=fields.COLUMN(columns.FixedBytesColumn(ROW_BYTES)),
    reading=fields.COLUMN(columns.VarBytesColumn()),
)


class Store:
    """The index of one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def present(self) -> Path:
        """The folder that serves now."""
        try:
            name = (self.folder / CURRENT).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexBroken("there is no index yet") from error
        if not name.startswith(f"words-{VERSION}-") or "/" in name:
            raise IndexBroken("the index is of another version")
        return self.folder / name

    def open(self, folder: Path) -> Any:
        """A Whoosh index that reads from the disk and doesn't keep a copy of it in memory."""
        for path in (self.folder, folder):
            self._require_private(path)
        return FileStorage(str(folder), supports_mmap=False).open_index()

    @staticmethod
    def _require_private(path: Path) -> None:
        try:
            found = path.stat()
        except OSError as error:
            raise IndexBroken("the index is missing") from error
        if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o022:
            raise IndexBroken("others could write into the index")

    @contextmanager
    def writing(self, folder: Path, *, megabytes: int = 32) -> Iterator[Any]:
        """A writer, once the one before it has finished; nothing is kept when the block fails."""
        index = self.open(folder)
        writer = _writer(index, megabytes)
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise
        # Small segments are joined now and then; a large one is written anew by a rebuilding alone.
        writer.commit(merge=_segments(index) > MOST_SEGMENTS)

    @contextmanager
    def rebuilding(self) -> Iterator[Path | None]:
        """A new folder that serves when the block ends; None while another process makes one."""
        self._make_private()
        with (self.folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            fresh = self.folder / f"words-{VERSION}-{secrets.token_hex(6)}"
            fresh.mkdir(mode=0o700)
            try:
                FileStorage(str(fresh), supports_mmap=False).create_index(SCHEMA)
                yield fresh
                self._serve(fresh)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise

    def _make_private(self) -> None:
        make_folder(self.folder)
        self.folder.chmod(0o700)
        for name in (CURRENT, f".{CURRENT}", BROKEN, LOCK):
            make_way(self.folder / name)

    def _serve(self, fresh: Path) -> None:
        """Give it the name; of the former ones only the last stays a while, for whoever reads it just then."""
        before = self._name_of_present()
        aside = self.folder / f".{CURRENT}"
        aside.write_text(fresh.name, encoding="ascii")
        aside.replace(self.folder / CURRENT)
        (self.folder / BROKEN).unlink(missing_ok=True)
        for path in self.folder.glob("words-*"):
            if path.name not in {fresh.name, before}:
                shutil.rmtree(path, ignore_errors=True)

    def _name_of_present(self) -> str:
        try:
            return (self.folder / CURRENT).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def note_broken(self, why: str) -> None:
        """Leave word for the worker; where there is no folder it sees that by itself."""
        with suppress(OSError):
            (self.folder / BROKEN).write_text(why[:300], encoding="utf-8")

    def broken(self) -> str:
        """Why the index can't serve as it is; empty when it can, as far as can be told without reading all of it."""
        try:
            noted = (self.folder / BROKEN).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            noted = ""
        return noted


#: So many are read together without taking noticeably longer.
MOST_SEGMENTS = 12


def _segments(index: Any) -> int:
    reader = index.reader()
    try:
        return len(list(reader.leaf_readers()))
    finally:
        reader.close()


def _writer(index: Any, megabytes: int) -> Any:
    until = time.monotonic() + WRITER_SECONDS
    while True:
        try:
            return index.writer(limitmb=megabytes)
        except LockError as error:
            if time.monotonic() > until:
                raise IndexBroken("another process has been writing into the index for too long") from error
            time.sleep(0.05)


class Opened:
    """An index as one thread has it open."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.folder = folder
        self._index = store.open(folder)
        self.reader = self._index.reader()
        self.generation = self.reader.generation()
        self._readings: dict[str, Any] = {}

    def is_present(self, folder: Path) -> bool:
        """Whether nothing was written since."""
        return folder == self.folder and bool(self._index.latest_generation() == self.generation)

    def readings(self, leaf: Any) -> Any:
        """The column of documents taken apart of a segment, by their numbers there; opening it costs a millisecond."""
        name = leaf.segment().segment_id()
        if name not in self._readings:
            self._readings[name] = leaf.column_reader("reading", translate=False)
        return self._readings[name]

    def close(self) -> None:
        """Let its files go."""
        self.reader.close()
        self._index.close()


_threads = threading.local()


def opened(store: Store) -> Opened:
    """The present state of the index, opened by this thread; what it had open before is closed when it is old."""
    folder = store.present()
    held: dict[Path, Opened] = _threads.__dict__.setdefault("held", {})
    found = held.get(store.folder)
    if found is not None and found.is_present(folder):
        return found
    forget(store)
    made = held[store.folder] = Opened(store, folder)
    return made


def forget(store: Store) -> None:
    """Close what this thread has open."""
    held: dict[Path, Opened] = _threads.__dict__.setdefault("held", {})
    found = held.pop(store.folder, None)
    if found is not None:
        with suppress(Exception):  # it may be damaged, and nobody reads it any more
            found.close()
