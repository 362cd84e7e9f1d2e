"""Parts of an address: house, entrance and flat behind the street, town and index around it."""

import re

from portal.core.privacy.cities import is_place
from portal.core.privacy.counted import is_counted
from portal.core.privacy.lists import pattern, word_set
from portal.core.privacy.words import Word, Words

STREET = re.compile(pattern("address_words", "street"))
_HOUSE = word_set("address_words", "house")
_FLAT = word_set("address_words", "flat")
_TAIL = _FLAT | word_set("address_words", "tail")
_LETTERED = frozenset(["корп", "корпус", "корпусі", "літ", "літера", "секція", "блок", "стр"])
_ORDINALS = word_set("address_words", "ordinals")
_WORKS = word_set("address_words", "works")
_NEAR = 6
_OPENS, _CLOSES = frozenset(["«", '"', "“"]), frozenset(["»", '"', "”"])
_ESTATE = word_set("address_words", "estate")
MAX_DIGITS = 4
_ORDINAL = re.compile(r"(?:й|ий|го|му|я|е|ий|ый|ой|м|ом|му|та|ша|га|те|ше|ій)$")
_TOWN = word_set("address_words", "town")
_REGION = word_set("address_words", "region")
_PUBLIC = re.compile(pattern("address_words", "public"))
_BETWEEN = word_set("address_words", "between")


def house_end(words: Words, place: int) -> int:
    """Behind the house's number that stands at ``place``; 0 when there is none, or when it counts something."""
    labelled = False
    for _ in range(5):
        word = words[place]
        if word.lower in _HOUSE and words[place + 1].text != "-":
            labelled = True
        elif word.text not in {",", ".", "*", "_", ":"} and not (labelled and word.text == "№"):
            break
        place += 1
    number = words[place]
    if not number.is_number or len(number.text) > MAX_DIGITS or number.text == "0":
        return 0
    if not labelled and (
        is_counted(words.lower, number.end) or _is_ordinal(words, place) or words[place + 1].text == ":"
    ):
        return 0
    if not labelled and len(number.text) == 4 and "1900" <= number.text <= "2039":
        return 0
    return _number_end(words, place)


def is_house(word: Word) -> bool:
    """Whether the word says that a house's number follows."""
    return word.lower in _HOUSE


def _is_ordinal(words: Words, place: int) -> bool:
    return words[place + 1].text == "-" and bool(_ORDINAL.fullmatch(words[place + 2].text))


def _number_end(words: Words, place: int) -> int:
    """Behind a number with its letter and fraction: 12, 12а, 12-Б, 25/3, 7 Б."""
    place += 1
    for _ in range(3):
        word, after = words[place], words[place + 1]
        if word.is_word and len(word.text) == 1 and _is_house_letter(words, place):
            place += 1
        elif word.text in {"/", "-", "\\"} and _is_second_part(after):
            place += 2
        else:
            break
    return place


def _is_house_letter(words: Words, place: int) -> bool:
    """Whether the single letter belongs to the number before it: 12а, 7 Б, but not the initial of a person."""
    if words[place + 1].is_word and words.is_next_to(place):
        return False
    return words.is_next_to(place - 1) or (words[place].is_capital and words[place + 1].text != ".")


def _is_second_part(word: Word) -> bool:
    """25/3, 12-Б, 302-бис."""
    if word.is_number:
        return len(word.text) <= MAX_DIGITS
    return word.is_word and (len(word.text) == 1 or word.lower in {"бис", "біс", "bis"})


def tail_end(words: Words, place: int) -> int:
    """Behind entrance, floor, flat and door code, as many as follow."""
    for _ in range(6):
        step = place
        while words[step].text in {",", ";", ".", "*", "_", "("}:
            step += 1
        behind = _labelled_end(words, step) or _numbered_end(words, step)
        if not behind:
            return place
        place = behind + (words[behind].text == ")")
    return place


def _labelled_end(words: Words, place: int) -> int:
    """кв. 5, под'їзд № 3."""
    if words[place].lower not in _TAIL:
        return 0
    place += 1
    for _ in range(3):
        if words[place].text in {".", "№", "#", ":", "-", "домофона", "домофону"}:
            place += 1
    number = words[place]
    if number.is_capital and len(number.text) == 1:
        return place + 1 if words[place - 1].lower in _LETTERED or words[place - 1].text == "." else 0
    if (
        not number.is_number
        or len(number.text) > MAX_DIGITS
        or ("1990" <= number.text <= "2039" and len(number.text) == 4)
    ):
        return 0
    return _number_end(words, place)


def _numbered_end(words: Words, place: int) -> int:
    """3 під'їзд, 5-й поверх."""
    if words[place].lower in _ORDINALS and words[place + 1].lower in _TAIL:
        return place + 2
    if not words[place].is_number or len(words[place].text) > 3:
        return 0
    place += 3 if _is_ordinal(words, place) else 1
    if words[place].lower not in _TAIL or len(words[place].text) < 2:
        return 0
    return place + 1 + (words[place + 1].text == "." and words[place].lower in {"кв", "эт", "пов"})


def is_flat(words: Words, first: int, behind: int) -> bool:
    """Whether a flat or an office with its number is between the two."""
    return any(words[place].lower in _FLAT and _labelled_end(words, place) for place in range(first, behind))


def extended_left(words: Words, first: int, done: int) -> int:
    """The first word with index, country, region and town before the street taken in."""
    for _ in range(6):
        place = first - 1
        while words[place].text in {",", "."} and place > done:
            place -= 1
        start = _settlement_start(words, place)
        if start < 0 or start < done:
            return first
        first = start
    return first


def _settlement_start(words: Words, place: int) -> int:
    """Where a town, region or index begins that ends at ``place``; -1 for something else."""
    word = words[place]
    if word.is_number and len(word.text) in {5, 6} and words[place + 1].text in {",", "м", "г", " "} | _TOWN:
        return place
    label = place - 1 - (words[place - 1].text == ".")
    if word.is_number and words[label].lower in _FLAT:
        return label
    if word.lower in _REGION and words[place - 1].is_capital:
        return place - 1
    if word.lower in _TOWN:
        return place
    if word.text in _CLOSES:
        return _quoted_settlement(words, place)
    if not word.is_capital:
        return -1
    before = place - 1
    while words[before].is_capital and place - before < 3:
        before -= 1
    if (
        words[before].text == "."
        and words[before - 1].lower in _TOWN
        and words[before - 1].start >= words[place].start - 40
    ):
        return before - 1
    if words[before].lower in _TOWN:
        return before
    return place if is_place(word.lower) else -1


def _quoted_settlement(words: Words, place: int) -> int:
    """Where СТ «Веселка» or ЖК "Парк" begins whose quote closes at ``place``; -1 for other quotes."""
    for index in range(place - 1, place - 6, -1):
        if words[index].text in _OPENS:
            return index - 1 if words[index - 1].lower in _ESTATE else -1
    return -1


def extended_right(words: Words, behind: int) -> int:
    """Behind the last word with town, region and index after the house taken in."""
    for _ in range(4):
        place = behind
        while words[place].text in {",", "(", "."} and place - behind < 2:
            place += 1
        end = _settlement_end(words, place) if place > behind else 0
        if not end:
            return behind
        behind = end
    return behind


def _settlement_end(words: Words, place: int) -> int:
    word = words[place]
    if word.is_number:
        return place + 1 if len(word.text) in {5, 6} and words[place - 1].text == "," else 0
    if word.lower in _TOWN and words[place + 1].text == "." and words[place + 2].is_capital:
        return place + 3 + (words[place + 3].is_capital and words[place + 3].start - words[place + 2].end == 1)
    if word.is_capital and words[place + 1].lower in _REGION:
        return place + 2 + (words[place + 2].text == "." and words[place + 1].lower in {"обл"})
    return place + 1 if word.is_capital and is_place(word.lower) else 0


def is_public_place(words: Words, first: int, behind: int) -> bool:
    """Whether the address belongs to a shop, an office, a branch that is named right before or behind it."""
    goes_on = words[behind].lower in _WORKS or words[behind].text == "-"
    if goes_on and any(_PUBLIC.match(words[place].lower) for place in range(behind + 1, behind + _NEAR)):
        return True
    for place in range(first - 1, first - 8, -1):
        word = words[place]
        if _PUBLIC.match(word.lower):
            return True
        if not (word.lower in _BETWEEN or word.is_number):
            return False
    return False
