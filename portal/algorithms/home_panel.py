"""On everybody's home page the algorithms at hand: from here a call is two keys away."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from portal.algorithms.views.blueprint import PATH
from portal.core.numbers import number_path
from portal.core.panels import HomePanel


def algorithms_panel(found: Sequence[Row[Any]]) -> HomePanel | None:
    """Those that the home page has read with everything else; nothing while there are none."""
    rows = [
        {"title": row.title, "language": row.language, "href": f"{PATH}/{number_path(row.number)}"} for row in found
    ]
    values = {"rows": rows, "href": PATH}
    return HomePanel(template="algorithms/_home.html", sheet="css/algorithms-home.css", values=values) if rows else None
