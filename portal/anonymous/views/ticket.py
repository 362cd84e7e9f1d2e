"""Number and code, shown on a page of their own after the form was sent.

The answer to the form leads here, so that neither 'reload' nor 'back' sends the form again. Nobody keeps the code for
that: a cookie of a few minutes, for this one address, holds the form's nonce, from which the portal makes number and
code once more (``services.codes.ticket``). Without the portal's secret it tells nothing, and no page, log or table ever
has it. Whoever says that they have written both down takes the cookie away.
"""

from datetime import datetime
from typing import TypeVar

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from portal.anonymous.services.codes import Ticket, ticket
from portal.anonymous.views.author_page import next_hour
from portal.anonymous.views.opened import blueprint, config
from portal.core import clock
from portal.core.web.headers import unnoticed
from portal.people.access import public

COOKIE, PATH = "portal_ticket", "/anonymous/ticket"
SHOWN_SECONDS = 5 * 60

R = TypeVar("R", bound=Response)


def lead_to_ticket(made: Ticket, nonce: str) -> ResponseReturnValue:
    """The answer to a form that was put under seal."""
    response = redirect(url_for("anonymous.show_ticket"), 303)
    response.set_cookie(
        COOKIE,
        str(_serializer().dumps([nonce, made.attempt])),
        path=PATH,
        httponly=True,
        secure=config().secure_cookies,
        samesite="Strict",
    )
    return response


@blueprint.get("/ticket")
@unnoticed
@public
def show_ticket() -> ResponseReturnValue:
    """The only page that shows them, for a few minutes and on this device alone."""
    made = _ticket()
    if made is None:
        return render_template("anonymous/ticket_gone.html")
    return _page(made, clock.now())


@blueprint.post("/ticket")
@unnoticed
@public
def put_ticket_away() -> ResponseReturnValue:
    """They are written down: the way back leads to them no more."""
    response = redirect("/", 303)
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict", httponly=True)
    return response


def _ticket() -> Ticket | None:
    try:
        nonce, attempt = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=SHOWN_SECONDS)
    except (BadData, TypeError, ValueError):
        return None
    return ticket(config().secret_key, nonce, attempt)


def _page(made: Ticket, now: datetime) -> Response:
    response = make_response(
        render_template(
            "anonymous/ticket.html",
            ticket=made,
            shown_from=next_hour(now),
            status_address=f"{config().base_url}{url_for('anonymous.status')}",
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config().secret_key, salt="anonymous ticket")
