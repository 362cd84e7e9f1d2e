"""Finding a marked fragment again in a text that was edited since.

A mark is a text-quote selector as in the W3C's Web Annotation Data Model (2017, section 4.2.4: the exact words, those
before and those after) with the place where it stood (section 4.2.5). It is looked for in three ways, the strictest
first: letter by letter; then with one kind of apostrophes, quotation marks and dashes, in any case and with any spaces;
then with some edits, as long as most of the quote stands. Better no place than a wrong one: short quotes need a part of
what stood around them, and of two places that are equally good neither is taken.

Pure Python, and bounded whatever stands in the texts: each way goes through the text once.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.knowledge.edit_distance import nearest_stretches
from portal.knowledge.folding import Folded, fold

#: How much of the text on either side tells equal fragments apart.
CONTEXT_LETTERS = 48
#: A quote of so many letters is hardly found where it doesn't belong; a shorter one needs its surroundings.
TELLING_LETTERS = 24
#: So many letters right beside a short quote have to be the same, on one side at least.
NEEDED_CONTEXT = 8
#: What part of a quote may have been edited.
EDITED_PART = 0.45
#: Places of a fragment that are compared; a text that repeats itself more often than that says nothing.
MOST_PLACES = 2_000
#: Neighbouring letters that an edited quote has to share with the text, and in how many regions it is looked for.
SEED_LETTERS = 5
MOST_REGIONS = 4
#: A seed that stands in more places than that tells nothing of where the quote is.
MOST_SEEDS = 40


class Place(NamedTuple):
    """Where a fragment stands, in code points of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Selector:
    """A fragment by its words, those around it, and where it once began."""

    quote: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0


class _Found(NamedTuple):
    place: Place
    #: Letters beside it that are as they were: before and behind.
    before: int
    behind: int
    #: How many letters of the quote had to be changed.
    edits: int = 0


@dataclass(slots=True)
class Haystack:
    """A text in which several fragments are looked for: what that takes is prepared once, when it is needed."""

    text: str
    _folded: Folded | None = field(default=None, init=False)
    _seeds: dict[str, list[int]] | None = field(default=None, init=False)

    @property
    def folded(self) -> Folded:
        """The text as it is compared tolerantly."""
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

    @property
    def seeds(self) -> dict[str, list[int]]:
        """Where each run of a few letters stands in the folded text."""
        if self._seeds is None:
            self._seeds = {}
            for place in range(len(self.folded.text) - SEED_LETTERS + 1):
                found = self._seeds.setdefault(self.folded.text[place : place + SEED_LETTERS], [])
                if len(found) <= MOST_SEEDS:
                    found.append(place)
        return self._seeds


def anchor(text: str, quote: str, prefix: str = "", suffix: str = "", start: int = 0) -> Place | None:
    """Where the fragment stands in the text now; None when it isn't there, or in two places equally well."""
    return find(Haystack(text), Selector(quote, prefix, suffix, start))


def find(haystack: Haystack, wanted: Selector) -> Place | None:
    """The same for many fragments of one text."""
    if not wanted.quote.strip():
        return None
    for look in (_exactly, _tolerantly, _with_edits):
        sure = [found for found in look(haystack, wanted) if _is_sure(found, wanted)]
        if sure:
            return _the_best(sure, wanted)
    return None


def find_unchanged(haystack: Haystack, wanted: Selector) -> Place | None:
    """Only letter by letter, for words that somebody sees before them: at their place, else where they fit best."""
    end = wanted.start + len(wanted.quote)
    if wanted.quote and haystack.text[wanted.start : end] == wanted.quote:
        return Place(wanted.start, end)
    found = _exactly(haystack, wanted)
    return _the_best(found, wanted) if found else None


def _exactly(haystack: Haystack, wanted: Selector) -> list[_Found]:
    return [
        _Found(Place(at, at + len(wanted.quote)), *_beside(haystack.text, at, at + len(wanted.quote), wanted))
        for at in _places(haystack.text, wanted.quote)
    ]


def _tolerantly(haystack: Haystack, wanted: Selector) -> list[_Found]:
    folded, like = haystack.folded, _folded(wanted)
    return [
        _Found(Place(*folded.unfolded(at, until)), *_beside(folded.text, at, until, like))
        for at in _places(folded.text, like.quote)
        for until in (at + len(like.quote),)
    ]


def _with_edits(haystack: Haystack, wanted: Selector) -> list[_Found]:
    """Where most of the quote stands. What it shares with the text says where to look, so that this stays cheap."""
    folded, like = haystack.folded, _folded(wanted)
    most = int(len(like.quote) * EDITED_PART)
    found: list[_Found] = []
    for begin, end in _regions(haystack, like.quote, most) if most else ():
        for near in nearest_stretches(folded.text[begin:end], like.quote, most):
            at, until = _edges(folded.text, begin + near.start, begin + near.end, like, most)
            place = _whole_words(haystack.text, *folded.unfolded(at, until))
            found.append(_Found(place, *_beside(folded.text, at, until, like), near.edits))
    return found


def _edges(text: str, start: int, end: int, like: Selector, most: int) -> tuple[int, int]:
    """The edges of an edited quote: where what stood beside it still stands, close to where its letters end."""
    before, behind = like.prefix[-NEEDED_CONTEXT:], like.suffix[:NEEDED_CONTEXT]
    starts = [
        at + len(before) for at in _places(text[: start + most + len(before)], before, start - most - len(before))
    ]
    ends = list(_places(text[: end + most + len(behind)], behind, end - most))
    begin = min(starts, key=lambda at: abs(at - start), default=start)
    until = min(ends, key=lambda at: abs(at - end), default=end)
    return (begin, until) if begin < until else (start, end)


def _folded(wanted: Selector) -> Selector:
    return Selector(fold(wanted.quote).text, fold(wanted.prefix).text, fold(wanted.suffix).text)


def _regions(haystack: Haystack, quote: str, margin: int) -> Iterator[tuple[int, int]]:
    """The stretches of the folded text that share the most runs of letters with the quote."""
    width = max(len(quote) // 2, 16)
    votes: Counter[int] = Counter()
    for at in range(len(quote) - SEED_LETTERS + 1):
        places = haystack.seeds.get(quote[at : at + SEED_LETTERS], [])
        if len(places) <= MOST_SEEDS:
            votes.update({(place - at) // width for place in places})
    for bucket, _votes in votes.most_common(MOST_REGIONS):
        begin = bucket * width - margin
        yield max(0, begin), min(len(haystack.folded.text), begin + width + len(quote) + 2 * margin)


def _the_best(found: list[_Found], wanted: Selector) -> Place | None:
    """The one that fits best; nothing when another fits as well, unless it stands exactly where it stood."""
    best = min(found, key=lambda one: (_cost(one), abs(one.place.start - wanted.start)))
    rivals = [one for one in found if _cost(one) - _cost(best) < 1 and not _overlap(one.place, best.place)]
    return None if rivals and best.place.start != wanted.start else best.place


def _cost(found: _Found) -> float:
    """What speaks against a place: an edit weighs as much as two letters of what stands around it."""
    return found.edits - (found.before + found.behind) / 2


def _is_sure(found: _Found, wanted: Selector) -> bool:
    """A long quote speaks for itself; a short one, or one that was edited, isn't taken for a namesake."""
    if len(wanted.quote) - 2 * found.edits >= TELLING_LETTERS:
        return True
    needed = min(NEEDED_CONTEXT, max(len(wanted.prefix), len(wanted.suffix), 1))
    return max(found.before, found.behind) >= needed


def _beside(text: str, start: int, end: int, wanted: Selector) -> tuple[int, int]:
    """How many letters right before and right behind are as they were; an end of the text that still is one, all."""
    before, behind = text[max(0, start - len(wanted.prefix)) : start], text[end : end + len(wanted.suffix)]
    return (
        _alike(before[::-1], wanted.prefix[::-1]) if wanted.prefix else NEEDED_CONTEXT * (start == 0),
        _alike(behind, wanted.suffix) if wanted.suffix else NEEDED_CONTEXT * (end == len(text)),
    )


def _alike(one: str, other: str) -> int:
    """With how many equal letters both begin."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _overlap(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end


def _places(text: str, quote: str, start: int = 0) -> Iterator[int]:
    at = text.find(quote, max(0, start)) if quote else -1
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(quote, at + 1)


def _whole_words(text: str, start: int, end: int) -> Place:
    """The place with the rest of words that it would cut, and without spaces at its ends."""
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Place(start, end)
