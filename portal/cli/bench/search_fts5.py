"""The yardstick of search: plain SQLite FTS5 over the same keys."""

import sqlite3
import time
from collections.abc import Collection, Iterable
from pathlib import Path

from portal.search.engine import Term, WordQuery
from portal.search.index_words import index_words
from portal.search.models import SearchDocument


class PlainIndex:
    """A file of its own; titles count four times, short words two and a half times, as in the portal."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.executescript(
            "CREATE VIRTUAL TABLE plain USING fts5(title, words, body, content='', tokenize=\"unicode61\");"
            "CREATE TABLE facts (id INTEGER PRIMARY KEY, kind, status);"
        )

    def fill(self, documents: Iterable[SearchDocument]) -> float:
        """Index them; in how many seconds, the analysis of the words among them."""
        started = time.perf_counter()
        with self._connection as connection:
            for document in documents:
                found = index_words(document)
                fields = (" ".join(words) for words in (found.title, found.words, found.body))
                connection.execute(
                    "INSERT INTO plain (rowid, title, words, body) VALUES (?, ?, ?, ?)", (document.id, *fields)
                )
                connection.execute("INSERT INTO facts VALUES (?, ?, ?)", (document.id, document.kind, document.status))
        return time.perf_counter() - started

    def search(self, query: WordQuery) -> list[int]:
        """The best documents, by BM25."""
        said = (" AND " if query.strict else " OR ").join(filter(None, map(_said, query.terms)))
        if not said:
            return []
        where, values = "plain MATCH ?", [said]
        for name, wanted in (("kind", query.filters.kinds), ("status", query.filters.statuses)):
            if wanted:
                where += f" AND rowid IN (SELECT id FROM facts WHERE {name} IN ({','.join('?' * len(wanted))}))"  # noqa: S608 - marks
                values += sorted(wanted)
        rows = self._connection.execute(
            f"SELECT rowid FROM plain WHERE {where} ORDER BY bm25(plain, 4.0, 2.5, 1.0) LIMIT {query.limit}",  # noqa: S608 - as above
            values,
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


def _said(term: Term) -> str:
    if term.beginning:
        return f"title : {_quoted(term.beginning)} *"
    return f"({_any(term.keys)})" if term.keys else ""


def _any(keys: Collection[str]) -> str:
    return " OR ".join(_quoted(key) for key in sorted(keys))


def _quoted(key: str) -> str:
    return '"' + key.replace('"', '""') + '"'
