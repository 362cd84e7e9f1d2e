"""An algorithm as a map, and as the nested list that holds the same."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.algorithms.graph import as_data
from portal.algorithms.outline import outline
from portal.algorithms.queries.reading import ReadVersion, read_revision
from portal.algorithms.queries.statistics import Figures, figures
from portal.algorithms.views.blueprint import PATH, blueprint
from portal.core import clock
from portal.core.db import db
from portal.core.numbers import number_path
from portal.core.typed import whole_number
from portal.people.access import current_actor, signed_in


@blueprint.get("/<item:number>/map")
@signed_in
def drawn(number: int) -> ResponseReturnValue:
    """The version that stands, or ``version``; with ``step`` as the one where somebody is."""
    session = db.session()
    read = read_revision(session, number, current_actor(), whole_number(request.args.get("version")))
    told = figures(session, read.item.id, read.number, clock.now())
    return render_template("algorithms/map.html", step=request.args.get("step", ""), **map_parts(read, told))


def map_parts(read: ReadVersion, told: Figures) -> dict[str, Any]:
    """What templates/algorithms/_map.html and _outline.html need, and what is said around them."""
    address = f"{PATH}/{number_path(read.item.id)}"
    # A document shows what stands; another version is read whole under its own address.
    own = f"/knowledge/{number_path(read.item.id)}/versions/{read.number}"
    return {
        "title": read.revision.title,
        "language": read.revision.language,
        "address": address,
        "document_href": address if read.stands or read.item.published_at is None else own,
        "version": read.number,
        "stands": read.stands,
        "graph": as_data(read.graph),
        "outline": outline(read.graph),
        "shares": told.shares(),
        "figures": told,
    }
