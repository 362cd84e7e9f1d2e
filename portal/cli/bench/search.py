"""`portal bench search`: what a search costs, class by class, beside plain FTS5 over the same keys, as JSON."""

import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from portal import create_app
from portal.cli.application import say
from portal.cli.bench import search_life, search_rows
from portal.cli.bench.search_fts5 import PlainIndex
from portal.cli.bench.search_queries import ENGINE_CLASSES, FILTERED, MADE, drafts, engine_queries, keystrokes
from portal.cli.bench.search_queries import typed_queries as typed
from portal.cli.bench.search_timing import timed
from portal.cli.bench.servers import scratch_database
from portal.cli.migrating import upgrade
from portal.config import Config
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.i18n import use_language
from portal.people.models import Role
from portal.search import documents, healing
from portal.search.engines import engine
from portal.search.finding import find
from portal.search.look_alikes import KINDS
from portal.search.meaning.embedder import embedder
from portal.search.meaning.vectors import mirror
from portal.search.models import SearchDocument
from portal.search.place import place_of
from portal.search.similar import similar

QUERIES = 100
PALETTE_RESULTS = 10
SEARCHER = Actor(id=1, name="", roles=frozenset({Role.EMPLOYEE}), team_id=1)


@click.command("search")
@click.option("--sizes", default="1000,10000,100000", show_default=True, help="Numbers of texts.")
@click.option("--database", default="", help="A PostgreSQL server to make scratch databases on; default: SQLite.")
@click.option("--queries", default=QUERIES, show_default=True, type=click.IntRange(2), help="Queries per class.")
@click.option("--meaning/--no-meaning", default=True, show_default=True, help="With vectors, which are invented.")
def bench_search(sizes: str, database: str, queries: int, meaning: bool) -> None:
    """Fill scratch databases with invented texts in three languages, search them, and print figures as JSON.

    `engine` asks the index alone, `fts5` the same keys of plain SQLite FTS5; `find` is a whole answer with its
    readings, meaning, rights and passages; `palette_over_http` what a browser waits for.
    """
    results = {}
    with tempfile.TemporaryDirectory(prefix="portal-bench-search-") as folder:
        for size in [int(part) for part in sizes.split(",")]:
            with scratch_database(database, size) as url:
                place = Path(folder) / str(size)
                place.mkdir(mode=0o700)
                environ = {"PORTAL_DATA_DIR": str(place), "PORTAL_LOG_LEVEL": "error", "PORTAL_DATABASE_URL": url}
                environ["PORTAL_SEMANTIC"] = "on" if meaning else "off"
                results[str(size)] = _measure_size(place, environ, size, queries)
    click.echo(json.dumps({"database": "postgresql" if database else "sqlite", "sizes": results}, indent=2))


def _measure_size(folder: Path, environ: Mapping[str, str], size: int, queries: int) -> dict[str, Any]:
    app = create_app(Config.from_env({**os.environ, **environ}))
    with app.app_context():
        use_language("uk", "Europe/Kyiv")
        answer = {"seconds": _filled(size, lambda what: say(f"{size} texts: {what}"))}
        say(f"{size} texts: searching")
        answer["engine"] = _engine(size, queries)
        answer["fts5"] = _fts5(folder / "fts5.sqlite3", size, queries)
        answer["find"] = _find(size, queries)
        db.session.remove()
        db.engine.dispose()
    say(f"{size} texts: over HTTP, and a change by the worker")
    return {**answer, **search_life.measured(app, dict(environ), size, queries)}


def _filled(size: int, tell: Callable[[str], None]) -> dict[str, float]:
    """In how many seconds texts are gone through, and the index and the file of vectors made."""
    tell("filling")
    upgrade()
    search_rows.fill(size)
    seconds = {"going_through": _seconds(healing.sweep)}
    model = embedder(place_of(db.session()))
    tell("making the index")
    if model is not None:
        search_rows.invent_meanings(model.name, model.size)
        seconds["vectors_file"] = _seconds(lambda: mirror(db.session()))
    db.session().rollback()
    seconds["rebuild"] = _seconds(healing.rebuild)
    return seconds


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 2)


def _engine(size: int, queries: int) -> dict[str, Any]:
    words = engine(db.session())
    return {
        name: timed([partial(words.search, query) for query in engine_queries(name, queries, size)])
        for name in ENGINE_CLASSES
    }


def _fts5(file: Path, size: int, queries: int) -> dict[str, Any]:
    plain = PlainIndex(file)
    ids = db.session().scalars(select(SearchDocument.id)).all()
    seconds = plain.fill(documents.documents(db.session(), ids))
    db.session().rollback()
    found: dict[str, Any] = {
        name: timed([partial(plain.search, query) for query in engine_queries(name, queries, size)])
        for name in ENGINE_CLASSES
    }
    plain.close()
    return {**found, "rebuild_seconds": round(seconds, 2)}


def _find(size: int, queries: int) -> dict[str, Any]:
    """Each as its own request would, which ends its transaction."""
    found = {name: timed([partial(_asked, name, text) for text in typed(name, queries, size)]) for name in MADE}
    found["palette"] = timed([partial(_typing, text) for text in keystrokes(queries, size)])
    found["similar"] = timed([partial(_drafted, *draft) for draft in drafts(queries, size)])
    return found


def _asked(name: str, text: str) -> None:
    find(db.session(), text, SEARCHER, filters=FILTERED if name == "filtered" else None)
    db.session().rollback()


def _typing(text: str) -> None:
    find(db.session(), text, SEARCHER, limit=PALETTE_RESULTS, typing=True, steps=True)
    db.session().rollback()


def _drafted(title: str, body: str, lang: str) -> None:
    similar(db.session(), title, body, lang, SEARCHER, kinds=KINDS, limit=5)
    db.session().rollback()
