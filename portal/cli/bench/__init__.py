"""`portal bench`: what pages cost, as JSON, beside a yardstick measured in the same run."""

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask
from sqlalchemy import event, select

from portal import create_app
from portal.cli.application import say
from portal.cli.bench import dataset, yardstick
from portal.cli.bench.knowledge_dataset import INITIATIVES_EACH
from portal.cli.bench.load import CONNECTIONS, Figures, Request, measure
from portal.cli.bench.search import bench_search
from portal.cli.bench.servers import Server, postgres_cpu_seconds, scratch_database, serving
from portal.cli.migrating import upgrade
from portal.config import Config
from portal.core.db import db, transaction
from portal.initiatives.models import Initiative, StatusType

#: Per page: a third to warm up, a third one by one, a third at eight connections.
REQUESTS = 900
AREA, STATUS_TYPE = 3, StatusType.IN_REVIEW
#: Pages of one thing; the others are lists.
DETAILS = frozenset({"detail", "support", "case", "article"})


@click.group(invoke_without_command=True)
@click.option("--sizes", default="1000,10000,100000", show_default=True, help="Numbers of initiatives.")
@click.option("--workers", default=2, show_default=True, help="Web workers, of the portal and of the yardstick.")
@click.option("--database", default="", help="A PostgreSQL server to make scratch databases on; default: SQLite.")
@click.option("--requests", default=REQUESTS, show_default=True, help="Requests per page.")
@click.pass_context
def bench(context: click.Context, sizes: str, workers: int, database: str, requests: int) -> None:
    """Fill scratch databases, serve the portal and a bare Flask application, and print figures as JSON.

    `cpu_ratio` is the portal's CPU time per request over the yardstick's (list over list, detail over detail),
    `case_over_detail` a case's over an initiative's, whose page holds about as much. `bench search` measures search.
    """
    if context.invoked_subcommand is not None:
        return
    requests = max(90, requests // 3 * 3)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        results = {}
        for size in [int(part) for part in sizes.split(",")]:
            say(f"{size} initiatives: filling")
            with scratch_database(database, size) as url:
                results[str(size)] = _measure_size(Path(folder) / str(size), size, url, workers, requests)
    answer = {
        "database": "postgresql" if database else "sqlite",
        "workers": workers,
        "connections": CONNECTIONS,
        "sizes": results,
    }
    click.echo(json.dumps(answer, indent=2))


bench.add_command(bench_search)


def _yardstick(folder: Path, workers: int, requests: int) -> dict[str, Figures]:
    file = folder / "yardstick.sqlite3"
    yardstick.fill(file)
    environ = {"YARDSTICK_FILE": str(file)}
    with serving("portal.cli.bench.yardstick:create_yardstick()", environ, workers=workers) as server:
        details = [Request(f"/rows/{n % yardstick.ROWS + 1}") for n in range(requests)]
        return {
            "list": measure(server.port, [Request("/rows")] * requests, None, server.cpu_seconds),
            "detail": measure(server.port, details, None, server.cpu_seconds),
        }


def _measure_size(folder: Path, size: int, database: str, workers: int, requests: int) -> dict[str, Any]:
    folder.mkdir()
    environ = {"PORTAL_DATA_DIR": str(folder), "PORTAL_LOG_LEVEL": "error", "PORTAL_DATABASE_URL": database}
    app = create_app(Config.from_env({**os.environ, **environ}))
    with app.app_context():
        upgrade()
        token = dataset.fill(size)
        with transaction() as session:
            dataset.start_sequences(session)
            dataset.optimize(session)
        pages = _pages(size, requests)
        statements = {name: _statements(app, token, page[0]) for name, page in pages.items()}
        db.engine.dispose()
    cookie, csrf = _cookie(app, token)
    # Right before the pages: a machine that others use too is not the same an hour later.
    say(f"{size} initiatives: yardstick, bare Flask")
    measured_yardstick = _yardstick(folder, workers, requests)
    with serving("portal.cli.web:application()", environ, workers=workers) as server:
        figures: dict[str, Any] = {}
        for name, page in pages.items():
            say(f"{size} initiatives: {name}")
            asked = [_with_token(request, csrf) for request in page]
            measured = measure(server.port, asked, cookie, lambda: _cpu(server, database))
            figures[name] = {**asdict(measured), "statements": statements[name]}
        memory = [round(mb, 1) for mb in server.worker_memory_mb()]
    return {**_with_ratios(figures, measured_yardstick), "worker_memory_mb": memory}


def _cpu(server: Server, database: str) -> float:
    return server.cpu_seconds() + (postgres_cpu_seconds(urlsplit(database).path[1:]) if database else 0.0)


def _pages(size: int, requests: int) -> dict[str, list[Request]]:
    numbers, each = [n * 7919 % size + 1 for n in range(requests)], size // INITIATIVES_EACH
    open_numbers = list(
        db.session.scalars(
            select(Initiative.id)
            .where(Initiative.status_type == STATUS_TYPE, Initiative.author_id != 1)
            .limit(requests)
        )
    )
    supports = [
        Request(f"/initiatives/{open_numbers[n % len(open_numbers)]}/{verb}", "POST", ok=(200, 302, 303))
        for verb_round in range(requests // len(open_numbers) + 1)
        for verb in [("support", "unsupport")[verb_round % 2]]
        for n in range(len(open_numbers))
    ][:requests]
    return {
        "list": [Request("/initiatives")] * requests,
        "filtered_list": [Request(f"/initiatives?type={STATUS_TYPE.value}&area={AREA}")] * requests,
        "detail": [Request(f"/initiatives/{n}") for n in numbers],
        "board": [Request("/initiatives/board")] * (requests // 9 * 3),  # heavy, and steady after a few
        "roadmap": [Request("/initiatives/roadmap")] * (requests // 9 * 3),
        "home": [Request("/")] * requests,
        "cases": [Request("/cases")] * requests,
        "case": [Request(f"/cases/{n * 7919 % each + 1}") for n in range(requests)],
        "article": [Request(f"/articles/{each + n * 7919 % each + 1}") for n in range(requests)],
        "support": supports,
    }


def _cookie(app: Flask, token: str) -> tuple[str, str]:
    """The cookie of the signed-in session, and a token for its forms."""
    from_flask: Any = app.session_interface
    secret = "b" * 40
    cookie = from_flask.get_signing_serializer(app).dumps({"_user_id": token, "_fresh": True, "csrf_token": secret})
    return f"portal={cookie}", _form_token(app, secret)


def _form_token(app: Flask, secret: str) -> str:
    with app.test_request_context() as context:
        context.session["csrf_token"] = secret
        made: str = app.jinja_env.globals["csrf_token"]()  # type: ignore[operator]  # Flask-WTF puts it there
        return made


def _with_token(request: Request, csrf: str) -> Request:
    if request.method == "GET":
        return request
    return Request(request.path, request.method, "", (("X-CSRFToken", csrf),), request.ok)


def _statements(app: Flask, token: str, request: Request) -> int:
    """SQL statements of one page, without BEGIN and COMMIT."""
    counted: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.split(None, 1)[0].upper() not in {"BEGIN", "COMMIT", "ROLLBACK"}:
            counted.append(statement)

    cookie, csrf = _cookie(app, token)
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        client = app.test_client(use_cookies=False)
        headers = {"Cookie": cookie, **dict(_with_token(request, csrf).headers)}
        client.open(request.path, method=request.method, headers=headers)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(counted)


def _with_ratios(pages: dict[str, Any], measured: dict[str, Figures]) -> dict[str, Any]:
    for name, page in pages.items():
        base = measured["detail" if name in DETAILS else "list"]
        page["cpu_ratio"] = round(page["cpu_ms"] / base.cpu_ms, 2)
    return {
        "yardstick": {name: asdict(figures) for name, figures in measured.items()},
        "pages": pages,
        "case_over_detail": round(pages["case"]["cpu_ms"] / pages["detail"]["cpu_ms"], 2),
    }
