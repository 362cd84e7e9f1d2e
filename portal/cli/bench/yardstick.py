"""The yardstick: what bare Flask costs here and now, on the same server with the same settings.

One SQLite query of 20 of 1,000 rows in a 20-row Jinja table, and one detail row. Nothing else: no sign-in, no
translations, no compression. A ratio against it outlives the machine on which it was measured.
"""

import os
import sqlite3
from pathlib import Path

from flask import Flask, g, render_template
from jinja2 import DictLoader

ROWS = 1000
PAGE_ROWS = 20

LIST = """<!doctype html><title>Yardstick</title><table>
{% for row in rows %}<tr><td>{{ row["id"] }}</td><td><a href="/rows/{{ row["id"] }}">{{ row["title"] }}</a></td>
<td>{{ row["status"] }}</td><td>{{ row["author"] }}</td><td>{{ row["at"] }}</td></tr>
{% endfor %}</table>"""
DETAIL = """<!doctype html><title>{{ row["title"] }}</title><h1>{{ row["title"] }}</h1><p>{{ row["body"] }}</p>
<p>{{ row["status"] }}, {{ row["author"] }}, {{ row["at"] }}</p>"""


def fill(path: Path) -> None:
    """Write the 1,000 rows."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, title, status, author, at, body)")
        connection.executemany(
            "INSERT INTO rows (title, status, author, at, body) VALUES (?, ?, ?, ?, ?)",
            [
                (f"Пропозиція номер {n}", "у роботі", f"Людина {n % 50}", f"2026-01-{n % 28 + 1:02}", "Текст. " * 60)
                for n in range(ROWS)
            ],
        )
    connection.close()


def create_yardstick(path: str | None = None) -> Flask:
    """The bare application over the file that ``fill`` wrote."""
    app = Flask("yardstick")
    # Compiled once and kept, as templates in files are.
    app.jinja_loader = DictLoader({"list.html": LIST, "detail.html": DETAIL})
    database = path or os.environ["YARDSTICK_FILE"]

    def connection() -> sqlite3.Connection:
        if "connection" not in g:
            g.connection = sqlite3.connect(database)
            g.connection.row_factory = sqlite3.Row
        held: sqlite3.Connection = g.connection
        return held

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        if "connection" in g:
            g.connection.close()

    @app.get("/rows")
    def rows() -> str:
        found = connection().execute("SELECT * FROM rows ORDER BY id DESC LIMIT ?", (PAGE_ROWS,)).fetchall()
        return render_template("list.html", rows=found)

    @app.get("/rows/<int:number>")
    def row(number: int) -> str:
        found = connection().execute("SELECT * FROM rows WHERE id = ?", (number,)).fetchone()
        return render_template("detail.html", row=found)

    return app
