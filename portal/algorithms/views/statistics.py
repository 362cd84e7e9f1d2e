"""What walks tell of each version of an algorithm, for everybody who sees it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.algorithms.document import ResultKind
from portal.algorithms.graph import Graph
from portal.algorithms.queries.reading import read_revision
from portal.algorithms.queries.statistics import ENOUGH_WALKS, MOST_WALKS, Figures, figures, walked_versions
from portal.algorithms.shapes import KIND
from portal.algorithms.views.blueprint import blueprint
from portal.algorithms.views.mapping import map_parts
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number
from portal.knowledge.queries import get_visible, standing
from portal.people.access import current_actor, signed_in

RESULTS = {
    ResultKind.SOLVED: _l("Solved"),
    ResultKind.FOLLOW_UP: _l("To come back to"),
    ResultKind.ESCALATED: _l("Handed on"),
    ResultKind.NOT_SOLVED: _l("Not solved"),
    ResultKind.OTHER: _l("Another end"),
}


@blueprint.get("/<item:number>/statistics")
@signed_in
def statistics(number: int) -> ResponseReturnValue:
    """Of one version: the one that was asked for, else the newest that tells something."""
    actor, session = current_actor(), db.session()
    item = get_visible(session, KIND, number, actor)
    stands, walked = standing(session, item), walked_versions(session, item.id)
    chosen = whole_number(request.args.get("version")) or _newest(walked, stands.number if stands else None)
    read = read_revision(session, number, actor, chosen)
    told = figures(session, item.id, read.number, clock.now())
    return render_template(
        "algorithms/statistics.html",
        versions=walked,
        enough=ENOUGH_WALKS,
        most=MOST_WALKS,
        rows=list(_rows(read.graph, told)),
        results=_results(read.graph, told),
        whole=duration(told.median_seconds),
        **map_parts(read, told),
    )


def _newest(walked: Sequence[tuple[int, int]], stands: int | None) -> int | None:
    """What stands, unless only former versions were walked often enough."""
    telling = [number for number, walks in walked if walks >= ENOUGH_WALKS]
    return stands if stands in telling or not telling else telling[0]


def _rows(graph: Graph, told: Figures) -> Iterator[dict[str, Any]]:
    for node in graph.nodes:
        step = told.step(node.key)
        yield {
            "node": node,
            "visits": step.visits,
            "share": 100 * step.visits / told.walks if told.walks else 0,
            "median": duration(step.median_seconds) if step.seconds else "",
            "back": step.back,
            "left": step.left,
            "misfits": step.misfits,
        }


def _results(graph: Graph, told: Figures) -> list[tuple[str, int]]:
    """How the walks ended, by the kind of result, and how many were left."""
    kinds: Counter[ResultKind] = Counter()
    for key, count in told.ends.items():
        node = graph.by_key.get(key)
        kinds[node.result or ResultKind.OTHER if node else ResultKind.OTHER] += count
    found = [(str(words), kinds[kind]) for kind, words in RESULTS.items() if kinds[kind]]
    left = told.walks - told.finished
    return [*found, (_("Left without an end"), left)] if left else found


def duration(seconds: int) -> str:
    """Minutes and seconds in short words."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)s s", seconds=rest)
    return _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest) if rest else _("%(n)s min", n=minutes)
