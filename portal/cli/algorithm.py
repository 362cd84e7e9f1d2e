"""`portal algorithm check`: the faults of conversation algorithms, before they are put into the portal."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from portal.algorithms.checking import ERROR, Fault, check, counts
from portal.algorithms.document import Document
from portal.algorithms.format import read
from portal.algorithms.graph import graph_of
from portal.algorithms.queries.named import published
from portal.algorithms.wording import message, message_with_suggestion
from portal.cli.application import portal_app
from portal.cli.settings import settings
from portal.core.db import db
from portal.core.i18n import LANGUAGES, speaking

Known = Callable[[str, str], bool]
KnownIn = Callable[[Document], Known]


@click.group("algorithm")
def algorithm() -> None:
    """Conversation algorithms as files."""


@algorithm.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a file.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", help="The language of the sentences.")
def check_files(files: Sequence[Path], as_json: bool, language: str) -> None:
    """Print the faults of algorithms in FILES; end with 1 when one of them is an error.

    Cases and algorithms that a file names are looked up in this portal; where there is none yet, none of them is
    published.
    """
    errors = 0
    with _published() as known_in, speaking(language):
        for path in files:
            faults, numbers = _examined(path, known_in)
            errors += sum(fault.level == ERROR for fault in faults)
            for line in _as_json(path, faults, numbers) if as_json else _as_text(path, faults):
                click.echo(line)
    if errors:
        raise SystemExit(1)


def _examined(path: Path, known_in: KnownIn) -> tuple[list[Fault], dict[str, Any]]:
    try:
        document = read(path.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{path} can't be read: {error.strerror}") from error
    graph = graph_of(document)
    return check(document, graph, known=known_in(document)), counts(document, graph)


def _as_json(path: Path, faults: Sequence[Fault], numbers: dict[str, Any]) -> Iterator[str]:
    told = [
        {
            "kind": fault.kind,
            "line": fault.line,
            "level": fault.level,
            "message": message(fault),
            "suggest": fault.suggest,
        }
        for fault in faults
    ]
    yield _printable(json.dumps({"file": str(path), "faults": told, "counts": numbers}, ensure_ascii=False))


def _as_text(path: Path, faults: Sequence[Fault]) -> Iterator[str]:
    for fault in faults:
        yield _printable(f"{path}:{fault.line}: {fault.level}: {message_with_suggestion(fault)}")


def _printable(text: str) -> str:
    """Without bytes that were no UTF-8: a terminal can't take them."""
    return text.encode("utf-8", "replace").decode()


@contextmanager
def _published() -> Iterator[KnownIn]:
    """What this portal has published of what a text names; nothing where it has no tables yet."""
    url = settings().database_url
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        yield lambda _document: _nothing
        return
    with portal_app():
        yield _carefully_published


def _carefully_published(document: Document) -> Known:
    try:
        return published(db.session(), document)
    except DBAPIError:  # a database without the portal's tables
        db.session.rollback()
        return _nothing


def _nothing(_kind: str, _ref: str) -> bool:
    return False
