"""Charts as inline SVG: pure geometry here, drawn by the macros of templates/outcomes/charts.html.

Nothing here knows metrics, databases or languages: values and words come in, places go out. A chart has a fixed size in
the units of its ``viewBox``; a page draws one for wide and one for narrow screens and shows the one that fits, so that
letters stay letters.
"""

from portal.outcomes.charts.columns import ColumnChart, Group, column_chart
from portal.outcomes.charts.lines import Band, Flag, LineChart, Wording, line_chart

#: Width and height for a page and for a phone.
WIDE, NARROW = (760, 320), (344, 280)

__all__ = [
    "NARROW", "WIDE", "Band", "ColumnChart", "Flag", "Group", "LineChart", "Wording", "column_chart", "line_chart",
]  # fmt: skip
