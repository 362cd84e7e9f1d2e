"""The table of contents of a long text: its headings, with places to go to."""

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from portal.core.markdown import plain_text

#: Fewer headings than this are seen at a glance.
FEWEST = 3
_HEADING = re.compile(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its place on the page, its words, and how deep it stands (0: outermost)."""

    anchor: str
    words: str
    depth: int


@lru_cache(maxsize=128)
def with_contents(html: Markup) -> tuple[Markup, tuple[Heading, ...]]:
    """Cleaned HTML whose headings have places of their own, and what they are; unchanged with too few.

    The places are numbers: nothing that somebody typed becomes the name of an element.
    """
    found = list(_HEADING.finditer(html))
    if len(found) < FEWEST:
        return html, ()
    outermost = min(int(one[1]) for one in found)
    headings = tuple(
        Heading(f"part-{number}", plain_text(one[2]), int(one[1]) - outermost) for number, one in enumerate(found, 1)
    )
    anchors = iter(heading.anchor for heading in headings)
    placed = _HEADING.sub(lambda one: f'<h{one[1]} id="{next(anchors)}">{one[2]}</h{one[1]}>', html)
    return Markup(placed), headings  # noqa: S704 - cleaned before, and only our own numbers are added
