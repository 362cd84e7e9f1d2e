"""What a result shows of its text: the words that were found, marked in the form in which they stand."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from portal.search.evidence import MAX_BODY_LETTERS, Reads
from portal.search.language import Token, analyse, normalised
from portal.search.wording import Wanted

SNIPPET_LETTERS = 180
_BEFORE_LETTERS = 50
#: Lines are told as one; places stay what they are.
_BREAK = re.compile(r"\s")


def marked(text: str, lang: str, wanted: Sequence[Wanted]) -> Markup:
    """The whole of a short text with <mark> around what was found."""
    return _with_marks(text, _found(analyse(text, lang), wanted))


def snippet(text: str, read: Reads, wanted: Sequence[Wanted]) -> Markup:
    """The passage that says most of a query; the beginning of the text when it says nothing."""
    plain = _BREAK.sub(" ", text[:MAX_BODY_LETTERS])
    words = (
        Token(plain[start:end], start, end, 0, keys)
        for start, end, keys in zip(read.starts, read.ends, read.body, strict=True)
    )
    found = _found(words, wanted) if wanted else []
    start = _begin(plain, _best_start(found))
    end = _cut(plain, start + SNIPPET_LETTERS)
    piece = plain[start:end]
    inside = [(number, first - start, last - start) for number, first, last in found if start <= first and last <= end]
    before = "… " if start else ""
    after = " …" if end < len(plain) else ""
    return Markup(before) + _with_marks(piece, inside) + Markup(after)  # noqa: S704 - our own signs


def _found(tokens: Iterable[Token], wanted: Sequence[Wanted]) -> list[tuple[int, int, int]]:
    """(word of the query, start, end) of each place, in their order; a hyphenated word is marked once."""
    by_key: dict[str, int] = {}
    for number, each in enumerate(wanted):
        for key in (
            *each.keys,
            *each.near,
            *(key for words, _weight in each.phrases for keys in words for key in keys),
        ):
            by_key.setdefault(key, number)
    beginnings = [(each.beginning, number) for number, each in enumerate(wanted) if each.beginning]
    found: list[tuple[int, int, int]] = []
    for token in tokens:
        at = next((by_key[key] for key in token.keys if key in by_key), None)
        if at is None and beginnings:
            word = normalised(token.text)
            at = next((place for letters, place in beginnings if word.startswith(letters)), None)
        if at is not None and not (found and token.start < found[-1][2]):
            found.append((at, token.start, token.end))
    return found


def _best_start(found: Sequence[tuple[int, int, int]]) -> int:
    """Where the passage begins that holds most different words of the query."""
    best, start = (0, 0), 0
    for place, (_number, first, _last) in enumerate(found):
        within = [number for number, begin, _end in found[place:] if begin < first + SNIPPET_LETTERS - _BEFORE_LETTERS]
        if (len(set(within)), len(within)) > best:
            best, start = (len(set(within)), len(within)), first
    return max(0, start - _BEFORE_LETTERS) if start > _BEFORE_LETTERS else 0


def _begin(text: str, start: int) -> int:
    """At the beginning of a word."""
    if start == 0 or text[start - 1] == " ":
        return start
    return text.find(" ", start, start + _BEFORE_LETTERS) + 1 or start


def _cut(text: str, end: int) -> int:
    """At the end of a word."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, end - 30), end)
    return space if space > 0 else end


def _with_marks(text: str, found: Iterable[tuple[int, int, int]]) -> Markup:
    pieces: list[Markup] = []
    done = 0
    for _number, start, end in found:
        pieces += [escape(text[done:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        done = end
    return Markup("").join([*pieces, escape(text[done:])])
