"""What templates may use everywhere: messages, times, addresses."""

from functools import lru_cache

from flask import Flask, current_app
from markupsafe import Markup

from portal.core import i18n
from portal.core.numbers import number_path, number_words
from portal.core.web.coming import came_from, with_way_back
from portal.core.web.environment import PortalEnvironment
from portal.core.web.fragments import Fragments, csrf_token


def prepare(app: Flask) -> None:
    """Let the application read templates in our way. Call before anything asks for its environment."""
    app.jinja_environment = PortalEnvironment


def install(app: Flask) -> None:
    """Add filters and globals. Macros are imported without context, so they see only these."""
    environment = app.jinja_env
    environment.globals.update(
        _=i18n.gettext,
        came_from=came_from,
        csrf_token=csrf_token,
        ngettext=i18n.ngettext,
        languages=list(i18n.LANGUAGES.items()),
        path_to=path_to,
        with_way_back=with_way_back,
        fragment=Fragments(environment),
        icon=drawn_icon,
        drawn_icon=drawn_icon,
    )
    environment.filters.update(number_words=number_words, number_path=number_path)
    environment.filters.update(day=i18n.day, moment=i18n.moment, ago=i18n.ago, number=i18n.number, month=i18n.month)


def path_to(endpoint: str) -> str:
    """The path of an endpoint without parameters; ``url_for`` costs twenty times as much and every page asks."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the documented way
    return _path_to(app, endpoint)


@lru_cache(maxsize=256)
def _path_to(app: Flask, endpoint: str) -> str:
    return app.url_map.bind("").build(endpoint)


def drawn_icon(name: str, label: str | None = None) -> Markup:
    """An icon of the sprite. Without a label it is decoration and hidden from readers. A page has dozens."""
    return _drawn_icon(current_app.extensions["static_prefix"], name, None if label is None else str(label))


@lru_cache(maxsize=1024)
def _drawn_icon(prefix: str, name: str, label: str | None) -> Markup:
    seen_by = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="{}icons.svg#i-{}"></use></svg>').format(seen_by, prefix, name)
