"""Algorithms: the list, and one of them as a document."""

from collections.abc import Iterator
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.algorithms.document import BlockKind
from portal.algorithms.graph import Graph
from portal.algorithms.layout import ANY_TIME
from portal.algorithms.own_facts import SOURCE
from portal.algorithms.shapes import KIND
from portal.algorithms.understanding import understood
from portal.algorithms.use import use_of
from portal.algorithms.views.blueprint import PATH, blueprint
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.knowledge.views.listing import list_parts
from portal.knowledge.views.reading import page_parts
from portal.people.access import current_actor, signed_in


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Rows, chips with numbers, orders, pages."""
    return render_template("algorithms/list.html", **list_parts(db.session(), current_actor(), KIND, PATH))


@blueprint.get("/<item:number>")
@signed_in
def show(number: int) -> ResponseReturnValue:
    """A document with its steps one below the other, answers as links, and what may be done with it."""
    parts = page_parts(db.session(), KIND, number, current_actor())
    chapter = parts["text"].chapter(SOURCE)
    graph = understood(chapter.source if chapter else "").graph
    ways = [*_ways(number, public=parts["item"]["public"]), *(one for one in parts["menu_items"] if _is_way(one))]
    parts["menu_items"] = [one for one in parts["menu_items"] if not _is_way(one)]
    keeps = parts["panels"].upkeep.can_keep
    use = (
        use_of(db.session(), number, current_actor(), keeps=keeps, now=clock.now()) if parts["item"]["public"] else None
    )
    return render_template(
        "algorithms/show.html", source=SOURCE, contents=list(_contents(graph)), ways=ways, use=use, **parts
    )


def _contents(graph: Graph) -> Iterator[dict[str, Any]]:
    """Every step by its number, the ends among them, and what is open at any time."""
    for node in graph.nodes:
        href = f"#step-{node.key}"
        yield {"href": href, "number": node.number, "title": node.title, "ends": node.kind is BlockKind.FINISH}
    if graph.any_time:
        yield {"href": f"#{ANY_TIME}", "number": None, "title": _("Any time"), "ends": False}


def _ways(number: int, *, public: bool) -> Iterator[dict[str, Any]]:
    """What one does with an algorithm beside walking and reading it; nobody has walked what nobody may read."""
    here = f"{PATH}/{number_path(number)}"
    yield {"label": _("Map"), "href": f"{here}/map", "icon": "workflow"}
    if public:
        yield {"label": _("Statistics"), "href": f"{here}/statistics", "icon": "chart-no-axes-column"}


def _is_way(entry: dict[str, Any]) -> bool:
    """Whether an entry of the menu stands above the text instead: its versions, and changing it."""
    return str(entry.get("href", "")).endswith(("/versions", "/edit"))
