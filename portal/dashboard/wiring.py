"""How this slice joins the portal."""

from flask import Flask

from portal.core.extension import NavItem, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.dashboard.choices import CHOICES
from portal.dashboard.policy import ACTIONS, READ
from portal.dashboard.views import blueprint, pages  # noqa: F401 - the module adds its routes
from portal.initiatives.joining import list_choices
from portal.people.policy import actions

_NUMBERS = NavItem(
    group="committee", label=_l("Numbers"), endpoint="dashboard.index", icon="target", order=77,
    action=READ.name,
)  # fmt: skip


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and the lists behind its numbers."""
    for action in ACTIONS:
        actions.register(action.name, action)
    for name, choice in CHOICES.items():
        list_choices.register(name, choice)
    nav_items.register("dashboard.numbers", _NUMBERS)
    app.register_blueprint(blueprint)
