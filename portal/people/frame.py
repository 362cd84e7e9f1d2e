"""The frame of every page: who looks, in which language, with which navigation."""

from typing import Any

from flask import Flask, Response, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from portal.config import Config
from portal.core import clock, i18n
from portal.core.db import db
from portal.core.extension import NavItem, nav_counts, nav_items
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web import errors
from portal.core.web.flashes import said
from portal.core.web.templating import path_to
from portal.people.identity import Viewer, load_viewer
from portal.people.policy import may_by_name

#: Headings of the rail, in order; a group without items isn't shown.
GROUPS = {
    "main": None,
    "knowledge": _l("Knowledge"),
    "committee": _l("Committee"),
    "administration": _l("Administration"),
}


def install(app: Flask) -> None:
    """Who looks, and what every template is given."""
    config: Config = app.extensions["portal_config"]
    manager = LoginManager()
    manager.session_protection = None  # a session is a row that the person can see and end
    manager.init_app(app)
    manager.user_loader(lambda token: load_viewer(token, clock.now()))
    manager.unauthorized_handler(_ask_to_sign_in)

    @app.before_request
    def speak() -> None:
        i18n.use_language(_language(config), config.timezone)

    app.jinja_env.globals["portal_name"] = config.portal_name
    app.context_processor(_frame)


def viewer() -> Viewer | None:
    """The signed-in person, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001 - the documented way


def _language(config: Config) -> str:
    if "portal" in request.cookies:
        person = viewer()
        if person is not None and person.language:
            return person.language
        chosen = session.get("language")
        if chosen in i18n.LANGUAGES:
            return str(chosen)
    return i18n.preferred_language(list(request.accept_languages.values()), config.language)


def _ask_to_sign_in() -> Response | BaseResponse:
    """The sign-in page that leads back; a form that was sent is kept and can be sent again afterwards."""
    sentence = _("You were signed out meanwhile. Sign in again: what you typed is kept.")
    if errors.wants_json():
        return errors.json_answer(401, sentence, code="signed-out")
    if request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return errors.held_form(sentence, 401)


def _frame() -> dict[str, Any]:
    """The context of every page. One statement for all counts, and none when nobody is signed in."""
    values: dict[str, Any] = {
        "locale": i18n.language(),
        "flashes": said(),
        "me": None,
        "here": request.full_path.rstrip("?"),
    }
    person = None if g.get("bare_page") else viewer()
    if person is None:
        return values
    counts = _counts(person)
    items = [item for item in nav_items if item.action is None or may_by_name(person.actor, item.action)]
    items.sort(key=lambda item: item.order)
    links = [_link(item, counts) for item in items]
    groups = [
        {
            "label": label,
            "items": [link for link, item in zip(links, items, strict=True) if item.group == group],
        }
        for group, label in GROUPS.items()
    ]
    return values | {
        "me": person,
        "nav": [group for group in groups if group["items"]],
        "phone_nav": [link for link, item in zip(links, items, strict=True) if item.phone],
        "unread": counts.get("unread", 0),
    }


def _counts(person: Viewer) -> dict[str, int]:
    named = nav_counts.items()
    if not named:
        return {}
    row = db.session.execute(select(*(count(person.actor).label(name) for name, count in named))).one()
    return {name: value or 0 for name, value in row._mapping.items()}  # noqa: SLF001 - SQLAlchemy's public name


def _link(item: NavItem, counts: dict[str, int]) -> dict[str, Any]:
    href = path_to(item.endpoint)
    current = request.path == href or (href != "/" and request.path.startswith(href + "/"))
    return {
        "label": item.label,
        "href": href,
        "icon": item.icon,
        "current": current,
        "count": counts.get(item.count) if item.count else None,
        "main": item.endpoint.endswith(".propose"),
    }
