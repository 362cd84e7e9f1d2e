"""Words that differ by one edit, for engines that look them up."""

from collections.abc import Iterator

LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяэыъabcdefghijklmnopqrstuvwxyz0123456789'"


def swapped(word: str) -> Iterator[str]:
    """Two neighbours in each other's place; the first letter stays."""
    for place in range(1, len(word) - 1):
        if word[place] != word[place + 1]:
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def edits(word: str) -> set[str]:
    """All words within one edit whose first letter is the same: some hundred."""
    found = set(swapped(word))
    for place in range(1, len(word) + 1):
        before, behind = word[:place], word[place:]
        found |= {before + letter + behind for letter in LETTERS}
        if behind:
            found |= {before + letter + behind[1:] for letter in LETTERS}
            found.add(before + behind[1:])
    found.discard(word)
    return found
