"""What stands before a name: a title, a role, a question for it; or a street, a hall, a method that is called so."""

import re

from portal.core.privacy.lists import pattern, word_set
from portal.core.privacy.words import Words

_TITLES = re.compile(pattern("name_words", "titles"))
_DOTTED = frozenset(["п", "пп", "гр"])
_MAY_BE_DOTTED = _DOTTED | {"mr", "mrs", "ms", "dr", "prof", "проф", "г-н", "г-жа", "rev", "fr", "capt"}
_ROLES = re.compile(pattern("name_words", "roles"))
_CUES = re.compile(pattern("name_words", "cues"))
_TWO_WORD_CUES = {("last", "name"), ("full", "name"), ("family", "name")}
_NAMED_AFTER = re.compile(pattern("name_words", "named after"))
_THINGS_BEHIND = word_set("name_words", "things behind")
_FEMALE_TITLES = frozenset(["пані", "г-жа", "г-же", "г-жу", "госпожа", "госпоже", "mrs", "ms", "miss"])
_QUOTES = frozenset(["«", '"', "“", "„", "‘"])
_BETWEEN_CUE = word_set("name_words", "behind cue")


def title_end(words: Words, place: int) -> int:
    """Behind the title at ``place``; 0 when it is none."""
    word = words[place]
    if not _TITLES.fullmatch(word.lower) or word.is_shouted:
        return 0
    dotted = words[place + 1].text == "."
    if (word.lower in _DOTTED and not dotted) or (dotted and word.lower not in _MAY_BE_DOTTED):
        return 0
    if words[place + 1].lower == "and" and _TITLES.fullmatch(words[place + 2].lower):
        return title_end(words, place + 2)  # Mr and Mrs
    after = words[place + 1 + dotted]
    return place + 1 + dotted if 0 < after.start - words[place + dotted].end <= 2 or dotted else 0


def is_role(words: Words, place: int) -> bool:
    """Whether the word, or the one before a sign, says what somebody is: a client, a courier."""
    if words[place].text in {"-", ":", "—", ",", "«", "("} and words[place].text != ",":
        place -= 1
    return bool(_ROLES.fullmatch(words[place].lower))


def named_behind_cue(words: Words, place: int) -> int:
    """Behind the words in capitals after 'прізвище', 'ПІБ', 'surname'; 0 without them."""
    if not (_CUES.fullmatch(words[place].lower) or (words[place - 1].lower, words[place].lower) in _TWO_WORD_CUES):
        return 0
    first = place + 1
    while first < place + 4 and words[first].lower in _BETWEEN_CUE:
        first += 1
    behind = first
    while (
        behind < first + 3
        and words[behind].is_capital
        and len(words[behind].text) > 1
        and words[behind].start - words[behind - 1].end <= 2
    ):
        behind += 1
    return behind if behind > first else 0


def is_named_after(words: Words, place: int) -> bool:
    """Whether a street, a hall or a method carries the name; or it is a mention of a colleague."""
    before = place - 1
    if words[before].text == "@" and words[before].end == words[place].start:
        return True
    if words[before].text in _QUOTES or (words[before].text == "." and words[before].start == words[before - 1].end):
        before -= 1
    return bool(_NAMED_AFTER.fullmatch(words[before].lower))


def is_name_of_thing(words: Words, behind: int) -> bool:
    """Whether a word after the name makes it a street, a feast, a prize: Martin Luther King Day."""
    return words[behind].is_capital and words[behind].lower in _THINGS_BEHIND


def is_sentence_start(words: Words, place: int) -> bool:
    """Whether a capital letter there is owed to the sentence."""
    before = words[place - 1]
    return not (before.is_word or before.is_number or before.text in {",", "-", ")", "'", "%", "/"}) or (
        before.text == "-" and words[place - 2].text == "\n"
    )


def is_quoted(words: Words, place: int) -> bool:
    """Whether a quote opens right before the word."""
    return words[place - 1].text in _QUOTES and words[place - 1].end == words[place].start


def is_initial(words: Words, place: int) -> bool:
    """Whether the word is one capital letter."""
    return len(words[place].text) == 1 and words[place].is_capital


def initials_end(words: Words, place: int) -> int:
    """Behind up to two initials that stand at ``place``: Іваненко О. П., Смирнова А.В."""
    for _ in range(2):
        initial, dot = words[place], words[place + 1]
        near = initial.start - words[place - 1].end <= 1
        if not (
            near and len(initial.text) == 1 and initial.is_capital and dot.text == "." and dot.start == initial.end
        ):
            break
        place += 2
    return place


def is_female_title(words: Words, place: int) -> bool:
    """Whether the word, or the one before its dot, calls a woman."""
    return words[place - (words[place].text == ".")].lower in _FEMALE_TITLES
