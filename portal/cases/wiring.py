"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.anonymous.kinds import author_pages, openers
from portal.cases import models  # noqa: F401 - its table belongs to the schema
from portal.cases.home_panel import cases_panel
from portal.cases.services import choose_case_of_the_day
from portal.cases.shapes import STORY
from portal.cases.views import blueprint
from portal.core.extension import NavItem, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.core.panels import home_panels
from portal.core.work import PeriodicJob, periodic_jobs
from portal.knowledge.item_kind import KnowledgeKind, register_kind
from portal.knowledge.services.nameless.opening import TextOpener
from portal.knowledge.shapes import shapes
from portal.knowledge.views.nameless.author_page import TextPages

CASES = KnowledgeKind("case", "/cases", _l("Cases"))
_OPENER, _AUTHOR_PAGES = TextOpener(CASES.kind), TextPages()
_LIST = NavItem(group="knowledge", label=_l("Cases"), endpoint="cases.index", icon="book-heart", order=40)
#: Only in the bottom bar of a phone, where one place stands for all of knowledge.
_KNOWLEDGE = NavItem(
    group="phone",
    label=_l("Knowledge"),
    endpoint="cases.index",
    icon="book-open",
    order=35,
    phone=True,
    stands_for="knowledge",
)
_CHOOSE = PeriodicJob(every=timedelta(minutes=5), run=choose_case_of_the_day)


def install(app: Flask) -> None:
    """Register the slice's routes, shapes and its place in the navigation."""
    register_kind(CASES)
    openers.register(CASES.kind, _OPENER)
    author_pages.register(CASES.kind, _AUTHOR_PAGES)
    shapes.register(STORY.name, STORY)
    nav_items.register("cases.list", _LIST)
    nav_items.register("cases.knowledge", _KNOWLEDGE)
    app.register_blueprint(blueprint)
    home_panels.register("cases", cases_panel)
    periodic_jobs.register("cases.of_the_day", _CHOOSE)
