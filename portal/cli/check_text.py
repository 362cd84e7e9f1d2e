"""`portal check-text`: what the personal-data guard finds in texts, one JSON object a line."""

import json
from collections.abc import Iterator
from typing import IO, Any

import click

from portal.core.privacy import find

_MARK = b"\xef\xbb\xbf"


class _Malformed(Exception):
    """Says what is wrong with a line."""


@click.command("check-text")
@click.argument("file", type=click.File("rb"), default="-")
def check_text(file: IO[bytes]) -> None:
    """Find personal data in the texts of FILE (standard input without one), without a database.

    A line is {"text": ..., "allowed": [public numbers, may be left out]}. For each one line is printed:
    {"spans": [[start, end, kind], ...]}, in code points of the text; kind is phone, email, card, order, document,
    address or name. A line that can't be read is answered with {"error": ...} and named on standard error; the others
    go on, and the command ends with 1. Empty lines are passed over.
    """
    faults = 0
    for number, line in _lines(file):
        try:
            answer: dict[str, Any] = {"spans": _spans(line)}
        except _Malformed as fault:
            faults += 1
            answer = {"error": str(fault)}
            click.echo(f"line {number}: {fault}", err=True)
        click.echo(json.dumps(answer, ensure_ascii=False))
    if faults:
        raise SystemExit(1)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(iter(file.readline, b""), 1):
        if stripped := line.removeprefix(_MARK).strip():
            yield number, stripped


def _spans(line: bytes) -> list[tuple[int, int, str]]:
    try:
        asked = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _Malformed("not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _Malformed(f"not JSON ({error})") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise _Malformed('not an object with a "text"')
    allowed = asked.get("allowed") or []
    if not isinstance(allowed, list) or not all(isinstance(one, str | int) for one in allowed):
        raise _Malformed('"allowed" is not a list of numbers')
    return [(span.start, span.end, str(span.kind)) for span in find(asked["text"], [str(one) for one in allowed])]
