"""Words of one script written in the other: 'povernennia', 'povernennja', 'dostavka', 'Нова Пошта' as 'Nova Poshta'.

Nobody keeps to a scheme, so every letter group has several meanings, each with a price for how unusual it is; the
cheapest word that a dictionary knows is taken, else the cheapest.
"""

import re
from functools import lru_cache
from heapq import heappop, heappush

from portal.search.language.lemmas import is_known

#: How many ways to write a word are tried.
MAX_TRIES = 150
MAX_LETTERS = 40

Prices = dict[str, dict[str, float]]

_COMMON: Prices = {
    "shch": {"щ": 0}, "sch": {"щ": 0.4, "сч": 1}, "zh": {"ж": 0, "зг": 1}, "kh": {"х": 0}, "ts": {"ц": 0, "тс": 0.6},
    "tz": {"ц": 0}, "ch": {"ч": 0, "х": 1}, "sh": {"ш": 0}, "4": {"ч": 0}, "6": {"ш": 0},
    "a": {"а": 0}, "b": {"б": 0}, "v": {"в": 0}, "w": {"в": 0, "ш": 0.5}, "k": {"к": 0}, "m": {"м": 0}, "o": {"о": 0},
    "p": {"п": 0}, "u": {"у": 0, "ю": 0.7}, "f": {"ф": 0}, "c": {"ц": 0.1, "к": 0.5, "с": 0.6}, "x": {"х": 0.1, "кс": 0.3},
    "l": {"л": 0, "ль": 0.4}, "n": {"н": 0, "нь": 0.4}, "t": {"т": 0, "ть": 0.4}, "d": {"д": 0, "дь": 0.6},
    "s": {"с": 0, "сь": 0.5}, "z": {"з": 0, "зь": 0.7}, "r": {"р": 0, "рь": 0.7}, "q": {"к": 0.3, "я": 0.5},
}  # fmt: skip
_UKRAINIAN: Prices = _COMMON | {
    "zgh": {"зг": 0}, "ye": {"є": 0, "'є": 0.5, "ийе": 0.9}, "je": {"є": 0, "'є": 0.5}, "ie": {"є": 0.3, "іє": 0.4},
    "yi": {"ї": 0, "'ї": 0.5, "ий": 0.7}, "ji": {"ї": 0, "'ї": 0.5}, "yu": {"ю": 0, "'ю": 0.5, "ью": 0.8},
    "ju": {"ю": 0, "'ю": 0.5}, "iu": {"ю": 0.2, "'ю": 0.6, "іу": 0.7}, "ya": {"я": 0, "'я": 0.4}, "ja": {"я": 0, "'я": 0.4},
    "ia": {"я": 0.3, "іа": 0.4, "ія": 0.5, "'я": 0.6}, "iya": {"ія": 0}, "iia": {"ія": 0}, "ija": {"ія": 0},
    "yo": {"йо": 0.1, "ьо": 0.2, "ио": 0.9}, "jo": {"йо": 0.1, "ьо": 0.2}, "io": {"іо": 0.3, "йо": 0.4, "ьо": 0.5},
    "iy": {"ій": 0.1, "ий": 0.1}, "yy": {"ий": 0}, "yj": {"ий": 0}, "ij": {"ій": 0.1, "ий": 0.3}, "ii": {"ії": 0.1, "ій": 0.3},
    "h": {"г": 0, "х": 0.4}, "g": {"г": 0.1, "ґ": 0.5}, "e": {"е": 0, "є": 0.5}, "y": {"и": 0, "й": 0.2, "і": 0.6},
    "i": {"і": 0, "и": 0.3, "ї": 0.4, "й": 0.5}, "j": {"й": 0, "ж": 0.6}, "'": {"ь": 0.1, "'": 0.1},
}  # fmt: skip
_RUSSIAN: Prices = _COMMON | {
    "ya": {"я": 0, "ья": 0.5}, "ja": {"я": 0}, "ia": {"я": 0.3, "ия": 0.3, "иа": 0.5}, "iya": {"ия": 0}, "ija": {"ия": 0},
    "yu": {"ю": 0}, "ju": {"ю": 0}, "iu": {"ю": 0.3, "иу": 0.5}, "yo": {"е": 0.1, "ье": 0.6, "ыо": 0.9}, "jo": {"е": 0.1},
    "io": {"ио": 0.2, "е": 0.6}, "ye": {"е": 0.1, "ые": 0.3, "ье": 0.4}, "je": {"е": 0, "ье": 0.4}, "eh": {"э": 0.1, "ех": 0.4},
    "ie": {"ие": 0, "ье": 0.4, "е": 0.6}, "iye": {"ие": 0}, "iy": {"ий": 0, "ый": 0.2}, "yy": {"ый": 0, "ий": 0.3},
    "yj": {"ый": 0}, "ij": {"ий": 0, "ый": 0.2}, "ii": {"ии": 0, "ий": 0.2}, "oo": {"оо": 0.1, "у": 0.5},
    "h": {"х": 0, "г": 0.5}, "g": {"г": 0}, "e": {"е": 0, "э": 0.3}, "y": {"ы": 0, "й": 0.1, "и": 0.5},
    "i": {"и": 0, "й": 0.4, "ы": 0.6}, "j": {"й": 0, "ж": 0.5, "ь": 0.6}, "'": {"ь": 0, "ъ": 0.2}, "`": {"ь": 0}, "#": {"ъ": 0},
}  # fmt: skip
_PRICES = {"uk": _UKRAINIAN, "ru": _RUSSIAN}
_LONGEST = 4

_TO_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y", "і": "i",
    "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "ы": "y", "э": "e",
    "ё": "e", "ъ": "", "'": "", "’": "",
}  # fmt: skip
_TO_LATIN_PLAINLY = _TO_LATIN | {
    "г": "g",
    "и": "i",
    "й": "y",
    "х": "h",
    "ц": "c",
    "ю": "yu",
    "я": "ya",
    "є": "ye",
    "ї": "yi",
}
_LATIN_WORD = re.compile(r"[A-Za-z46][A-Za-z46'`]*")


def to_cyrillic(text: str, lang: str) -> str:
    """A text with its Latin words in the letters of a language; numbers stay."""
    return _LATIN_WORD.sub(
        lambda word: word.group() if word.group().isdigit() else _word(word.group().lower(), lang), text
    )


def to_latin(text: str, *, plainly: bool = False) -> str:
    """A text in Latin letters as passports have it, or ``plainly`` as people type it."""
    table = _TO_LATIN_PLAINLY if plainly else _TO_LATIN
    return "".join(table.get(letter, letter) for letter in text.lower())


@lru_cache(maxsize=2_000)
def _word(word: str, lang: str) -> str:
    """The cheapest known way to write a word, else the cheapest."""
    prices = _PRICES[lang]
    cheapest = ""
    heap: list[tuple[float, int, str]] = [(0, 0, "")]
    tries = steps = 0
    while heap and tries < MAX_TRIES and steps < 20 * MAX_TRIES and len(word) <= MAX_LETTERS:
        steps += 1
        price, at, written = heappop(heap)
        if at == -len(word):
            cheapest = cheapest or written
            tries += 1
            if is_known(written, lang):
                return written
            continue
        for length in range(1, _LONGEST + 1):
            group = word[-at : length - at]
            if len(group) == length:
                # Letters that are a group together are rarely meant one by one.
                for letters, more in prices.get(group, {group: 0} if length == 1 else {}).items():
                    heappush(
                        heap,
                        (
                            price + more + (0.35 if length == 1 and _begins_group(word, -at, prices) else 0),
                            at - length,
                            written + letters,
                        ),
                    )
    return cheapest or word


def _begins_group(word: str, at: int, prices: Prices) -> bool:
    return any(word[at : at + length] in prices for length in range(2, _LONGEST + 1) if at + length <= len(word))
