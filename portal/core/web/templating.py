"""What templates may use everywhere: messages, times, addresses."""

from functools import lru_cache

from flask import Flask, current_app
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from portal.core import i18n
from portal.core.web.fragments import Fragments


class PortalTemplate(Template):
    """A template whose macros are made once a process.

    Jinja makes the module of an imported template anew for each set of extra globals and compares the sets at every
    import; ours never have extra ones. The comparison was a quarter of an initiative's page.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 - Jinja calls it so
        if self._module is None:
            self._module = self.make_module()
        return self._module


def install(app: Flask) -> None:
    """Add filters and globals. Macros are imported without context, so they see only these."""
    environment = app.jinja_env
    environment.template_class = PortalTemplate
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.globals.update(
        _=i18n.gettext,
        ngettext=i18n.ngettext,
        languages=list(i18n.LANGUAGES.items()),
        path_to=path_to,
        fragment=Fragments(environment),
        drawn_icon=drawn_icon,
    )
    environment.filters.update(day=i18n.day, moment=i18n.moment, ago=i18n.ago, number=i18n.number, month=i18n.month)


def path_to(endpoint: str) -> str:
    """The path of an endpoint without parameters; ``url_for`` costs twenty times as much and every page asks."""
    return _path_to(current_app._get_current_object(), endpoint)  # type: ignore[attr-defined]  # noqa: SLF001


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
