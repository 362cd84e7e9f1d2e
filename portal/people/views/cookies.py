"""What is kept in the browser: the signed-in session, and by whom this device has been used before."""

import secrets

from flask import current_app, request, session
from flask_login import login_user, logout_user
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from portal.config import Config
from portal.core import clock
from portal.people.identity import load_viewer
from portal.people.services.guessing import Browser

DEVICE_COOKIE = "portal_device"
DEVICE_DAYS = 365
PEOPLE_A_DEVICE = 8


def browser() -> Browser:
    """Where this request comes from."""
    device, people = _known()
    return Browser(
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        device=device,
        people=frozenset(people),
        secret=_config().secret_key,
    )


def carry(token: str, response: Response) -> Response:
    """Sign this browser in: a new cookie session (an old one may be somebody else's making), known from now on.

    The key of its forms stays: a page that holds what somebody wrote waits in another tab to send it. Whoever else may
    know that key can send nothing from a page of their own: ``core.web.origins`` refuses it.
    """
    kept = {name: session[name] for name in ("language", "csrf_token") if name in session}
    session.clear()
    session.permanent = True
    session.update(kept)
    viewer = load_viewer(token, clock.now())
    if viewer is None:
        raise RuntimeError("a session that was just begun isn't there")
    login_user(viewer)
    _remember_device(viewer.id, response)
    return response


def drop() -> None:
    """Sign this browser out; the language it speaks stays."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language
        session.permanent = True


def _remember_device(person_id: int, response: Response) -> None:
    device, people = _known()
    kept = [person_id, *(other for other in people if other != person_id)][:PEOPLE_A_DEVICE]
    response.set_cookie(
        DEVICE_COOKIE,
        _serializer().dumps({"d": device or secrets.token_urlsafe(16), "p": kept}),
        max_age=DEVICE_DAYS * 24 * 3600,
        httponly=True,
        secure=_config().secure_cookies,
        samesite="Lax",
    )


def _known() -> tuple[str, list[int]]:
    """The device's own number and the people who have signed in with it; nobody when the cookie isn't ours."""
    try:
        read = _serializer().loads(request.cookies.get(DEVICE_COOKIE, ""))
        return str(read["d"]), [int(person_id) for person_id in read["p"]]
    except (BadData, KeyError, TypeError, ValueError):
        return "", []


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(_config().secret_key, salt="device")


def _config() -> Config:
    config: Config = current_app.extensions["portal_config"]
    return config
