"""How this slice joins the portal."""

from flask import Flask
from sqlalchemy import ColumnElement, ScalarSelect

from portal.cards import models  # noqa: F401 - its tables belong to the schema
from portal.cards.handlers import look_at_cards
from portal.cards.home_panel import cards_panel
from portal.cards.policy import ACTIONS, MAKE_CARDS
from portal.cards.presenting import offer_of
from portal.cards.queries.kept import to_check_count
from portal.cards.queries.open import i_want_cards
from portal.cards.services.learning import forget_learner
from portal.cards.views import blueprint, kept, making, mine, today  # noqa: F401 - the modules add their routes
from portal.core.actor import Actor
from portal.core.extension import NavItem, erasures, nav_counts, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import Subscription, subscriptions
from portal.core.panels import home_panel_conditions, home_panels, item_offers
from portal.knowledge.events import ItemPublished
from portal.people.policy import actions, may

_MINE = NavItem(group="learning", label=_l("Cards"), endpoint="cards.index", icon="bookmark", order=74)
_ALL = NavItem(
    group="administration",
    label=_l("All cards"),
    endpoint="cards.all_cards",
    icon="bookmark",
    order=64,
    action=MAKE_CARDS.name,
    count="cards_to_check",
)
_SOURCES = Subscription((ItemPublished,), look_at_cards)


def _to_check(actor: Actor) -> ScalarSelect[int] | ColumnElement[int]:
    return to_check_count(counts=may(actor, MAKE_CARDS))


def install(app: Flask) -> None:
    """Register the slice's routes, rights and parts of pages."""
    for action in ACTIONS:
        actions.register(action.name, action)
    nav_items.register("cards.mine", _MINE)
    nav_items.register("cards.all", _ALL)
    nav_counts.register("cards_to_check", _to_check)
    subscriptions.register("cards.sources", _SOURCES)
    erasures.register("cards.learner", forget_learner)
    home_panels.register("cards.today", cards_panel)
    home_panel_conditions.register("cards.today", i_want_cards)
    item_offers.register("cards.make", offer_of)
    app.register_blueprint(blueprint)
