"""How this slice joins the portal."""

from flask import Flask

from portal.core.extension import NavItem, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.guard import models  # noqa: F401 - its table belongs to the schema
from portal.guard.policy import ACTIONS, MANAGE_PUBLIC_CONTACTS
from portal.guard.views import looking, public_contacts  # noqa: F401 - they add their routes
from portal.guard.views.blueprint import blueprint
from portal.people.policy import actions

_CONTACTS = NavItem(
    group="administration",
    label=_l("Public contacts"),
    endpoint="guard.contact_list",
    icon="phone",
    order=130,
    action=MANAGE_PUBLIC_CONTACTS.name,
)


def install(app: Flask) -> None:
    """Register the slice's routes, rights and navigation."""
    for action in ACTIONS:
        actions.register(action.name, action)
    nav_items.register("guard.public_contacts", _CONTACTS)
    app.register_blueprint(blueprint)
