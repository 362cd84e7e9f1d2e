"""One way of writing for what Ukrainian and Russian write differently by rule, so that their twins have one key."""

import re

_FOLD = str.maketrans(
    {"і": "и", "ї": "и", "ы": "и", "є": "е", "э": "е", "ё": "е", "ґ": "г", "ь": None, "ъ": None, "'": None}
)
_DOUBLED = re.compile(r"(?<=\w)([бклмнпрстф])\1")
#: Endings that one language writes by rule where the other has another: (language, part of speech, its ending, ours).
_ENDINGS = {
    ("ru", "verb"): (("ировать", "овати"), ("ироваться", "оватися"), ("ться", "тися"), ("ть", "ти")),
    ("uk", "verb"): (("увати", "овати"), ("ювати", "овати"), ("уватися", "оватися"), ("юватися", "оватися")),
    ("ru", "noun"): (("ирование", "овання"), ("ние", "ння"), ("тие", "ття")),
    ("uk", "noun"): (("ість", "ость"), ("ування", "овання"), ("ювання", "овання")),
    ("ru", "adjective"): (("ой", "ый"),),
}
_PARTS_OF_SPEECH = {
    "NOUN": "noun", "ADJF": "adjective", "ADJS": "adjective", "COMP": "adjective",
    "VERB": "verb", "INFN": "verb", "GRND": "verb", "PRTF": "verb", "PRTS": "verb",
}  # fmt: skip


def part_of(part_of_speech: str | None) -> str:
    """Our name for a part of speech of pymorphy3: "noun", "verb", "adjective", or "" for all others."""
    return _PARTS_OF_SPEECH.get(str(part_of_speech), "")


def fold(word: str) -> str:
    """A word in the letters that both languages share, without signs and with no letter doubled."""
    return _DOUBLED.sub(r"\1", word.translate(_FOLD)).replace("-", "")


def key_of(lemma: str, lang: str, part_of_speech: str) -> str:
    """The key of a lemma, its ending written in one way too."""
    for ending, ours in _ENDINGS.get((lang, part_of_speech), ()):
        if lemma.endswith(ending):
            return fold(lemma.removesuffix(ending) + ours)
    return fold(lemma)


#: Endings of Ukrainian and Russian words of every kind, as they are folded.
_CHANGING = """
а я у ю о е и й ов ев ив ам ям ом ем ах ях ою ею ой ей ам ями ами ови еви им их ими ого его ому ему ий ая яя ое ее ие
ия ии ию ую юю ией ием иям иями иях ти в ла ло ли иш еш емо имо ете ите ав ала ало али ив ила ило или ати ити ути яти
ювати овати увати овал уваю уе уют увала ував ои тиму тимеш тиме тимемо тимете тимут
"""
_ENDING = re.compile(f"(?<=....)(?:{'|'.join(sorted(_CHANGING.split(), key=len, reverse=True))})$")
_REFLEXIVE = re.compile("(?<=....)(?:ся|с)$")


def stem(key: str) -> str:
    """A folded word without its ending, where four letters stay."""
    found = _ENDING.search(_REFLEXIVE.sub("", key)) if _REFLEXIVE.search(key) else None
    if found:
        return _REFLEXIVE.sub("", key)[: found.start()]
    return _ENDING.sub("", key, count=1)
