"""What somebody probably meant: the nearest of some words."""

from collections.abc import Mapping
from difflib import SequenceMatcher

#: From 0 to 1: below it one word is no slip of another.
ENOUGH = 0.6
#: So many letters are compared in all for one text: a fault without a suggestion is a fault still.
MOST_COMPARED = 150_000
#: Longer ones are no slip of anything that can be seen at a glance.
MOST_LETTERS = 200


class Nearest:
    """The nearest of some words: as people see them, by what is compared."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self._left = MOST_COMPARED
        self._letters = sum(min(len(word), MOST_LETTERS) for word in words)
        self._known: dict[str, str | None] = {}

    def to(self, said: str) -> str | None:
        """The word nearest to what was said, if any is near."""
        if said not in self._known:
            self._known[said] = self._nearest(said)
        return self._known[said]

    def _nearest(self, said: str) -> str | None:
        if not said or len(said) > MOST_LETTERS or self._left < self._letters:
            return None
        self._left -= self._letters
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(said)
        best, closeness = None, ENOUGH
        for word, shown in self._words.items():
            if len(word) > MOST_LETTERS:
                continue
            matcher.set_seq1(word)
            if matcher.real_quick_ratio() >= closeness and matcher.quick_ratio() >= closeness:
                ratio = matcher.ratio()
                if ratio > closeness or (best is None and ratio == closeness):
                    best, closeness = shown, ratio
        return best
