"""The drawing of the matrix: where each point stands, so that none lies under another. Pure.

The drawing is a square of ``SIDE`` units: much impact is above, little effort at the left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from portal.scoring.formulas import Corner, Spot, corner

SIDE = 400
#: The plot inside the drawing, beside the words of its axes.
LEFT, TOP, RIGHT, BOTTOM = 26, 6, 394, 374
#: Where the quarters meet.
MIDDLE_X, MIDDLE_Y = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2
#: Of a point; on a phone it is still as large as a finger needs.
RADIUS = 13
_GAP = 2 * RADIUS + 1
_ABOVE, _RIGHT = frozenset({Corner.QUICK, Corner.BIG}), frozenset({Corner.BIG, Corner.DOUBTFUL})


@dataclass(frozen=True, slots=True)
class Point:
    """The middle of a point, in units of the drawing."""

    x: float
    y: float


def place(spots: Sequence[Spot]) -> list[Point]:
    """A point for each spot, in the same order; where two would touch, the later one moves to the nearest room.

    It stays in its quarter: the drawing and the list beside it say the same.
    """
    placed: list[Point] = []
    for spot in spots:
        placed.append(_free(_wanted(spot), corner(spot), placed))
    return placed


def _wanted(spot: Spot) -> Point:
    width, height = RIGHT - LEFT - 2 * RADIUS, BOTTOM - TOP - 2 * RADIUS
    return Point(LEFT + RADIUS + spot.effort * width, BOTTOM - RADIUS - spot.impact * height)


def _free(wanted: Point, quarter: Corner, placed: Sequence[Point]) -> Point:
    for around in _rings(wanted):
        if _inside(around, quarter) and all(hypot(around.x - one.x, around.y - one.y) >= _GAP for one in placed):
            return Point(round(around.x, 1), round(around.y, 1))
    return wanted  # more than the quarter has room for


def _rings(wanted: Point) -> list[Point]:
    """The place itself, and those around it from the nearest on."""
    turns = [
        (ring * RADIUS / 2, 2 * pi * step / (6 * ring) + ring)
        for ring in range(1, SIDE // RADIUS)
        for step in range(6 * ring)
    ]
    return [wanted, *(Point(wanted.x + far * cos(turn), wanted.y + far * sin(turn)) for far, turn in turns)]


def _inside(point: Point, quarter: Corner) -> bool:
    if not (LEFT + RADIUS <= point.x <= RIGHT - RADIUS and TOP + RADIUS <= point.y <= BOTTOM - RADIUS):
        return False
    above, right = round(point.y, 1) <= MIDDLE_Y, round(point.x, 1) >= MIDDLE_X  # the middle belongs to much
    return (above, right) == (quarter in _ABOVE, quarter in _RIGHT)
