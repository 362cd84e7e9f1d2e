"""Words of the same root: the twin in the other of Ukrainian and Russian, and what is made from a word by its endings.

Rules make candidates; only those that a dictionary knows as words of that kind are taken. Asked at query time only,
so that nothing in the index is united that is not one word.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from portal.search.language.lemmas import MAX_READINGS, begins_words, is_known, key_of_lemma, known_among, lemmas_of

#: How near they are beside the word itself.
TWIN, DERIVED = 0.85, 0.5
#: Taken for what is near another reading of the word than the likeliest.
OTHER_READING = 0.6
MAX_DERIVED = 8
_MIN_ROOT = {"uk": 4, "ru": 4, "en": 3}
_MOST_CANDIDATES = 96
_FALSE_FRIENDS = Path(__file__).parent.parent / "data" / "false-friends.list"

Changes = tuple[tuple[str, str], ...]


def _changes(lines: str) -> Changes:
    """'a b c; d e': what a is turned into, b or c; each way in its order."""
    return tuple((first, other) for line in lines.split(";") for first, *others in [line.split()] for other in others)


def _turned(changes: Changes) -> Changes:
    return tuple((b, a) for a, b in changes)


#: Ukrainian to Russian; turned round for the other way.
_PREFIXES = _changes(
    "від от ото; під под подо; роз раз рас; перед пред; перед перед; зі со; з с из; пере пре; в у; у в; ви вы; "
    "без бес; о а"
)
_ENDINGS = {
    "verb": _changes(
        "уватися оваться ироваться ываться; ювати ивать ировать евать ять; увати овать ировать ывать; тися ться; ти ть"
    ),
    "noun": _changes(
        "ність ность; ість ость; ування ование ирование ывание; ювання ивание ирование; ння ние нье; ття тие тье; "
        "ця ца; иця ица; ник ник"
    ),
    "adjective": _changes("ський ский; ий ый ий ой; ій ий"),
    "": (),
}
_LETTERS = {
    "uk": {"и": "иы", "і": "оеи", "ї": "и", "є": "еэ", "е": "еэ", "ґ": "г", "'": ["", "ъ", "ь"]},
    "ru": {"и": "іи", "ы": "и", "о": "оі", "е": "еіє", "э": "е", "ъ": ["'", ""], "ь": ["ь", "", "'"]},
}
#: What words are made with, the usual first.
_DERIVING = {
    "uk": "ка ок ити ати яти увати ювати нути ення ання яння ування ювання а я ний ній овий ений аний тий ований ник "
    "ач ниця тися итися атися ятися уватися юватися ти ння ість ність ство ація іння іти ливий ський ія но",
    "ru": "ка ок ить ать ять овать ировать ывать ивать нуть ение ание яние ование ирование ывание ивание а я ной ный "
    "овый енный анный тый ованный ник ница ец ться иться аться яться ываться иваться ть ние ость ность ство ация ия "
    "еть ливый ский но",
    "en": "ment ion ation ition ance al ing er or y able ive ence t s ly ness ful e ed ity ant ent",
}
#: How a root sounds before other endings.
_SOFTENED = (
    ("к", "ч"),
    ("г", "ж"),
    ("х", "ш"),
    ("т", "ч"),
    ("т", "щ"),
    ("д", "дж"),
    ("д", "ж"),
    ("с", "ш"),
    ("з", "ж"),
    ("", "л"),
)


@lru_cache(maxsize=4_000)
def relatives(word: str) -> tuple[tuple[str, float], ...]:
    """Keys of words of the same root as a normalised word, the nearest first, each with its weight from 0 to 1."""
    found: dict[str, float] = {}
    for lang in ("en",) if word.isascii() else ("uk", "ru"):
        for place, (lemma, kind) in enumerate(lemmas_of(word, lang)[:MAX_READINGS]):
            sure = 1 if place == 0 else OTHER_READING
            for key, weight in _of_lemma(lemma, kind, lang):
                found[key] = max(weight * sure, found.get(key, 0))
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def _of_lemma(lemma: str, kind: str, lang: str) -> Iterator[tuple[str, float]]:
    own = key_of_lemma(lemma, lang, kind)
    if lang != "en" and kind:
        for twin in twins(lemma, kind, lang):
            yield twin, TWIN
    seen = {own}
    for key in _derived(lemma, lang):
        if key not in seen:
            seen.add(key)
            yield key, DERIVED
        if len(seen) > MAX_DERIVED:
            return


def twins(lemma: str, kind: str, lang: str) -> list[str]:
    """Keys of the words of the other language that the rules of sound make of a lemma."""
    other = "ru" if lang == "uk" else "uk"
    found = dict.fromkeys(
        key_of_lemma(candidate, other, kind)
        for candidate in islice(_candidates(lemma, kind, lang), _MOST_CANDIDATES)
        if (lemma, candidate) not in _false_friends()
        and is_known(candidate, other)
        and any(_alike(found, candidate) and same == kind for found, same in lemmas_of(candidate, other))
    )
    found.pop(key_of_lemma(lemma, lang, kind), None)
    return list(found)


def _alike(one: str, other: str) -> bool:
    return one.replace("ё", "е") == other.replace("ё", "е")


def _candidates(lemma: str, kind: str, lang: str) -> Iterator[str]:
    """Words of the other language that a lemma may be: its beginning, its letters and its ending turned."""
    turn = (lambda changes: changes) if lang == "uk" else _turned
    for ending, other_ending in (*_fitting(turn(_ENDINGS[kind]), lemma.endswith), ("", "")):
        body = lemma[: len(lemma) - len(ending)]
        for prefix, other_prefix in (("", ""), *_fitting(turn(_PREFIXES), body.startswith)):
            middle = body[len(prefix) :]
            choices = [_LETTERS[lang].get(letter, letter) for letter in middle]
            for letters in islice(product(*choices), _MOST_CANDIDATES // 3):
                yield other_prefix + "".join(letters) + other_ending


def _fitting(changes: Changes, fits: Callable[[str], bool]) -> list[tuple[str, str]]:
    return [change for change in changes if fits(change[0])]


@lru_cache(maxsize=1)
def _false_friends() -> frozenset[tuple[str, str]]:
    lines = _FALSE_FRIENDS.read_text(encoding="utf-8").splitlines()
    pairs = {tuple(line.split()) for line in lines if line and not line.startswith("#")}
    return frozenset((a, b) for a, b in pairs) | frozenset((b, a) for a, b in pairs)


def _derived(lemma: str, lang: str) -> Iterator[str]:
    """Keys of words that have other endings on the same root."""
    endings = _DERIVING[lang].split()
    roots = [lemma[: -len(ending)] for ending in sorted(endings, key=len, reverse=True) if lemma.endswith(ending)]
    for root in (*roots, lemma):
        for changed in _softened(root) if lang != "en" else [root]:
            if len(changed) >= _MIN_ROOT[lang] and begins_words(changed, lang):
                yield from _with_endings(changed, ("", *endings), lang)


def _with_endings(root: str, endings: Sequence[str], lang: str) -> Iterator[str]:
    known = known_among([root + ending for ending in endings], lang)
    for ending in endings:
        if root + ending in known:
            for found, kind in lemmas_of(root + ending, lang):
                if _alike(found, root + ending):
                    yield key_of_lemma(found, lang, kind)


def _softened(root: str) -> list[str]:
    """A root, and as it sounds before other endings."""
    roots = [root]
    for hard, soft in _SOFTENED:
        if root.endswith(hard):
            roots.append(root.removesuffix(hard) + soft)
        if root.endswith(soft):
            roots.append(root.removesuffix(soft) + hard)
    return list(dict.fromkeys(roots))
