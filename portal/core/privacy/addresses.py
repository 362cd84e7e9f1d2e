"""Where somebody lives: street and house, house and flat, in Ukrainian and Russian writing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.core.privacy.address_parts import (
    STREET,
    extended_left,
    extended_right,
    house_end,
    is_flat,
    is_house,
    is_public_place,
    tail_end,
)
from portal.core.privacy.cities import is_place
from portal.core.privacy.lists import pattern, word_set
from portal.core.privacy.spans import Found, Kind
from portal.core.privacy.words import Words

_SHORT_STREET = word_set("address_words", "short street")
_NAME_LINKS = word_set("address_words", "links")
_NO_NAME = word_set("address_words", "no name")
_NOT_BEFORE = word_set("address_words", "no adjective")
_ADJECTIVE = re.compile(r".{2,}(?:[иіы]й|ой|[оеє]е|[сц]ьке|[ао]я|ого|[оеє]му|[ії]й|ої|[ую]ю|им|ым|[аяую]|ською|ом)$")
_CUE = re.compile(pattern("address_words", "cues"))
_BUILDING = frozenset(["буд", "будинок", "будинку", "дом", "дома", "доме", "корп"])
_MIN_NAME = 4


@dataclass(frozen=True)
class _Place:
    """From one word up to, without, another."""

    first: int
    behind: int


def find_addresses(words: Words) -> Iterator[Found]:
    """The addresses of a text without dates; those of shops, offices and branches are nobody's home."""
    done = 0
    for place, word in enumerate(words.all):
        if place < done or not word.is_word:
            continue
        found = _street(words, place) or _by_flat(words, place, done) or _after_cue(words, place)
        if not found:
            continue
        flat = is_flat(words, found.first, found.behind)
        first, behind = extended_left(words, found.first, done), extended_right(words, found.behind)
        if flat or not is_public_place(words, first, behind):
            yield Found(words[first].start, words[behind - 1].end, Kind.ADDRESS)
        done = behind


def _street(words: Words, place: int) -> _Place | None:
    """вул. Шевченка, 12 · улица Пушкина, дом 3 · Невский проспект, 28."""
    lower = words[place].lower
    short = lower in _SHORT_STREET
    if not short and not STREET.fullmatch(lower):
        return None
    named = _name_end(words, place + 1, short=short)
    if named and (behind := house_end(words, named)):
        behind = tail_end(words, behind)
        capital = any(words[index].is_capital for index in range(place + 1, named))
        if capital or short or is_flat(words, place, behind):
            return _Place(_ordinal_before(words, place), behind)
    if named and words[place - 1].lower in {"по", "на"} and words[place - 2].is_number and is_house(words[place - 3]):
        return _Place(place - 3, tail_end(words, named))  # дом 9 по улице Лесной
    before = _adjectives_before(words, place)
    after = place + 2 if short and words[place + 1].text == "." else place + 1
    if before < place and (behind := house_end(words, after)):
        return _Place(before, tail_end(words, behind))
    return None


def _name_end(words: Words, place: int, *, short: bool) -> int:
    """Behind the name of a street that begins at ``place``; 0 when there is none."""
    if words[place].text == "." and short:
        place += 1
    if words[place].text in {'"', "«", "“"}:
        place += 1
    begin = place
    for _ in range(7):
        step = _name_step(words, place, short=short)
        if not step:
            break
        place += step
    return place if any(words[index].is_word for index in range(begin, place)) else 0


def _name_step(words: Words, place: int, *, short: bool) -> int:
    """How many words of a street's name stand at ``place``."""
    word = words[place]
    if word.is_word:
        if word.lower in _NO_NAME and not word.is_capital:
            return 0
        taken = word.is_capital or word.lower in _NAME_LINKS or short
        dotted = len(word.text) <= 3 and words[place + 1].text == "." and words[place + 2].is_word
        return (1 + dotted) if taken else 0
    if word.is_number and len(word.text) <= 3:
        after = words[place + 1]
        if (
            after.text == "-"
            and words[place + 2].is_word
            and len(words[place + 2].text) <= 2
            and words[place + 3].is_capital
        ):
            return 3  # 1-го Травня
        if after.lower in {"лет", "років", "річчя", "года", "рік"} and words[place + 2].is_capital:
            return 2  # 50 лет Октября
        return 1 if after.is_capital and len(after.text) > 2 else 0  # 8 Березня
    if word.text == "-" and words[place + 1].is_number and words[place + 2].text == "," and words.is_next_to(place):
        return 2  # Тополя-2
    return 1 if word.text in {"»", '"', "”"} else 0


def _ordinal_before(words: Words, place: int) -> int:
    """The first word of 3-я улица Строителей."""
    ordinal = words[place - 2].text == "-" and words[place - 3].is_number and len(words[place - 1].text) <= 2
    return place - 3 if ordinal else place


def _adjectives_before(words: Words, place: int) -> int:
    first = place
    while place - first < 2:
        word = words[first - 1]
        if not (word.is_capital and _ADJECTIVE.match(word.lower)) or word.lower in _NOT_BEFORE:
            break
        first -= 1
    return first


def _by_flat(words: Words, place: int, done: int) -> _Place | None:
    """Шевченка 12, кв. 5 · буд. 5, кв. 12: a flat's number behind a house's."""
    if not is_flat(words, place, place + 1):
        return None
    first = _house_before(words, place, done)
    if not any(words[index].is_number and len(words[index].text) <= 4 for index in range(first, place)):
        return None
    before = words[first - 1]
    if before.lower in _BUILDING or words[first].lower in {"д", "б"}:
        first -= before.lower in _BUILDING
    else:
        capitals = _capitals_before(words, first, done)
        if capitals == first:
            if not (before.is_word and len(before.text) > _MIN_NAME and words[first - 2].lower not in _BUILDING):
                return None
            capitals = first - 1  # "шевченка 7, кв 9", in small letters
        first = capitals
    return _Place(max(first, done), tail_end(words, place))


def _house_before(words: Words, place: int, done: int) -> int:
    """The first word of the house's number before the flat."""
    first = place
    for _ in range(9):
        word = words[first - 1]
        part = word.is_number or word.text in {",", "/", "-", "."} or (len(word.text) == 1 and word.is_word)
        if first - 1 < done or not part:
            break
        first -= 1
    return first


def _capitals_before(words: Words, place: int, done: int) -> int:
    first = place
    while (
        first > done and place - first < 3 and words[first - 1].is_capital and words[first - 1].lower not in _NOT_BEFORE
    ):
        first -= 1
    return first


def _after_cue(words: Words, place: int) -> _Place | None:
    """ "живе на Сагайдачного 25/3", "адреса: Хрещатик, 22"."""
    if not _CUE.fullmatch(words[place].lower):
        return None
    for first in range(place + 1, place + 6):
        word = words[first]
        if word.text in {"\n", ".", "!", "?", ";"} or word.lower in _SHORT_STREET or STREET.fullmatch(word.lower):
            return None
        if word.is_capital and not is_place(word.lower):
            named = first + 1
            while named - first < 3 and words[named].is_capital:
                named += 1
            behind = house_end(words, named)
            strong = behind and len(word.text) > 3 and not word.is_shouted
            return _Place(first, tail_end(words, behind)) if strong else None
    return None
