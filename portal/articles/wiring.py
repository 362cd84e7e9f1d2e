"""How this slice joins the portal."""

from flask import Flask

from portal.articles.shapes import TERM, TEXT
from portal.articles.views import blueprint
from portal.core.extension import NavItem, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.item_kind import KnowledgeKind, register_kind
from portal.knowledge.shapes import shapes

ARTICLES = KnowledgeKind("article", "/articles", _l("Articles"))
_LIST = NavItem(group="knowledge", label=_l("Articles"), endpoint="articles.index", icon="book-open", order=44)


def install(app: Flask) -> None:
    """Register the slice's routes, shapes and its place in the navigation."""
    register_kind(ARTICLES)
    shapes.register(TEXT.name, TEXT)
    shapes.register(TERM.name, TERM)
    nav_items.register("articles.list", _LIST)
    app.register_blueprint(blueprint)
