"""Addresses that come in from outside."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

from portal.core.numbers import number_path, read_number

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


def own_path(candidate: str | None, default: str = "/") -> str:
    """The path when it leads to a page of this portal, else ``default``: nobody is sent to another site."""
    if not candidate or not candidate.startswith("/") or _UNSAFE.search(candidate):
        return default
    try:
        parts = urlsplit(candidate)
    except ValueError:
        return default
    path = unquote(parts.path)
    elsewhere = "//" in path or "/../" in f"{path}/" or _UNSAFE.search(path)
    return default if parts.scheme or parts.netloc or elsewhere else candidate


#: A number below zero in another spelling than its address has.
_AS_SPOKEN = re.compile(r"/(?:A-?|a-)\d{1,18}(?=/|$)", re.ASCII)


def install(app: Flask) -> None:
    """Let routes hold numbers of rows and of items."""
    app.url_map.converters["int"] = RowNumber
    app.url_map.converters["item"] = ItemNumber
    app.before_request(_lead_to_the_one_address)


def _lead_to_the_one_address() -> ResponseReturnValue | None:
    """'/initiatives/A-1234567' is '/initiatives/a1234567', for whoever opens it."""
    if request.method not in {"GET", "HEAD"} or request.endpoint is None or not _AS_SPOKEN.search(request.path):
        return None
    address = url_for(request.endpoint, **(request.view_args or {}))
    query = request.query_string.decode("ascii", "ignore")
    return None if address == request.path else redirect(f"{address}?{query}" if query else address, 301)


class RowNumber(IntegerConverter):
    """``<int:...>`` in a route: a number that a row can have; a larger one is no address at all."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": 2**63 - 1, **options})


class ItemNumber(BaseConverter):
    """``<item:...>`` in a route: the number of an item of either series, '128' or 'a1234567'."""

    #: Also as pages show it and people type it: 'A-1234567' leads on to the one address.
    regex = r"(?:[aA]-?)?\d{1,18}"

    def to_python(self, value: str) -> int:
        number = read_number(value)
        if number is None or number_path(number) != value.lower().replace("-", ""):  # no leading zeros
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        return number_path(int(value))
