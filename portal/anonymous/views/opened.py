"""What told without a name this browser has opened with its code: a signed cookie for half an hour.

Each use gives it another half hour, up to two hours; then the code has to be shown again.
"""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from portal.anonymous.services.codes import OPEN_AT_MOST_SECONDS, close_page, is_closed
from portal.config import Config
from portal.core import clock
from portal.core.db import db, transaction

#: Open to everybody, signed in or not: the number and the code are what counts.
blueprint = Blueprint("anonymous", __name__, url_prefix="/anonymous")

COOKIE = "portal_anonymous"
OPEN_SECONDS = 30 * 60

F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R", bound=Response)


@blueprint.before_request
def _ask_nobody_who_it_is() -> None:
    """These pages have no frame: whoever may be signed in here isn't looked up for it."""
    g.bare_page = True


@dataclass(frozen=True, slots=True)
class Opening:
    """What the cookie holds: a number, the second in which its code was shown, and something random to close it by."""

    number: int
    since: int
    token: str


def opened_number() -> int | None:
    """The number whose code was shown, used within the last half hour, for two hours at most; or None."""
    found = _opening()
    return None if found is None else found.number


def open_page(response: R, number: int) -> R:
    """Open it on this device: the code was shown just now."""
    return _keep(response, Opening(number, int(clock.now().timestamp()), secrets.token_urlsafe(16)))


def keep_open(response: R) -> R:
    """Keep it open for another half hour, but not beyond two hours since the code was shown."""
    found = _opening()
    return response if found is None else _keep(response, found)


def close(response: R) -> R:
    """Forget on this device what was opened, and let no copy of the cookie open it again."""
    found = _opening()
    if found is not None:
        with transaction() as session:
            close_page(session, found.token, now=clock.now())
    response.delete_cookie(COOKIE, path=blueprint.url_prefix or "/", samesite="Strict", httponly=True)
    return response


def _opening() -> Opening | None:
    try:
        held = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=OPEN_SECONDS)
        found = Opening(**held)
    except (BadData, TypeError):
        return None
    if clock.now().timestamp() - found.since > OPEN_AT_MOST_SECONDS or is_closed(db.session(), found.token):
        return None
    return found


def _keep(response: R, opening: Opening) -> R:
    """At most until the browser is closed, on these pages only."""
    response.set_cookie(
        COOKIE,
        str(_serializer().dumps(asdict(opening))),
        path=blueprint.url_prefix or "/",
        httponly=True,
        secure=config().secure_cookies,
        samesite="Strict",
    )
    return response


def opened(view: F) -> F:
    """Give the view the opened number; without one the page that asks for the code answers."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        number = opened_number()
        if number is None:
            return redirect(url_for("anonymous.status"), 303)
        answer: ResponseReturnValue = view(number, *args, **kwargs)
        return answer

    return guarded  # type: ignore[return-value]  # the view as Flask calls it: without the number


def config() -> Config:
    """The settings of this installation."""
    found: Config = current_app.extensions["portal_config"]
    return found


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config().secret_key, salt="anonymous")
