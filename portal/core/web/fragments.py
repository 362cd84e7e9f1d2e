"""Pieces of a page that depend on one value alone, rendered once and kept.

A row of the front list is the same HTML for everybody who reads the same language. The value is all that the template
is given (as ``it``), and the value, or its ``fragment_key``, is the key: what a piece shows has to be part of it. So a
piece holds no relative times, and nothing of the reader that the value doesn't say. A form in it writes ``{{ csrf }}``
for its token, which is put in afterwards. A piece may hold pieces.
"""

import secrets
import sys
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from contextvars import ContextVar
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from flask import g
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment
from markupsafe import Markup, escape

from portal.core import i18n

KEPT_BYTES = 12 * 1024 * 1024
#: What a key and the bookkeeping take beside the text, roughly.
PIECE_BYTES = 1500
#: Stands for what is put in afterwards; random, so that nobody can write it into a text.
_PLACE = f"put-in-{secrets.token_hex(16)}"

#: Whether a piece is being drawn: what is drawn inside it leaves the places open.
_drawing: ContextVar[bool] = ContextVar("drawing", default=False)

Key = tuple[str, str, date, Hashable]


class Fragments:
    """The pieces of one application, the least recently used forgotten first."""

    def __init__(self, environment: Environment, kept_bytes: int = KEPT_BYTES) -> None:
        self._environment = environment
        self._pieces: OrderedDict[Key, str] = OrderedDict()
        self._kept_bytes = kept_bytes
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, template: str, it: Any, **later: object) -> Markup:
        """The piece that ``template`` makes of ``it``, a hashable value or one with a hashable ``fragment_key``.

        ``later`` are values that differ on every page (the key of a form): the template writes them by name, and they
        are put in afterwards like the token.
        """
        # The day, because words such as '12 May' (this year) depend on it.
        key = (template, i18n.language(), i18n.today(datetime.now(UTC)), getattr(it, "fragment_key", it))
        piece = self._kept(key)
        if piece is None:
            piece = self._draw(template, it, later)
            self._keep(key, piece)
        if _PLACE in piece:
            for name, value in later.items():
                piece = piece.replace(_place(name), str(escape(value)))
            piece = piece.replace(_place("csrf"), csrf_token())
        return Markup(piece)  # noqa: S704 - our own template, which escapes

    def _draw(self, template: str, it: Any, later: Iterable[str]) -> str:
        outside = _drawing.set(True)
        try:
            places = {name: _place(name) for name in ("csrf", *later)}
            return self._environment.get_template(template).render(it=it, **places)
        finally:
            _drawing.reset(outside)

    def _kept(self, key: Key) -> str | None:
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
            return piece

    def _keep(self, key: Key, piece: str) -> None:
        with self._lock:
            if key in self._pieces:
                return
            self._pieces[key] = piece
            self._bytes += _size(piece)
            while self._bytes > self._kept_bytes:
                _key, forgotten = self._pieces.popitem(last=False)
                self._bytes -= _size(forgotten)


def csrf_token() -> str:
    """The token for this page's forms; inside a piece only its place, so that nobody's token is ever kept.

    A page has a dozen forms, and Flask-WTF reads its settings anew for each.
    """
    return _place("csrf") if _drawing.get() else str(g.get("csrf_token") or generate_csrf())


def _size(piece: str) -> int:
    """The text twice, because a key may hold it too."""
    return 2 * sys.getsizeof(piece) + PIECE_BYTES


def _place(name: str) -> str:
    return f"{_PLACE}-{name}-"
