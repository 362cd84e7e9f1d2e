"""Phone numbers that are written as they are said: нуль шістдесят сім сто двадцять три ..."""

import re
from collections.abc import Iterator
from itertools import pairwise

from portal.core.privacy.phones import looks_like_phone
from portal.core.privacy.spans import Found, Kind
from portal.core.privacy.words import Words

_ONES = (
    ("нуль", "ноль", "zero", "oh", "o", "нулик"),
    ("один", "одна", "раз", "one"),
    ("два", "дві", "две", "two"),
    ("три", "three"),
    ("чотири", "четыре", "four"),
    ("п'ять", "пять", "five"),
    ("шість", "шесть", "six"),
    ("сім", "семь", "seven"),
    ("вісім", "восемь", "eight"),
    ("дев'ять", "девять", "nine"),
)
_TEENS = (
    ("десять", "ten"),
    ("одинадцять", "одиннадцать", "eleven"),
    ("дванадцять", "двенадцать", "twelve"),
    ("тринадцять", "тринадцать", "thirteen"),
    ("чотирнадцять", "четырнадцать", "fourteen"),
    ("п'ятнадцять", "пятнадцать", "fifteen"),
    ("шістнадцять", "шестнадцать", "sixteen"),
    ("сімнадцять", "семнадцать", "seventeen"),
    ("вісімнадцять", "восемнадцать", "eighteen"),
    ("дев'ятнадцять", "девятнадцать", "nineteen"),
)
_TENS = (
    ("двадцять", "двадцать", "twenty"),
    ("тридцять", "тридцать", "thirty"),
    ("сорок", "forty"),
    ("п'ятдесят", "пятьдесят", "fifty"),
    ("шістдесят", "шестьдесят", "sixty"),
    ("сімдесят", "семьдесят", "seventy"),
    ("вісімдесят", "восемьдесят", "eighty"),
    ("дев'яносто", "девяносто", "ninety"),
)
_HUNDREDS = (
    ("сто",),
    ("двісті", "двести"),
    ("триста",),
    ("чотириста", "четыреста"),
    ("п'ятсот", "пятьсот"),
    ("шістсот", "шестьсот"),
    ("сімсот", "семьсот"),
    ("вісімсот", "восемьсот"),
    ("дев'ятсот", "девятьсот"),
)
_VALUES = {
    word: value
    for row, first, step in ((_ONES, 0, 1), (_TEENS, 10, 1), (_TENS, 20, 10), (_HUNDREDS, 100, 100))
    for value, words in zip(range(first, 1000, step), row, strict=False)
    for word in words
}
_REPEATS = {"double": 2, "triple": 3, "двічі": 2, "дважды": 2, "тричі": 3, "трижды": 3}
_ANY = re.compile("|".join(_VALUES))
_PLUS = frozenset(["плюс", "plus", "+"])
_BETWEEN = frozenset(["-", ".", "+", "(", ")"])
_MIN_WORDS, _MIN_ONES, _MIN_DIGITS = 4, 6, 9


def find_spoken(words: Words) -> Iterator[Found]:
    """Rows of number words that are a phone together, or at least six single digits."""
    if not _ANY.search(words.lower):
        return
    row: list[int] = []
    for place, word in enumerate(words.all):
        if word.lower in _VALUES or word.lower in _REPEATS or (word.is_number and len(word.text) <= 4):
            row.append(place)
        elif row and word.text == ",":
            row.append(place)  # it parts "двісті, тридцять" into two numbers
        elif not (row and word.text in _BETWEEN):
            yield from _phone(words, row)
            row = []
    yield from _phone(words, row)


def _phone(words: Words, row: list[int]) -> Iterator[Found]:
    said = [words[place] for place in row if words[place].text != ","]
    if len(said) < _MIN_WORDS:
        return
    spelled = sum(not word.is_number for word in said)
    values = [int(word.text) if word.is_number else _VALUES.get(word.lower, -1) for word in said]
    digits = _digits([words[place].lower for place in row])
    ones = [value for value in values if 0 <= value < 10]
    counting = all(second - first == 1 for first, second in pairwise(ones))
    is_row_of_ones = len(ones) == len(values) >= _MIN_ONES and not counting
    if spelled >= 2 and (
        is_row_of_ones or (len(digits) >= _MIN_DIGITS and looks_like_phone(digits)) or 9 <= len(digits) <= 13
    ):
        plus = words[row[0] - 1]
        start = plus.start if plus.lower in _PLUS else said[0].start
        yield Found(start, said[-1].end, Kind.PHONE)


def _digits(said: list[str]) -> str:
    """The digits one after another: hundreds, tens and ones that follow each other are one number."""
    digits, place = "", 0
    while place < len(said):
        word = said[place]
        if word.isdecimal():
            digits += word
        elif word in _REPEATS:
            value = _VALUES.get(said[place + 1], 0) if place + 1 < len(said) else 0
            digits += str(value) * _REPEATS[word]
            place += 1
        elif word in _VALUES:
            total, room = _VALUES[word], _room(_VALUES[word])
            while room and place + 1 < len(said) and 0 < _VALUES.get(said[place + 1], 0) < room:
                place += 1
                total += _VALUES[said[place]]
                room = _room(_VALUES[said[place]])
            digits += str(total)
        place += 1
    return digits


def _room(value: int) -> int:
    """Below what a number must be to be added to this one: 100 takes 23, 20 takes 3, 12 takes nothing."""
    if value >= 100:
        return 100
    return 10 if value >= 20 else 0
