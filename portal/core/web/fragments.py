"""Pieces of a page that depend on one value alone, rendered once and kept.

A row of the front list is the same HTML for everybody who reads the same language. The value is both the key and all
that the template is given (as ``it``), so a piece can't hold what its key doesn't say. A form in it writes
``{{ csrf }}`` for its token, which is put in afterwards.
"""

import secrets
from collections import OrderedDict
from collections.abc import Hashable
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from flask_wtf.csrf import generate_csrf
from jinja2 import Environment
from markupsafe import Markup, escape

from portal.core import i18n

KEPT_PIECES = 4000
#: Stands for what is put in afterwards; random, so that nobody can write it into a text.
_PLACE = f"put-in-{secrets.token_hex(16)}"

Key = tuple[str, str, date, Hashable]


class Fragments:
    """The pieces of one application, the least recently used forgotten first."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._pieces: OrderedDict[Key, str] = OrderedDict()
        self._lock = Lock()

    def __call__(self, template: str, it: Any, **later: str) -> Markup:
        """The piece that ``template`` makes of ``it``, a hashable value.

        ``later`` are values that differ on every page (the key of a form): the template writes them by name, and they
        are put in afterwards like the token.
        """
        # The day, because words such as '12 May' (this year) depend on it.
        key = (template, i18n.language(), i18n.today(datetime.now(UTC)), it)
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
        if piece is None:
            places = {name: _place(name) for name in ("csrf", *later)}
            piece = self._environment.get_template(template).render(it=it, **places)
            with self._lock:
                self._pieces[key] = piece
                while len(self._pieces) > KEPT_PIECES:
                    self._pieces.popitem(last=False)
        if _PLACE in piece:
            for name, value in later.items():
                piece = piece.replace(_place(name), str(escape(value)))
            piece = piece.replace(_place("csrf"), generate_csrf())
        return Markup(piece)  # noqa: S704 - our own template, which escapes


def _place(name: str) -> str:
    return f"{_PLACE}-{name}-"
