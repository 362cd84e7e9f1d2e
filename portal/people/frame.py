"""The frame of every page: who looks, in which language, with which navigation."""

from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from markupsafe import Markup
from sqlalchemy import Select, select
from werkzeug.wrappers import Response as BaseResponse

from portal.config import Config
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, read_rows, transaction
from portal.core.errors import Busy
from portal.core.extension import ME, NavItem, nav_counts, nav_items
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web import errors
from portal.core.web.flashes import said
from portal.core.web.headers import goes_unnoticed
from portal.core.web.templating import path_to
from portal.people.identity import Viewer, initials, load_viewer
from portal.people.policy import may_by_name
from portal.people.services.sessions import SEEN_EVERY, note_seen

#: Headings of the rail, in order; a group without items isn't shown.
GROUPS = {
    "main": None,
    "knowledge": _l("Knowledge"),
    "learning": _l("Learning"),
    "committee": _l("Committee"),
    "administration": _l("Administration"),
}


def install(app: Flask) -> None:
    """Who looks, and what every template is given."""
    config: Config = app.extensions["portal_config"]
    manager = LoginManager()
    manager.session_protection = None  # a session is a row that the person can see and end
    # Its own context processor would ask the database even for the page that says that the database is gone.
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(lambda token: load_viewer(token, clock.now()))
    manager.unauthorized_handler(_ask_to_sign_in)

    @app.before_request
    def speak() -> None:
        i18n.use_language(_language(config), config.timezone)
        _note_seen()

    app.jinja_env.globals["portal_name"] = config.portal_name or _l("Portal")
    app.jinja_env.filters["initials"] = initials
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


def _note_seen() -> None:
    """'Last seen' moves on at most every few minutes, in a transaction of its own; a busy database may skip it."""
    person = viewer() if "portal" in request.cookies and not goes_unnoticed() else None
    if person is None or clock.now() - person.seen_at < SEEN_EVERY:
        return
    try:
        with transaction() as writing:
            note_seen(writing, person.session_id, address=request.remote_addr or "", now=clock.now())
    except Busy:
        pass


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
    rail, phone_bar = _navigation(
        current_app._get_current_object(),  # type: ignore[attr-defined]  # noqa: SLF001 - the documented way
        i18n.language(),
        person.roles,
        _section(request.path),
        tuple(counts.items()),
    )
    return values | {"me": person, "rail": rail, "phone_bar": phone_bar, "unread": counts.get("unread", 0)}


def _counts(person: Viewer) -> dict[str, int]:
    statement = _counts_for(person.roles)
    if statement is None:
        return {}
    row = read_rows(db.session(), statement, {ME.key: person.id})[0]
    return {name: value or 0 for name, value in row._mapping.items()}  # noqa: SLF001 - SQLAlchemy's public name


@lru_cache(maxsize=64)
def _counts_for(roles: frozenset[str]) -> Select[Any] | None:
    """All counts of the frame for people of some roles, built once."""
    somebody = Actor(id=0, name="", roles=roles)
    counts: list[Any] = [count(somebody).label(name) for name, count in nav_counts.items()]
    return select(*counts) if counts else None


def _section(path: str) -> str:
    """The place in the navigation that a page belongs to: the longest one that its path begins with."""
    places = [path_to(item.endpoint) for item in nav_items]
    within = [place for place in places if path == place or (place != "/" and path.startswith(place + "/"))]
    return max(within, key=len, default="")


@lru_cache(maxsize=2048)
def _navigation(
    app: Flask, language: str, roles: frozenset[str], section: str, counts: tuple[tuple[str, int], ...]
) -> tuple[Markup, Markup]:
    """Rail and phone bar as HTML for people of some roles: the same for many pages in a row, so made once.

    ``language`` is part of the key only: the messages themselves ask for the current one.
    """
    somebody = Actor(id=0, name=language, roles=roles)
    shown = [item for item in nav_items if item.action is None or may_by_name(somebody, item.action)]
    links = [(item, _link(item, section, dict(counts))) for item in sorted(shown, key=lambda item: item.order)]
    groups = [
        {"label": label, "items": [link for item, link in links if item.group == group]}
        for group, label in GROUPS.items()
    ]
    template = app.jinja_env.get_template
    rail = template("components/_rail.html").render(nav=[group for group in groups if group["items"]])
    phone_bar = template("components/_phone_bar.html").render(phone_nav=[link for item, link in links if item.phone])
    return Markup(rail), Markup(phone_bar)  # noqa: S704 - rendered by our own templates, which escape


def _link(item: NavItem, section: str, counts: dict[str, int]) -> dict[str, Any]:
    href = path_to(item.endpoint)
    return {
        "label": item.label,
        "href": href,
        "icon": item.icon,
        "current": section in {href, *(path_to(one.endpoint) for one in nav_items if one.group == item.stands_for)},
        "count": counts.get(item.count) if item.count else None,
        "main": item.endpoint.endswith(".propose"),
    }
