"""What a result shows of its text: the words that were found, marked in the form in which they stand."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from portal.search.language import normalised
from portal.search.reading import MAX_LETTERS, Reading
from portal.search.sought import Sought, Stands

SNIPPET_LETTERS = 180
_BEFORE_LETTERS = 50
#: Lines are told as one; places stay what they are.
_BREAK = re.compile(r"\s")


def marked(text: str, read: Reading, sought: Sought) -> Markup:
    """The whole of a title with <mark> around what was found."""
    return _with_marks(text, _found("title", text, read, sought))


def snippet(text: str, read: Reading, sought: Sought) -> Markup:
    """The passage that says most of a query; the beginning of the text when it says nothing."""
    plain = _BREAK.sub(" ", text[:MAX_LETTERS])
    found = _found("body", plain, read, sought)
    start = _begin(plain, _best_start(found))
    end = _cut(plain, start + SNIPPET_LETTERS)
    piece = plain[start:end]
    inside = [(number, first - start, last - start) for number, first, last in found if start <= first and last <= end]
    before = "… " if start else ""
    after = " …" if end < len(plain) else ""
    return Markup(before) + _with_marks(piece, inside) + Markup(after)  # noqa: S704 - our own signs


def _found(field: str, text: str, read: Reading, sought: Sought) -> list[tuple[int, int, int]]:
    """(word of the query, start, end) of each place of a field, in their order; a hyphenated word is marked once."""
    first, behind = read.bounds(field)
    standing = [one for one in sought.standing(read) if first <= one.word < behind]
    at: dict[int, int] = {}
    for word, key in _telling(standing, sought):
        at.setdefault(word, sought.first_of[key])
    begun = _begun(text, range(first, behind), read, sought)
    found: list[tuple[int, int, int]] = []
    for word in sorted(at.keys() | begun.keys()):
        start, end = int(read.starts[word]), int(read.ends[word])
        # A text that somebody has shortened since it was read, a moment ago, has no such place any more.
        if end <= len(text) and not (found and start < found[-1][2]):
            found.append((at[word] if word in at else begun[word], start, end))
    return found


def _telling(standing: Sequence[Stands], sought: Sought) -> list[Stands]:
    """Without words that say something only within a phrase ("being angry") where the rest of it doesn't follow."""
    keys_of: dict[int, set[int]] = {}
    for word, key in standing:
        keys_of.setdefault(word, set()).add(key)
    phrases = [keys for of_word in sought.phrases for keys, _weight in of_word]
    whole = {
        word + place
        for word in keys_of
        for phrase in phrases
        if all(not keys.isdisjoint(keys_of.get(word + place, ())) for place, keys in enumerate(phrase))
        for place in range(len(phrase))
    }
    return [one for one in standing if one.word in whole or any(weight for _word, weight in sought.words_of[one.key])]


def _begun(text: str, words: Iterable[int], read: Reading, sought: Sought) -> dict[int, int]:
    """The words that begin as one of the query that may not be whole, each with the number of that one."""
    beginnings = [(each.beginning, number) for number, each in enumerate(sought.wanted) if each.beginning]
    found: dict[int, int] = {}
    for word in words if beginnings else ():
        form = normalised(text[read.starts[word] : read.ends[word]])
        for letters, number in beginnings:
            if form.startswith(letters):
                found.setdefault(word, number)
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
