"""Flat pictures for the cases of the demo: a few shapes and words in the portal's colours, the same every time."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

PAPER, WHITE, LINE = "#faf8f4", "#ffffff", "#e3ded4"
INK, MUTED, PINE, TINT, AMBER = "#1d2430", "#5c6470", "#17624f", "#e4f0ec", "#9a5b00"
WIDTH = 800
MARGIN = 36
#: Drawn so much larger and made smaller again, which smooths the edges.
SCALE = 2
_FONTS = Path(__file__).parents[3] / "static" / "vendor" / "inter"
_Point = tuple[float, float]


def draw(kind: str, words: Sequence[str]) -> bytes:
    """A PNG of one of the kinds of pictures: steps, bars, shelf, map, note."""
    height, paint = _KINDS[kind]
    sheet = Sheet(height(len(words)))
    paint(sheet, words)
    return sheet.png()


class Sheet:
    """Paper with a few ways to draw on it, in pixels of the finished picture."""

    def __init__(self, height: int) -> None:
        self.height = height
        self._image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def png(self) -> bytes:
        """The finished picture."""
        out = BytesIO()
        self._image.resize((WIDTH, self.height), Image.Resampling.BOX).save(out, "PNG", compress_level=1)
        return out.getvalue()

    def box(self, x: float, y: float, width: float, height: float, fill: str, line: str = "", radius: int = 14) -> None:
        """A rectangle with round corners, perhaps outlined."""
        corners = [value * SCALE for value in (x, y, x + width, y + height)]
        self._pen.rounded_rectangle(corners, radius * SCALE, fill, line or None, 3 * SCALE if line else 0)

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """A full circle around a point."""
        self._pen.circle((x * SCALE, y * SCALE), radius * SCALE, fill)

    def shape(self, points: Sequence[_Point], fill: str) -> None:
        """A shape with straight sides."""
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: Sequence[_Point], fill: str, width: int = 4) -> None:
        """A line through points."""
        self._pen.line([(x * SCALE, y * SCALE) for x, y in points], fill, width * SCALE, joint="curve")

    def dashes(self, start: _Point, end: _Point, fill: str) -> None:
        """A broken line between two points."""
        (x, y), (to_x, to_y) = start, end
        count = max(2, int(((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5 // 14) // 2 * 2 + 1)
        for place in range(0, count, 2):
            parts = [place / count, (place + 1) / count]
            self.line([(x + (to_x - x) * part, y + (to_y - y) * part) for part in parts], fill, 5)

    def words(self, text: str, x: float, y: float, *, width: float, size: int = 32, fill: str = INK) -> None:
        """Text in lines, in the middle around a point."""
        lines = list(_lines(text, width * SCALE, size))
        for place, line in enumerate(lines):
            middle = y * SCALE + (place - (len(lines) - 1) / 2) * size * 1.2 * SCALE
            left = x * SCALE - _length(line, size) / 2
            for run, font in _runs(line, size):
                self._pen.text((left, middle), run, fill, font, anchor="lm")
                left += font.getlength(run)


@cache
def _font(script: str, size: int) -> Any:
    font = ImageFont.truetype(_FONTS / f"inter-{script}-wght-normal.woff2", size * SCALE)
    font.set_variation_by_axes([550])
    return font


def _runs(text: str, size: int) -> Iterator[tuple[str, Any]]:
    """Pieces of a text with the font that has their letters."""
    for is_cyrillic, letters in groupby(text, lambda letter: "\u0400" <= letter <= "\u04ff"):
        yield "".join(letters), _font("cyrillic" if is_cyrillic else "latin", size)


def _length(text: str, size: int) -> float:
    return float(sum(font.getlength(run) for run, font in _runs(text, size)))


def _lines(text: str, width: float, size: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _length(longer, size) > width:
            yield line
            longer = word
        line = longer
    yield line


def _steps(sheet: Sheet, words: Sequence[str]) -> None:
    """Numbered cards, two in a row, with a path from each to the next."""
    width, height, gap = 340, 150, WIDTH - 2 * MARGIN - 2 * 340
    places = [(MARGIN + place % 2 * (width + gap), MARGIN + place // 2 * (height + gap)) for place in range(len(words))]
    for place, ((x, y), (next_x, next_y)) in enumerate(pairwise(places)):
        if place % 2 == 0:
            _arrow(sheet, [(x + width, y + height / 2), (next_x - 8, next_y + height / 2)])
        else:
            turn, middle = y + height + gap / 2, width / 2
            _arrow(
                sheet,
                [(x + middle, y + height), (x + middle, turn), (next_x + middle, turn), (next_x + middle, next_y - 8)],
            )
    for number, ((x, y), text) in enumerate(zip(places, words, strict=True), start=1):
        sheet.box(x, y, width, height, TINT)
        sheet.dot(x + 40, y + height / 2, 24, PINE)
        sheet.words(str(number), x + 40, y + height / 2, width=60, size=28, fill=WHITE)
        sheet.words(text, x + 76 + (width - 92) / 2, y + height / 2, width=width - 92)


def _arrow(sheet: Sheet, points: Sequence[_Point]) -> None:
    (before_x, before_y), (x, y) = points[-2:]
    across, down = (x > before_x) - (x < before_x), (y > before_y) - (y < before_y)
    sheet.line([*points[:-1], (x - 10 * across, y - 10 * down)], PINE)
    wings = [(x - 16 * across + 10 * down * side, y - 16 * down + 10 * across * side) for side in (1, -1)]
    sheet.shape([(x, y), *wings], PINE)


def _bars(sheet: Sheet, words: Sequence[str]) -> None:
    """Lying bars for 'label number unit', the longest in amber."""
    values = [next(int(word) for word in text.split() if word.isdecimal()) for text in words]
    room = WIDTH - 2 * MARGIN
    for place, (text, value) in enumerate(zip(words, values, strict=True)):
        y = MARGIN + place * 112
        sheet.words(text, MARGIN + _length(text, 32) / SCALE / 2, y + 18, width=room)
        sheet.box(MARGIN, y + 44, room, 40, TINT, radius=8)
        longest = value == max(values)
        sheet.box(MARGIN, y + 44, room * value / max(values), 40, AMBER if longest else PINE, radius=8)


def _shelf(sheet: Sheet, words: Sequence[str]) -> None:
    """Two places of a shelf under a sign: a thing with a tag on it, and nothing."""
    sign, tag, empty = words
    sheet.words(sign, WIDTH / 2, MARGIN + 16, width=600, fill=MUTED)
    for x in (MARGIN, WIDTH / 2 + 10):
        sheet.box(x, 90, WIDTH / 2 - MARGIN - 10, 290, WHITE, LINE)
    sheet.box(MARGIN - 12, 380, WIDTH - 2 * MARGIN + 24, 22, PINE, radius=6)
    sheet.shape([(84, 362), (352, 362), (330, 300), (250, 262), (160, 262)], PINE)
    sheet.line([(176, 258), (190, 216), (286, 216), (300, 268)], PINE, 16)
    sheet.line([(286, 216), (316, 180)], AMBER)
    sheet.box(226, 116, 150, 62, "#fdf1dc", AMBER, 10)
    sheet.words(tag, 301, 147, width=140, size=30, fill=AMBER)
    sheet.words(empty, WIDTH * 3 / 4 - 12, 235, width=300, fill=MUTED)


def _map(sheet: Sheet, words: Sequence[str]) -> None:
    """Places along a path that winds from left to right."""
    step = (WIDTH - 2 * MARGIN - 150) / (len(words) - 1)
    places = [(MARGIN + 75 + place * step, (130, 270)[place % 2]) for place in range(len(words))]
    for start, end in pairwise(places):
        sheet.dashes(start, end, PINE)
    for place, ((x, y), text) in enumerate(zip(places, words, strict=True)):
        last = place == len(words) - 1
        sheet.dot(x, y, 30, PAPER)
        sheet.dot(x, y, 22, AMBER if last else PINE)
        sheet.dot(x, y, 8, WHITE)
        half = min(230, _length(text, 30) / SCALE) / 2
        middle = min(max(x, MARGIN + half), WIDTH - MARGIN - half)
        sheet.words(text, middle, y + (68 if place % 2 else -68), width=230, size=30)


def _note(sheet: Sheet, words: Sequence[str]) -> None:
    """Paper labels held by a strip each, two in a row."""
    width = (WIDTH - 2 * MARGIN - 32) / 2
    for place, text in enumerate(words):
        alone = place == len(words) - 1 and place % 2 == 0
        x = (WIDTH - width) / 2 if alone else MARGIN + place % 2 * (width + 32)
        y = MARGIN + 16 + place // 2 * 142 + place % 2 * 8
        sheet.box(x, y, width, 112, WHITE, LINE, 8)
        sheet.box(x + width / 2 - 44, y - 14, 88, 28, "#fdf1dc", radius=2)
        sheet.words(text, x + width / 2, y + 60, width=width - 40, size=34)


def _rows(count: int) -> int:
    return (count + 1) // 2


_KINDS: dict[str, tuple[Callable[[int], int], Callable[[Sheet, Sequence[str]], None]]] = {
    "steps": (lambda count: 2 * MARGIN + _rows(count) * 198 - 48, _steps),
    "bars": (lambda count: 2 * MARGIN + count * 112 - 28, _bars),
    "shelf": (lambda _count: 440, _shelf),
    "map": (lambda _count: 400, _map),
    "note": (lambda count: 2 * MARGIN + 16 + _rows(count) * 142 - 16, _note),
}
