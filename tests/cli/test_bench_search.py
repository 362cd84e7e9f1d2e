"""`portal bench search`: invented texts, and figures of everything that is asked of them."""

import json
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from portal.cli.bench import search_life
from portal.cli.bench.search_fts5 import PlainIndex
from portal.cli.bench.search_queries import ENGINE_CLASSES, MADE, engine_queries, keystrokes, typed_queries
from portal.cli.bench.search_rows import kind_of, text_of
from portal.cli.bench.search_timing import timed
from portal.cli.bench.search_words import words_of
from portal.search.engine import Term, WordQuery
from portal.search.language import analyse
from portal.search.models import SearchDocument
from tests.cli.conftest import Installation


def test_texts_are_the_same_each_time_and_of_three_languages() -> None:
    texts = [text_of(number) for number in range(1, 200)]
    assert texts == [text_of(number) for number in range(1, 200)]
    assert {text.lang for text in texts} == {"uk", "ru", "en"}
    assert {kind_of(number) for number in range(1, 21)} == {"initiative", "case", "article"}
    for text in texts:
        words = " ".join(text.parts).lower().replace(".", "").split()
        assert any(words.count(own) > 1 for own in text.own), "a text comes back to what it is about"


def test_common_words_are_common() -> None:
    words = words_of("uk")
    assert len(words.words) > 5000
    assert len(words.words) == len(set(words.words))
    share = words.sums[99] / words.sums[-1]
    assert 0.3 < share < 0.8


@pytest.mark.parametrize("name", MADE)
def test_queries_of_a_class_are_the_same_each_time(name: str) -> None:
    queries = typed_queries(name, 10, 500)
    assert len(queries) == 10
    assert all(query.strip() for query in queries)
    assert queries == typed_queries(name, 10, 500)
    assert len(set(queries)) > 3


def test_somebody_types_letter_by_letter() -> None:
    typed = keystrokes(30, 500)
    assert len(typed) == 30
    assert any(later.startswith(earlier) and len(later) == len(earlier) + 1 for earlier, later in pairwise(typed))


def test_plain_full_text_search_finds_the_same_keys(tmp_path: Path) -> None:
    plain = PlainIndex(tmp_path / "plain.sqlite3")
    said: dict[str, str] = {"status": "", "words": "", "lang": "uk", "access": "all"}
    one = SearchDocument(id=1, kind="case", title="Повернення", body="Гроші на картку.", **said)
    other = SearchDocument(id=2, kind="article", title="Інше", body="Повернення грошей.", **said)
    plain.fill([one, other])

    def asked(*words: str, strict: bool = False) -> list[int]:
        terms = [Term(keys=frozenset(analyse(word, "uk")[0].keys), near={}) for word in words]
        return plain.search(WordQuery(terms=terms, access=frozenset({"all"}), strict=strict))

    assert sorted(asked("поверненням")) == [1, 2]
    assert asked("повернення", "картка", strict=True) == [1]
    begun = WordQuery(terms=[Term(keys=frozenset(), near={}, beginning="повер")], access=frozenset({"all"}))
    assert plain.search(begun) == [1]
    plain.close()
    with sqlite3.connect(tmp_path / "plain.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM facts").fetchone() == (2,)


def test_figures_are_of_every_question_but_the_first() -> None:
    asked: list[int] = []
    figures = timed([lambda: asked.append(1)] * 12)
    assert len(asked) == 12
    assert figures.keys() == {"median_ms", "p95_ms", "median_cpu_ms", "p95_cpu_ms"}


def test_the_command_prints_figures(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, maintenance_url: str
) -> None:
    monkeypatch.setattr(search_life, "measured", lambda *_arguments: {"web_memory_mb": [1.0]})
    result = installation.run(
        "bench", "search", "--sizes", "60", "--queries", "7", "--no-meaning", "--database", maintenance_url
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["database"] == ("postgresql" if maintenance_url else "sqlite")
    figures = told["sizes"]["60"]
    assert set(figures["engine"]) == set(ENGINE_CLASSES)
    assert {*MADE, "palette", "similar"} == set(figures["find"])
    assert figures["fts5"]["single"]["p95_ms"] > 0
    assert figures["seconds"]["rebuild"] > 0


def test_pages_are_measured_as_before(installation: Installation) -> None:
    told = installation.run("bench", "--help").output
    assert "--requests" in told
    assert "search" in told


def test_every_class_asks_the_index() -> None:
    for name in ENGINE_CLASSES:
        assert any(query.terms for query in engine_queries(name, 5, 100))


@pytest.fixture
def maintenance_url(installation: Installation, database_kind: str) -> str:
    return installation.env["PORTAL_DATABASE_URL"] if database_kind == "postgresql" else ""
