"""First names in every case of Ukrainian and Russian, in English and in Latin letters; patronymics by their endings."""

import re
from collections.abc import Iterator
from functools import cache

from portal.core.privacy.lists import sections, word_set

_AFTER_CONSONANT = ("", "а", "у", "ові", "еві", "ом", "ем", "і", "е", "ы")
_DECLENSIONS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("ія", "ия"), ("я", "ї", "и", "ю", "єю", "ей", "е", "є")),
    (("я",), ("я", "і", "ї", "и", "ю", "ею", "єю", "ей", "е", "є")),
    (("а",), ("а", "и", "ы", "і", "е", "у", "ою", "ой", "ею", "ей", "о")),
    (("о",), ("о", "а", "у", "ові", "еві", "ом", "е")),
    (("й",), ("й", "я", "ю", "єві", "єм", "є", "ем", "еві", "и", "ї", "е")),
    (("ь",), ("ь", "я", "ю", "ем", "е", "и", "і", "ью", "еві", "ю")),
)
_SOFTENED = {"г": "з", "к": "ц", "х": "с"}
_MENS_IN_A = frozenset(
    [
        "микола",
        "ілля",
        "илья",
        "микита",
        "никита",
        "нікіта",
        "лука",
        "хома",
        "фома",
        "кузьма",
        "сава",
        "савва",
        "саша",
        "ваня",
        "коля",
        "толя",
        "вова",
    ]
)
#: Names whose stem changes: nominative and stem.
_STEMS = {
    "лев": "льв", "павел": "павл", "пётр": "петр", "петр": "петр", "федір": "федор", "сидір": "сидор",
    "антін": "антон", "яків": "яков", "прокіп": "прокоп", "любов": "любов", "левко": "левк", "нестір": "нестор",
}  # fmt: skip
_PATRONYMIC = re.compile(
    r".{2,}(?:[оеєй]вич|лліч|льич|зьмич|зьміч|укич|омич|икитич|ванич|алыч|еич)(?:а|у|ем|ові|еві|і|е)?"
    r"|.{2,}(?:[іїо]вн|евн|їчн|ични|ічн|иничн)(?:а|и|і|у|ою|о|ы|е|ой)"
    r"|.{2,}(?:ovych|evych|yovych|iyovych|ovich|evich|ivna|yivna|ovna|evna)"
)
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu",
    "я": "ia", "'": "", "ё": "e", "ы": "y", "э": "e", "ъ": "", "-": "-",
}  # fmt: skip
#: The other usual habit (passports before 2010, Russian names).
_LATIN_TOO = _LATIN | {"г": "g", "и": "i", "й": "y", "ю": "yu", "я": "ya", "є": "ye", "ї": "yi", "х": "h"}


def _names(*files: str) -> Iterator[str]:
    return (name for file in files for line in sections(f"first_names_{file}")[""] for name in line.lower().split())


@cache
def cyrillic() -> dict[str, str]:
    """Every form of a Cyrillic first name, with its nominative."""
    forms: dict[str, str] = {}
    names = list(_names("uk", "ru", "other"))
    forms.update((name, name) for name in names)
    for name in names:
        for form in _forms(name):
            forms.setdefault(form, name)
    return forms


@cache
def latin() -> frozenset[str]:
    """First names in Latin letters."""
    names = list(_names("uk", "ru", "other"))
    spelled = {
        "".join(table.get(letter, letter) for letter in name) for table in (_LATIN, _LATIN_TOO) for name in names
    }
    # The first letter of a word is written otherwise: Yuliia, Yevhen, Yaroslav.
    spelled |= {f"y{name[1:]}" for name in spelled if re.match("i[aeu]", name)}
    return frozenset(_names("en")) | {name for name in spelled if len(name) > 2}


def _forms(name: str) -> set[str]:
    forms = {name}
    for endings, cases in _DECLENSIONS:
        ending = next((ending for ending in endings if name.endswith(ending)), "")
        if ending:
            forms |= {name[:-1] + case for case in cases}
            softened = _SOFTENED.get(name[-2]) if ending == "а" else None
            forms |= {name[:-2] + softened + "і"} if softened else set()
            break
    else:
        forms |= {name + case for case in _AFTER_CONSONANT}
        if name.endswith(("р", "н", "л", "т")):
            forms |= {name + case for case in ("я", "ю", "ем", "еві")}
    if stem := _STEMS.get(name):
        forms |= {stem + case for case in (*_AFTER_CONSONANT[1:], "і", "и", "'ю", "ью", "ю")}
    return forms


def is_first_name(lower: str) -> bool:
    """Whether the word is a form of a first name; of a double one both parts are."""
    if "-" in lower:
        return all(is_first_name(part) for part in lower.split("-"))
    return lower in cyrillic() or lower in latin()


def is_nominative(lower: str) -> bool:
    """Whether the form of a Cyrillic first name is the one of a dictionary."""
    return cyrillic().get(lower) == lower


def is_male(lower: str) -> bool:
    """Whether the form is the nominative of a name with a masculine ending."""
    return is_nominative(lower) and lower[-1] in "бвгджзйклмнпрстфхцчшщо"


def is_mans(lower: str) -> bool:
    """Whether the form, in any case, is of a man's name."""
    name = cyrillic().get(lower, lower)
    return name[-1] not in "ая" or name in _MENS_IN_A


def is_ambiguous(lower: str) -> bool:
    """Whether the first name is an ordinary word too."""
    known = word_set("ambiguous_first_names")
    return lower in known or cyrillic().get(lower) in known


def is_patronymic(lower: str) -> bool:
    """Whether the word has the ending of a patronymic."""
    return bool(_PATRONYMIC.fullmatch(lower))
