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


def _prices(notes: str) -> Prices:
    """'h г х:0.4; ...': a letter group, and what it stands for with its price (none: 0)."""
    groups = (note.split() for note in notes.split(";"))
    return {
        group: {letters: float(price or 0) for letters, _, price in (each.partition(":") for each in meant)}
        for group, *meant in groups
    }


_COMMON = _prices(
    """
shch щ; sch щ:0.4 сч:1; zh ж зг:1; kh х; ts ц тс:0.6; tz ц; ch ч х:1; sh ш; 4 ч; 6 ш; a а; b б; v в; w в ш:0.5; k к;
m м; o о; p п; u у ю:0.7; f ф; c ц:0.1 к:0.5 с:0.6; x х:0.1 кс:0.3; l л ль:0.4; n н нь:0.4; t т ть:0.4; d д дь:0.6;
s с сь:0.5; z з зь:0.7; r р рь:0.7; q к:0.3 я:0.5
"""
)
_UKRAINIAN = _COMMON | _prices(
    """
zgh зг; tsia ця:0.1 ться:0.2; tsya ця:0.1 ться:0.2; tsja ця:0.1 ться:0.2; ye є 'є:0.5 ийе:0.9; je є 'є:0.5;
ie є:0.3 іє:0.4 'є:0.5; yi ї 'ї:0.5 ий:0.7; ji ї 'ї:0.5; yu ю 'ю:0.5 ью:0.8; ju ю
'ю:0.5; iu ю:0.2 'ю:0.6 іу:0.7; ya я 'я:0.4; ja я 'я:0.4; ia я:0.3 іа:0.4 ія:0.5 'я:0.6; iya ія; iia ія; ija ія; yo
йо:0.1 ьо:0.2 ио:0.9; jo йо:0.1 ьо:0.2; io іо:0.3 йо:0.4 ьо:0.5; iy ій:0.1 ий:0.1; yy ий; yj ий; ij ій:0.1 ий:0.3;
ii ії:0.1 ій:0.3; h г х:0.4; g г:0.1 ґ:0.5; e е є:0.5; y и й:0.2 і:0.6; i і и:0.3 ї:0.4 й:0.5; j й ж:0.6; ' ь:0.1
':0.1
"""
)
_RUSSIAN = _COMMON | _prices(
    """
tsya тся:0.1 ться:0.2; tsia тся:0.1 ться:0.2 ция:0.3; ya я ья:0.5; ja я; ia я:0.3 ия:0.3 иа:0.5; iya ия;
ija ия; yu ю; ju ю; iu ю:0.3 иу:0.5; yo е:0.1 ье:0.6 ыо:0.9; jo е:0.1; io ио:0.2 е:0.6; ye е:0.1 ые:0.3 ье:0.4;
je е ье:0.4; eh э:0.1 ех:0.4; ie ие ье:0.4 е:0.6; iye ие; iy ий ый:0.2; yy ый ий:0.3; yj ый; ij ий ый:0.2;
ii ии ий:0.2; oo оо:0.1 у:0.5; h х г:0.5; g г; e е э:0.3; y ы й:0.1 и:0.5; i и й:0.4 ы:0.6; j й ж:0.5 ь:0.6;
' ь ъ:0.2; ` ь; # ъ
"""
)
_PRICES = {"uk": _UKRAINIAN, "ru": _RUSSIAN}
_LONGEST = 4

_TO_LATIN = {
    **dict(zip("абвгґдежзиіїйклмнопрстуфыэё", "abvhgdezzyiiiklmnoprstufyee", strict=True)),
    "ж": "zh",
    "є": "ie",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "iu",
    "я": "ia",
    **dict.fromkeys("ьъ'’", ""),
}
_TO_LATIN_PLAINLY = _TO_LATIN | dict(zip("гийхцюяєї", ["g", "i", "y", "h", "c", "yu", "ya", "ye", "yi"], strict=True))
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
