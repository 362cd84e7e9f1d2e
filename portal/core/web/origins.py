"""Forms come from the portal's own pages. What another site sends is refused before anything looks at it.

Neither the session nor its cookie is touched: a foreign page must not even be able to sign somebody out.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, request

from portal.config import Config
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.web.errors import json_answer, wants_json

_READING = {"GET", "HEAD", "OPTIONS"}
_OWN = {"same-origin", "none"}


def install(app: Flask) -> None:
    """Look at every request; to be installed before the check of the forms' keys."""
    app.before_request(_refuse_foreign)


def _refuse_foreign() -> Response | None:
    config: Config = current_app.extensions["portal_config"]
    if request.method in _READING or _is_own(config):
        return None
    g.bare_page = True
    i18n.use_language(
        i18n.preferred_language(list(request.accept_languages.values()), config.language), config.timezone
    )
    if wants_json():
        return json_answer(403, _("This was sent by another site. Nothing was changed."), code="foreign")
    # Without the values that every page is given: asking for them would open the session.
    page = current_app.jinja_env.get_template("errors/foreign.html").render(locale=i18n.language())
    return make_response(page, 403)


def _is_own(config: Config) -> bool:
    """As the browser says; one that says nothing (or a program) has to know the form's key all the same."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OWN
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        # The scheme isn't compared: a proxy may end TLS, and the address that people use is the configured one.
        return urlsplit(origin).netloc in {request.host, urlsplit(config.base_url).netloc} - {""}
    except ValueError:
        return False
