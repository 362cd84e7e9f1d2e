"""Search as people have it: answers over HTTP, the memory of those who serve, and a change until it is found."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select

from portal.cli.bench.load import Request, measure
from portal.cli.bench.search_queries import keystrokes
from portal.cli.bench.search_rows import TOKENS
from portal.cli.bench.servers import proportional_mb, serving
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.journal import record
from portal.initiatives.events import InitiativeEdited
from portal.initiatives.models import Initiative
from portal.search.engine import Term, WordQuery
from portal.search.engines import engine
from portal.search.language import analyse_query

WORKERS = 2
#: Words that no other text has: each change brings one of them.
NEW_WORDS = ("зюзюкотище", "брумбульбаш", "фурфиркало", "чвирчвиркун", "трямтрямчик")
PATIENCE_SECONDS, LOOK_SECONDS = 60.0, 0.02
#: The worker has looked at everything once by then.
STARTED_SECONDS = 20.0


def measured(app: Flask, environ: Mapping[str, str], size: int, queries: int) -> dict[str, Any]:
    """Figures of the palette and of the page of results, and of the worker."""
    cookies = [_cookie(app, token) for token in TOKENS]

    def asked(path: str) -> list[Request]:
        texts = keystrokes(queries * 3, size)
        return [
            Request(f"{path}?q={quote(text)}", headers=(("Cookie", cookies[number % len(cookies)]),))
            for number, text in enumerate(texts)
        ]

    with serving("portal.cli.web:application()", dict(environ), workers=WORKERS) as server:
        figures = {
            name: asdict(measure(server.port, asked(path), None, server.cpu_seconds))
            for name, path in (("palette_over_http", "/search/quick"), ("page_over_http", "/search"))
        }
        memory = [round(mb, 1) for mb in server.worker_memory_mb()]
    with app.app_context(), _working(environ) as worker:
        time.sleep(STARTED_SECONDS)
        seconds = sorted(_until_found(number, word) for number, word in enumerate(NEW_WORDS))
        worker_memory = round(proportional_mb(worker.pid), 1)
        db.session.remove()
        db.engine.dispose()
    return {
        **figures,
        "web_memory_mb": memory,
        "worker_memory_mb": worker_memory,
        "seconds_until_found": {"median": seconds[len(seconds) // 2], "longest": seconds[-1]},
    }


def _cookie(app: Flask, token: str) -> str:
    interface: Any = app.session_interface
    return f"portal={interface.get_signing_serializer(app).dumps({'_user_id': token, '_fresh': True})}"


@contextmanager
def _working(environ: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """The worker of the queue, for the length of a block."""
    process = subprocess.Popen([sys.executable, "-m", "portal.cli", "worker"], env={**os.environ, **environ})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _until_found(number: int, word: str) -> float:
    """Seconds from the commit of a change until the index has it; raises RuntimeError when it never does."""
    with transaction() as session:
        ids = session.scalars(select(Initiative.id).order_by(Initiative.id).limit(len(NEW_WORDS))).all()
        initiative = session.get_one(Initiative, ids[number % len(ids)])
        initiative.title = f"{word} тепер тут"
        event = InitiativeEdited(initiative_id=initiative.id, after_answer=False)
        record(session, event, None, at=clock.now())
    terms = [Term(keys=frozenset(analyse_query(word)[0].keys), near={})]
    query = WordQuery(terms=terms, access=frozenset({"all"}))
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE_SECONDS:
        found = engine(db.session()).search(query).hits
        db.session().rollback()
        if found:
            return round(time.perf_counter() - began, 2)
        time.sleep(LOOK_SECONDS)
    raise RuntimeError("a change is never found")
