"""Errors as pages or JSON: what happened, what is kept, what to do."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from portal.core.db import db
from portal.core.errors import Conflict, DomainError
from portal.core.i18n import gettext as _
from portal.core.web.addresses import own_path
from portal.core.web.holding import held, sent

log = structlog.get_logger()

#: Fields of a form that are never shown or sent again.
UNREPEATABLE = re.compile(r"csrf_token|password|passphrase|repeat|token|secret")
#: Refusals after which the same words may be sent again a little later.
_LATER = {429, 503}


def install(app: Flask) -> None:
    """One handler a family."""
    app.register_error_handler(DomainError, answer_to)
    app.register_error_handler(CSRFError, _token_ran_out)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _crash)


def wants_json() -> bool:
    """Whether the caller is a script of ours or an API client."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def answer_to(error: DomainError) -> Response:
    """The refusal as a page or as JSON."""
    db.session.rollback()
    sentence = str(error.sentence)
    if wants_json():
        return json_answer(error.status, sentence, field=error.field)
    if error.status in _LATER and held():
        return held_form(sentence, error.status)
    if isinstance(error, Conflict):
        return _page("errors/conflict.html", 409, sentence, mine=typed_fields(), theirs=error.theirs)
    known = {403: "errors/403.html", 404: "errors/404.html", 429: "errors/429.html"}
    return _page(known.get(error.status, "errors/refused.html"), error.status, sentence, mine=typed_fields())


def _token_ran_out(_error: CSRFError) -> Response:
    sentence = _(
        "This page was open for so long that its key ran out. Nothing is lost: check your text and send it again."
    )
    if wants_json():
        return json_answer(400, sentence, code="token")
    return held_form(sentence, 400)


def held_form(sentence: str, status: int) -> Response:
    """A page that shows what was typed and, where it is only words, sends it again at a click."""
    form = held()
    if form is None:
        return _page("errors/not_sent.html", status, sentence, mine=typed_fields(), back_href=_page_before())
    return _page(
        "errors/held.html",
        status,
        sentence,
        becomes=form.becomes,
        mine=sent(form.words),
        along=sent(form.along),
        action=request.full_path.rstrip("?"),
    )


def _page_before() -> str:
    """Where the form stood, when that was a page of ours."""
    referrer = urlsplit(request.referrer or "")
    return own_path(referrer.path) if referrer.netloc == request.host else "/"


def typed_fields() -> list[tuple[str, str]]:
    """What was typed into the form that failed, without secrets; nothing of one that is too large to be read."""
    if request.method != "POST":
        return []
    try:
        typed = sent()
    except RequestEntityTooLarge:  # the view failed before it looked at its form
        return []
    return [(name, value) for name, value in typed if not UNREPEATABLE.search(name)]


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect made by the routing
        return make_response(error.get_response())
    if isinstance(error, RequestEntityTooLarge):
        sentence = _("This is larger than the portal accepts. Make the picture or file smaller and try again.")
        return json_answer(413, sentence) if wants_json() else _page("errors/413.html", 413, sentence)
    if status in {404, 405}:
        sentence = _("There is nothing at this address, or it isn't open to you.")
        return json_answer(status, sentence) if wants_json() else _page("errors/404.html", status, sentence)
    sentence = _("The portal could not understand this request.")
    return (
        json_answer(status, sentence)
        if wants_json()
        else _page("errors/refused.html", status, sentence, mine=typed_fields())
    )


def _crash(error: Exception) -> Response:
    g.bare_page = True  # the database may be what broke: the page must not ask it anything
    with suppress(SQLAlchemyError):
        db.session.rollback()
    log.error("crash", id=g.get("request_id"), rule=str(request.url_rule), exc_info=error)
    sentence = _("Something broke on our side. Nothing was changed.")
    if wants_json():
        return json_answer(500, sentence)
    return _page("errors/500.html", 500, sentence, mine=typed_fields(), request_id=g.get("request_id"))


def json_answer(status: int, message: str, **more: Any) -> Response:
    """An error for a script: {"message": sentence, ...}."""
    response = jsonify(message=message, **more)
    response.status_code = status
    return response


def _page(template: str, status: int, sentence: str, **values: Any) -> Response:
    return make_response(render_template(template, sentence=sentence, status=status, **values), status)
