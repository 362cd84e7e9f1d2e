"""How this slice joins the portal."""

from flask import Flask

from portal.core.extension import NavItem, card_sources, duties, erasures, item_kinds, nav_items, title_finders
from portal.core.i18n import lazy_gettext as _l
from portal.people.policy import actions
from portal.practice import models  # noqa: F401 - its tables belong to the schema
from portal.practice.item_kind import ICON, KIND, SOURCE, DialogueKind, find_titled
from portal.practice.policy import ACTIONS
from portal.practice.services.playing import forget_player
from portal.practice.services.publishing import KeptDialogues
from portal.practice.views import blueprint, pages, playing, publishing, writing  # noqa: F401 - they add their routes

_KIND, _KEPT = DialogueKind(), KeptDialogues()
_LIST = NavItem(group="learning", label=_l("Practice dialogues"), endpoint="practice.index", icon=ICON, order=72)


def install(app: Flask) -> None:
    """Register the slice's routes, rights and kind of item."""
    for action in ACTIONS:
        actions.register(action.name, action)
    item_kinds.register(KIND, _KIND)
    card_sources.register(KIND, SOURCE)
    title_finders.register(KIND, find_titled)
    duties.register("practice.kept", _KEPT)
    erasures.register("practice.played", forget_player)
    nav_items.register("practice.list", _LIST)
    app.register_blueprint(blueprint)
