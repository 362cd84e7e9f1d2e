"""Addresses that come in from outside."""

import re
from typing import Any
from urllib.parse import urlsplit

from werkzeug.routing import IntegerConverter

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


def own_path(candidate: str | None, default: str = "/") -> str:
    """The path when it leads to a page of this portal, else ``default``: nobody is sent to another site."""
    if not candidate or not candidate.startswith("/") or candidate.startswith("//") or _UNSAFE.search(candidate):
        return default
    try:
        parts = urlsplit(candidate)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else candidate


class RowNumber(IntegerConverter):
    """``<int:...>`` in a route: a number that a row can have; a larger one is no address at all."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": 2**63 - 1, **options})
