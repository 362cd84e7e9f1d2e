"""The sections of a script, and which of them a line means."""

from collections.abc import Sequence

from portal.algorithms import script_words as words
from portal.algorithms.closeness import Nearest
from portal.algorithms.draft import DraftStep
from portal.algorithms.script_lines import MAX_HEADING_LETTERS, Piece, PieceKind, capital
from portal.algorithms.titles import alike


def title_of(pieces: Sequence[Piece]) -> str:
    """The title of a whole script, which is its first piece; empty when it says none."""
    first, below = pieces[0], pieces[1:]
    named = words.TITLE_WORD.fullmatch(first.text) if len(first.text) <= MAX_HEADING_LETTERS else None
    if named:
        return capital(_said_quietly(named[1]))
    if first.kind is not PieceKind.HEADING or first.number is not None:
        return ""
    headings = [piece for piece in below if piece.kind is PieceKind.HEADING]
    above = headings and all(piece.depth > first.depth or piece.number is not None for piece in headings)
    alone = below and below[0].kind in {PieceKind.HEADING, PieceKind.GOAL}
    return capital(_said_quietly(first.text)) if above or alone else ""


def _said_quietly(title: str) -> str:
    """A title of several words that is all in capitals, as it would stand in a sentence; one word may be a name."""
    return title.lower() if title.isupper() and " " in title.strip() else title


class Sections:
    """A step for each heading that has something of its own; one that has not belongs to the heading below."""

    def __init__(self, pieces: Sequence[Piece], first: int) -> None:
        #: By the places of their headings.
        self.steps: dict[int, DraftStep] = {}
        #: Those that are led to over others.
        self.jumped_to: set[DraftStep] = set()
        self._places: dict[DraftStep, int] = {}
        self._by_number: dict[int, DraftStep] = {}
        self._by_title: dict[str, DraftStep] = {}
        self._written = 0
        self._open(pieces, first)
        self._near = Nearest({title: title for title in self._by_title})

    def write(self, place: int) -> DraftStep | None:
        """The step of a heading, which is written now; None when it has none."""
        step = self.steps.get(place)
        self._written += step is not None
        return step

    def meant(self, then: str) -> tuple[DraftStep | None, str]:
        """The section that is named, by its number or its title, and what is to be done before."""
        if words.NUMBER.fullmatch(number := words.GO.sub("", then, count=1)):
            then = number
        found = words.REFERENCE.search(then) or words.NUMBER.fullmatch(then)
        section = self._by_number.get(int(found[1])) if found else None
        rest = ""
        if found is None or section is None:
            bare = words.GO.sub("", then, count=1)
            title = alike(bare.strip("«»„“”\"' .,;:"))
            nearest = self._near.to(title) if bare != then else None
            section = self._by_title.get(title) or (self._by_title[nearest] if nearest else None)
        else:
            rest = f"{words.JOINT_AT_END.sub('', then[: found.start()])} {then[found.end() :]}".strip()
        if section is not None and self._places[section] > self._written:
            self.jumped_to.add(section)
        return section, "" if words.JOINTS.match(rest) else rest

    def _open(self, pieces: Sequence[Piece], first: int) -> None:
        above: list[Piece] = []
        shallowest = 0  # what lies deeper belongs to what is open at any time
        for place, piece in enumerate(pieces[first:], first):
            if piece.kind is not PieceKind.HEADING or piece.depth > shallowest > 0:
                continue
            shallowest = piece.depth if words.ANY_TIME.fullmatch(piece.text) else 0
            if shallowest:
                continue
            above.append(piece)
            if _is_bare(pieces, place):
                continue
            step = DraftStep(piece.text)
            self._places[step] = len(self.steps)
            self.steps[place] = step
            for heading in above:
                self._by_title.setdefault(alike(heading.text), step)
                if heading.number is not None:
                    self._by_number.setdefault(heading.number, step)
            above = []


def _is_bare(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a deeper heading stands right below a heading."""
    below = pieces[place + 1] if place + 1 < len(pieces) else None
    if below is None or below.kind is not PieceKind.HEADING or words.ANY_TIME.fullmatch(below.text):
        return False
    return below.depth > pieces[place].depth
