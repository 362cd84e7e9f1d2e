"""The embedded engine: Whoosh keeps keys and postings on the disk, ranking is ours (see ``whoosh_ranking``)."""

import struct
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.search.engine import Hits, IndexBroken, WordQuery
from portal.search.index_words import MAX_KEY_LETTERS, day_number, index_words, short_print
from portal.search.models import SearchDocument
from portal.search.nearness import swapped
from portal.search.phrases import MOST_LOOKED_AT, having_phrases
from portal.search.whoosh_ranking import ranked
from portal.search.whoosh_segments import FIELDS, kept
from portal.search.whoosh_store import Opened, Store, forget, opened

#: What the worker needs beside its own memory while it makes the index anew.
REBUILDING_MEGABYTES = 48
#: So many documents of a rebuilding are told of at once.
STEP = 100
T = TypeVar("T")
_pack = struct.Struct(">qqiiii").pack


class WhooshEngine:
    """The engine of words beside SQLite. ``session`` reads the texts in which phrases are looked for."""

    name = "whoosh"

    def __init__(self, folder: Path, session: Session) -> None:
        self.store = Store(folder)
        self._session = session

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Index these, in place of their former state."""
        with self._guarded(), self.store.writing(self.store.present()) as writer:
            for document in documents:
                writer.update_document(**_fields(document))

    def remove(self, ids: Collection[int]) -> None:
        """Forget the documents of these ids."""
        if not ids:
            return
        with self._guarded(), self.store.writing(self.store.present()) as writer:
            for number in ids:
                writer.delete_by_term("id", str(number))

    def search(self, query: WordQuery) -> Hits:
        """See ``whoosh_ranking``."""
        wanted = max(query.limit, MOST_LOOKED_AT) if query.phrases else query.limit
        hits = self._reading(lambda index: ranked(index.reader, query, limit=wanted))
        return having_phrases(self._session, self, query, hits) if query.phrases else hits

    def frequencies(self, keys: Collection[str]) -> Mapping[str, int]:
        """Deleted documents that aren't cleared away yet are counted: rarity is all that is asked for."""

        def count(index: Opened) -> Mapping[str, int]:
            leaves = [leaf for leaf, _offset in index.reader.leaf_readers() if leaf.doc_count_all()]
            often = {
                key: max(sum(kept.frequency(leaf, field, key) for leaf in leaves) for field in FIELDS) for key in keys
            }
            return {key: n for key, n in often.items() if n}

        return self._reading(count)

    def beginning(self, letters: str, limit: int, *, everywhere: bool = False) -> Sequence[str]:
        """Words that begin so, the commonest first."""
        field = "forms" if everywhere else "title_forms"

        def expand(index: Opened) -> Sequence[str]:
            found: Counter[str] = Counter()
            for reader, _offset in index.reader.leaf_readers():
                if reader.doc_count_all():
                    for word in reader.expand_prefix(field, letters):
                        text = word.decode() if isinstance(word, bytes) else word
                        found[text] += reader.doc_frequency(field, text)
            return _commonest(found, limit)

        return self._reading(expand) if letters else ()

    def near(self, word: str, limit: int) -> Sequence[str]:
        """Words within one edit, the first letter kept; two letters that changed places are one edit."""

        def look(index: Opened) -> Sequence[str]:
            found: Counter[str] = Counter()
            for reader, _offset in index.reader.leaf_readers():
                if not reader.doc_count_all():
                    continue
                near = {other for other in reader.terms_within("forms", word, 1, prefix=1) if other != word}
                near |= {other for other in swapped(word) if ("forms", other) in reader}
                for other in near:
                    found[other] += reader.doc_frequency("forms", other)
            return _commonest(found, limit)

        return self._reading(look) if 1 < len(word) <= MAX_KEY_LETTERS else ()

    def count(self) -> int:
        """How many documents it holds."""
        return self._reading(lambda index: int(index.reader.doc_count()))

    def broken(self) -> str:
        """What somebody noticed who searched or wrote."""
        return self.store.broken()

    def prints(self, ids: Collection[int] | None = None) -> Mapping[int, int]:
        """The short print of each of these documents that it holds (None: of all) by its id."""
        wanted = None if ids is None else np.fromiter(ids, np.int64)

        def read(index: Opened) -> Mapping[int, int]:
            found: dict[int, int] = {}
            for reader, _offset in index.reader.leaf_readers():
                if reader.doc_count_all():
                    segment = kept.segment(reader)
                    held = np.ones(segment.size, bool) if wanted is None else np.isin(segment.ids, wanted)
                    if gone := list(reader.segment().deleted_docs() if reader.has_deletions() else ()):
                        held[gone] = False
                    found |= dict(zip(segment.ids[held].tolist(), segment.prints[held].tolist(), strict=True))
            return found

        return self._reading(read)

    def readings(self, prints: Mapping[int, int]) -> Mapping[int, bytes]:
        """Documents taken apart, as far as it holds them in these states."""
        wanted = np.fromiter(prints, np.int64)

        def read(index: Opened) -> Mapping[int, bytes]:
            found: dict[int, bytes] = {}
            for reader, _offset in index.reader.leaf_readers():
                if reader.doc_count_all():
                    segment = kept.segment(reader)
                    places = np.flatnonzero(np.isin(segment.ids, wanted)).tolist()
                    for place, number, print_ in zip(places, segment.ids[places], segment.prints[places], strict=True):
                        if prints[number] == print_:
                            found[int(number)] = index.readings(reader)[place]
            return found

        return self._reading(read) if prints else {}

    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None:
        """Make the index anew beside the old one. When another process is at it already nothing is done."""
        with self._guarded(), self.store.rebuilding() as fresh:
            if fresh is None:
                return
            with self.store.writing(fresh, megabytes=REBUILDING_MEGABYTES) as writer:
                for done, document in enumerate(documents, start=1):
                    writer.add_document(**_fields(document))
                    if done % STEP == 0:
                        progress(done)

    def _reading(self, read: Callable[[Opened], T]) -> T:
        """Once more when the index was replaced or merged just while it was read."""
        with self._guarded():
            index = opened(self.store)
            try:
                return read(index)
            except Exception:
                forget(self.store)
                again = opened(self.store)
                if (again.folder, again.generation) == (index.folder, index.generation):
                    raise
                return read(again)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Whatever a damaged file makes Whoosh raise is one and the same to everybody else."""
        try:
            yield
        except IndexBroken:
            raise
        except SQLAlchemyError:
            raise
        except Exception as error:  # EOFError, KeyError, struct.error, UnpicklingError, EmptyIndexError, OSError, ...
            forget(self.store)
            self.store.note_broken(repr(error))
            raise IndexBroken(repr(error)) from error


def _commonest(found: Counter[str], limit: int) -> Sequence[str]:
    return [word for word, _n in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]]


def _fields(document: SearchDocument) -> dict[str, Any]:
    found = index_words(document)
    lengths = len(found.title), len(found.words), len(found.body)
    return {
        "id": str(document.id),
        "title": found.title,
        "words": found.words,
        "body": found.body,
        "title_forms": sorted(found.title_forms),
        "forms": sorted(found.forms),
        "facts": sorted(found.facts),
        "reading": found.reading,
        "row": _pack(document.id, short_print(document.print_), day_number(document.at), *lengths),
    }
