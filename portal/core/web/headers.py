"""Request ids, the content security policy and one log line a request, without personal data."""

import re
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, abort, current_app, g, request

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' blob:; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
GIVEN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")

log = structlog.get_logger()

F = TypeVar("F", bound=Callable[..., Any])


def unnoticed(view: F) -> F:
    """Mark a view whose use leaves no trace: no log line, no 'last seen' (the outermost decorator of the view)."""
    view.unnoticed = True  # type: ignore[attr-defined]  # read by goes_unnoticed
    return view


def goes_unnoticed() -> bool:
    """Whether this request is one that nobody is to know of."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "unnoticed", False))


def install(app: Flask) -> None:
    """Add the headers to every answer."""
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if GIVEN_ID.match(given) else secrets.token_hex(8)
    g.started = perf_counter()
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)  # no page has such an address, and PostgreSQL can't be asked about it


def _finish(response: Response) -> Response:
    headers = response.headers
    headers["X-Request-ID"] = g.get("request_id", "-")
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-store" if response.mimetype == "text/html" else "private, no-cache"
    if goes_unnoticed():
        return response
    # The rule, not the address: addresses may hold codes and names.
    log.info(
        "request",
        id=g.get("request_id"),
        method=request.method,
        rule=str(request.url_rule) if request.url_rule else "-",
        status=response.status_code,
        ms=round((perf_counter() - g.get("started", perf_counter())) * 1000, 1),
    )
    return response
