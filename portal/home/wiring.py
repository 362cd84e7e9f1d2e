"""How this slice joins the portal."""

from flask import Flask

from portal.core.extension import NavItem, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.home import health, views

HOME = NavItem(group="main", label=_l("Home"), endpoint="home.index", icon="house", order=10, phone=True)


def install(app: Flask) -> None:
    """Register the slice's routes and its place in the navigation."""
    nav_items.register("home", HOME)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(health.blueprint)
