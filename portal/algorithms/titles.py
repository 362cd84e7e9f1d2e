"""How titles are compared, and what stands for them in addresses."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from portal.algorithms.reserved import FINISH

MAX_KEY_LETTERS = 60
KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")
#: Signs that nobody sees; those that join letters and pictures into one are none of them.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_WRITTEN_KEY = re.compile(r"\{#([^{}\s]*)\} *$")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)*\s*[.)](?!\d)|\d+\s+[-–—]|\d+[-–—](?=\s))\s*")
_APOSTROPHES = str.maketrans("’ʼ`´‘", "'''''")

#: Letters that look the same in two alphabets, and the Latin one.
LOOK_ALIKES = str.maketrans("АВЕІКМНОРСТУХаеіорсухїЅѕЈј", "ABEIKMHOPCTYXaeiopcyxïSsJj")
#: Cyrillic letters that have no Latin one of their own are written as in passports.
_LATIN = str.maketrans(
    {
        **dict(zip("абвгґдезиіїйклмнопрстуфыэё", "abvhgdezyiiiklmnoprstufyee", strict=True)),
        "є": "ie", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia",
    }
)  # fmt: skip


def one_spaced(text: str) -> str:
    """With white space of any kind as one space, none around, and without signs that nobody sees."""
    return " ".join((text if text.isascii() else _UNSEEN.sub("", text)).split())


def bare_title(heading: str) -> tuple[str, str | None, bool]:
    """What a heading calls its block: without number, key and ``Finish:``; its key; whether it is an end."""
    text = one_spaced(heading)
    written = _WRITTEN_KEY.search(text) if text.endswith("}") else None
    if written:
        text = text[: written.start()].rstrip()
    key = written[1] if written and KEY.fullmatch(written[1]) else None
    text = _without_number(text)
    finish = FINISH.match(text)
    if finish:
        text = _without_number(text[finish.end() :])
    return text, key, finish is not None


@lru_cache(maxsize=16_384)  # each title is compared with those of all the answers that lead to it
def comparable(title: str) -> str:
    """Equal for titles that name the same block. A look-alike letter of another alphabet stays another letter."""
    return alike(bare_title(title)[0])


def alike(words: str) -> str:
    """Equal for names and for values that are the same but for white space, letter case and kind of apostrophe."""
    text = one_spaced(words)
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).translate(_APOSTROPHES).casefold()


def skeleton(text: str) -> str:
    """Equal for texts that look the same, whatever the alphabet of their letters."""
    return one_spaced(text).translate(LOOK_ALIKES).casefold().translate(LOOK_ALIKES)


def keys_of(titles: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """A key for each title with the key that is written in its heading, if any; all different, in order."""
    pairs = list(titles)
    reserved = {written for _title, written in pairs if written}
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for title, written in pairs:
        key = written if written and written not in used else _latin(title)
        if key is not written:
            stem = key
            while key in used or key in reserved:
                numbers[stem] = numbers.get(stem, 1) + 1
                key = f"{stem}-{numbers[stem]}"
        used.add(key)
        yield key


def _without_number(text: str) -> str:
    number = _NUMBER.match(text) if text[:1].isdecimal() else None
    return text[number.end() :] or text if number else text


def _latin(title: str) -> str:
    letters = one_spaced(title).casefold().translate(_LATIN)
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_KEY_LETTERS].strip("-") or "step"
