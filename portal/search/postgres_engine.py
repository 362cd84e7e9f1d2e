"""The engine inside PostgreSQL: vectors of our own keys, changed in the transaction that changes the documents.

The extension pg_trgm is not needed: words with one error are some hundred candidates, which are looked up.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core.batches import in_batches
from portal.core.db import one_at_a_time, transaction
from portal.search.documents import WORDS, state_of
from portal.search.engine import WRITING, Hits, WordQuery
from portal.search.index_words import MAX_KEY_LETTERS, VERSION, index_words
from portal.search.models import SearchDocument, SearchState
from portal.search.nearness import edits
from portal.search.phrases import MOST_LOOKED_AT, having_phrases
from portal.search.postgres_models import SearchEntry, SearchLexeme
from portal.search.postgres_ranking import ranked
from portal.search.postgres_rebuilding import FORMS, KEYS, TITLE_FORMS, Beside, alone
from portal.search.vectors_of_words import FORM, as_entry

#: So many documents of a rebuilding are written at once.
STEP = 50
Lexeme = tuple[str, str]


class PostgresEngine:
    """The engine of words that is PostgreSQL itself. What it writes, the caller's transaction keeps."""

    name = "postgresql"

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Index these, in place of their former state."""
        one_at_a_time(self._session, WRITING)
        documents = list(documents)
        if not documents:
            return
        made = {document.id: index_words(document) for document in documents}
        change = self._subtracted(made)
        rows = [as_entry(document, made[document.id]) for document in documents]
        for words in made.values():
            change.update((KEYS, key) for key in {*words.title, *words.words, *words.body})
            change.update((FORMS, form) for form in words.forms)
            change.update((TITLE_FORMS, form) for form in words.title_forms)
        statement = insert(SearchEntry)
        columns = {column.name: statement.excluded[column.name] for column in SearchEntry.__table__.columns}
        self._session.execute(
            statement.on_conflict_do_update(index_elements=["document_id"], set_=columns),
            rows,
            execution_options={"render_nulls": True},
        )
        self._count(change)

    def remove(self, ids: Collection[int]) -> None:
        """Forget the documents of these ids."""
        if not ids:
            return
        one_at_a_time(self._session, WRITING)
        for batch in in_batches(sorted(ids)):
            change = self._subtracted(batch)
            self._session.execute(delete(SearchEntry).where(SearchEntry.document_id.in_(batch)))
            self._count(change)

    def _subtracted(self, ids: Collection[int]) -> Counter[Lexeme]:
        """The words of present entries, each taken off once."""
        change: Counter[Lexeme] = Counter()
        rows = self._session.execute(
            select(
                func.tsvector_to_array(SearchEntry.keys),
                func.tsvector_to_array(SearchEntry.forms),
                func.tsvector_to_array(func.ts_filter(SearchEntry.forms, text("'{a}'"))),
            ).where(SearchEntry.document_id.in_(ids))
        )
        for keys, forms, title_forms in rows:
            change.subtract((KEYS, key) for key in keys if not key.startswith(FORM))
            change.subtract((FORMS, form) for form in forms)
            change.subtract((TITLE_FORMS, form) for form in title_forms)
        return change

    def _count(self, change: Counter[Lexeme]) -> None:
        """In one order for everybody: no two writers wait in a circle."""
        changed = sorted((sort, word, n) for (sort, word), n in change.items() if n)
        for batch in in_batches(changed, 5000):
            sorts, words, numbers = zip(*batch, strict=True)
            self._session.execute(_COUNT, {"sorts": list(sorts), "words": list(words), "numbers": list(numbers)})
        if any(n < 0 for _sort, _word, n in changed):
            self._session.execute(delete(SearchLexeme).where(SearchLexeme.n <= 0))

    def search(self, query: WordQuery) -> Hits:
        """See ``postgres_ranking``."""
        if not query.phrases:
            return ranked(self._session, query, self._frequencies, limit=query.limit)
        hits = ranked(self._session, query, self._frequencies, limit=max(query.limit, MOST_LOOKED_AT))
        return having_phrases(self._session, self, query, hits)

    def _frequencies(self, sort: str, words: Collection[str]) -> Mapping[str, int]:
        rows = self._session.execute(
            select(SearchLexeme.word, SearchLexeme.n).where(
                SearchLexeme.sort == sort, SearchLexeme.word == func.any(sorted(words))
            )
        )
        return {row[0]: row[1] for row in rows}

    def frequencies(self, keys: Collection[str]) -> Mapping[str, int]:
        """Counted in the transaction of each change."""
        return self._frequencies(KEYS, keys) if keys else {}

    def beginning(self, letters: str, limit: int, *, everywhere: bool = False) -> Sequence[str]:
        """Words that begin so, the commonest first."""
        if not letters or len(letters) > MAX_KEY_LETTERS:
            return ()
        return self._session.scalars(
            select(SearchLexeme.word)
            .where(
                SearchLexeme.sort == (FORMS if everywhere else TITLE_FORMS),
                SearchLexeme.word >= letters,
                SearchLexeme.word < f"{letters}\U0010ffff",
            )
            .order_by(SearchLexeme.n.desc(), SearchLexeme.word)
            .limit(limit)
        ).all()

    def near(self, word: str, limit: int) -> Sequence[str]:
        """Words within one edit, the first letter kept; two letters that changed places are one edit."""
        if not 1 < len(word) <= MAX_KEY_LETTERS:
            return ()
        found = self._frequencies(FORMS, edits(word))
        return sorted(found, key=lambda other: (-found[other], other))[:limit]

    def count(self) -> int:
        """How many documents it holds."""
        return self._session.scalar(select(func.count()).select_from(SearchEntry)) or 0

    def broken(self) -> str:
        """Another version of the analysis has made other keys."""
        version = self._session.scalar(select(SearchState.version).where(SearchState.name == WORDS))
        return "" if version == str(VERSION) else "the index is of another version"

    def prints(self, ids: Collection[int] | None = None) -> Mapping[int, int]:
        """The short print of each of these documents that it holds (None: of all) by its id."""
        columns = select(SearchEntry.document_id, SearchEntry.print_)
        if ids is not None:
            columns = columns.where(SearchEntry.document_id == func.any(sorted(ids)))
        return {row[0]: row[1] for row in self._session.execute(columns)}

    def readings(self, prints: Mapping[int, int]) -> Mapping[int, bytes]:
        """Documents taken apart, as far as it holds them in these states."""
        columns = select(SearchEntry.document_id, SearchEntry.print_, SearchEntry.reading)
        held = SearchEntry.document_id == func.any(sorted(prints))
        rows = self._session.execute(columns.where(held)) if prints else ()
        return {row[0]: row[2] for row in rows if row[1] == prints[row[0]] and row[2] is not None}

    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None:
        """Make the index anew beside the old one. When another process is at it already nothing is done."""
        with alone(self._session) as mine:
            if not mine:
                return
            beside, done = Beside(), 0
            for batch in in_batches(documents, STEP):
                beside.add(batch)
                done += len(batch)
                progress(done)
            beside.count()
            beside.serve()
        with transaction() as session:
            state_of(session, WORDS).version = str(VERSION)


_COUNT = text(
    "INSERT INTO search_lexemes (sort, word, n)"
    " SELECT * FROM unnest(CAST(:sorts AS text[]), CAST(:words AS text[]), CAST(:numbers AS int[]))"
    " ON CONFLICT (sort, word) DO UPDATE SET n = search_lexemes.n + excluded.n"
)
