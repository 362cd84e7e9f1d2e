"""How much a request may carry: as much as an upload only where files are taken, else as much as a form needs."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

F = TypeVar("F", bound=Callable[..., Any])

#: Three texts of 20,000 letters, each six bytes in a form, take a fifth of it.
FORM_BYTES = 2 * 1024 * 1024


def takes_files(view: F) -> F:
    """Mark a view to which files are sent."""
    view.takes_files = True  # type: ignore[attr-defined]  # read before each request
    return view


def install(app: Flask) -> None:
    """Set the limit of every request before anything reads it."""
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_BYTES
    app.before_request(_limit)


def _limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "takes_files", False):
        request.max_content_length = FORM_BYTES
