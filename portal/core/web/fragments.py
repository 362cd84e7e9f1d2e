"""Pieces of a page that depend on one value alone, rendered once and kept.

A row of the front list is the same HTML for everybody who reads the same language. The value is both the key and all
that the template is given (as ``it``), so a piece can't hold what its key doesn't say.
"""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from portal.core import i18n

KEPT_PIECES = 4000

Key = tuple[str, str, date, Hashable]


class Fragments:
    """The pieces of one application, the least recently used forgotten first."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._pieces: OrderedDict[Key, Markup] = OrderedDict()
        self._lock = Lock()

    def __call__(self, template: str, it: Any) -> Markup:
        """The piece that ``template`` makes of ``it``, a hashable value."""
        # The day, because words such as '12 May' (this year) depend on it.
        key = (template, i18n.language(), i18n.today(datetime.now(UTC)), it)
        with self._lock:
            piece = self._pieces.get(key)
            if piece is not None:
                self._pieces.move_to_end(key)
                return piece
        piece = Markup(self._environment.get_template(template).render(it=it))  # noqa: S704 - our template escapes
        with self._lock:
            self._pieces[key] = piece
            while len(self._pieces) > KEPT_PIECES:
                self._pieces.popitem(last=False)
        return piece
