"""What templates may use everywhere: messages, times, addresses."""

from functools import lru_cache

from flask import Flask, current_app

from portal.core import i18n


def install(app: Flask) -> None:
    """Add filters and globals. Macros are imported without context, so they see only these."""
    environment = app.jinja_env
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.globals.update(
        _=i18n.gettext, ngettext=i18n.ngettext, languages=list(i18n.LANGUAGES.items()), path_to=path_to
    )
    environment.filters.update(day=i18n.day, moment=i18n.moment, ago=i18n.ago, number=i18n.number, month=i18n.month)


def path_to(endpoint: str) -> str:
    """The path of an endpoint without parameters; ``url_for`` costs twenty times as much and every page asks."""
    return _path_to(current_app._get_current_object(), endpoint)  # type: ignore[attr-defined]  # noqa: SLF001


@lru_cache(maxsize=256)
def _path_to(app: Flask, endpoint: str) -> str:
    return app.url_map.bind("").build(endpoint)
