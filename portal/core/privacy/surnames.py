"""How likely a word is a surname: by its ending in three languages, by lists of those without a telling one."""

import re
from enum import IntEnum
from functools import cache

from portal.core.privacy.cities import is_place
from portal.core.privacy.first_names import cyrillic
from portal.core.privacy.lists import lines, word_set
from portal.core.privacy.words import Word


class Likely(IntEnum):
    """From no surname at all to one wherever it stands."""

    NO = 0
    ANY = 1  # a word that may be one, beside a first name
    ENDING = 2  # an ending of surnames, which other words have as well
    SURE = 3


_CASES = r"(?:а|у|ом|ові|і|е|ы)?"
_SURE = re.compile(
    rf".{{2,}}(?:[еє]нк(?:о|а|у|ом|ові|ами|ам|ів)|(?:ч|щ)ук{_CASES}|.юк{_CASES}|дзе|швілі|швили|(?:ень|ін|ин|он)юк{_CASES})|.{{3,}}(?:enko|chuk|shvili|adze|idze)"
)
_ENDING = re.compile(
    rf".{{2,}}(?:юк{_CASES}|ук{_CASES}|няк{_CASES}|[ое]нок|чак{_CASES}|[кчлрс]як{_CASES}|йко|ько|рко|шко|хно|хно)"
    r"|.{2,}(?:[сцз]ь?к(?:ий|ого|ому|им|ім|а|ої|ій|у|ою|ой|ом|ая|ую|ое))"
    r"|.{2,}(?:[оеєё]в|[иіїы]н)(?:а|у|им|ым|ом|ій|ої|ою|ой|і|е)?"
    r"|.{3,}(?:[^аоу]ян|янц)(?:а|у|ом|ові|і|е)?|.{2,}[иі]шин(?:а|у|им|ій|ої|ою)?|.{3,}(?:ович|евич|івич|кевич)(?:а|у|ем|ові|еві)?"
    r"|.{3,}[ії]в(?:а|у|им|ові|ої|ій|ою)|.{2,}[^аеиоуіїєюя]ко|.{3,}(?:аго|яго|их|ых)"
)
_LATIN_ENDING = re.compile(
    r".{2,}(?:chuk|iuk|yuk|skyi|skiy|skyy|sky|ska|skaya|ski|tska|tskyi|tsky|[eo]v|[eo]va|ovych|evych|ovich|evich|ych|iak|yak|yan|enka|uk|ius|sson|escu|opoulos|idis|oglu|field|ford|worth|ham|stead|bury|combe|wood|well|thorpe|berg|stein|witz|mann|man|son|sen|elli|etti|ini|ez)|mac[a-z]{3,}|mc[a-z]{3,}|o'[a-z]{3,}|fitz[a-z]{3,}"
)
_WEAK_ENDING = re.compile(
    r".{2,}(?:ик|ець|єць|ак|як|ай|ей|ій|уш|аш|иш|яш|ар|яр|ир|ач|яч|ура|юра|уха|юха|ба|да|ло|ко|ук|ич|ун|ан|он|ій|ий|ів|їв|ос|ус|ис|ель|аль|іль|ень|ль|рь|нь)"
)
_CAMEL = re.compile(r"(?!mc|mac|o'|d'|de|la|le|van|du)", re.IGNORECASE)


def english_surnames() -> frozenset[str]:
    """The common ones."""
    return word_set("surnames_en")


_CASES_OF_LISTED = ("", "ові", "еві", "ою", "ею", "ем", "ом", "єм", "я", "а", "у", "ю", "і", "и", "е")


@cache
def _listed_forms() -> frozenset[str]:
    stems = {name[:-1] if name[-1] in "ьйао" else name for name in word_set("surnames_cyrillic")}
    return word_set("surnames_cyrillic") | {stem + case for stem in stems for case in _CASES_OF_LISTED}


def is_listed(lower: str) -> bool:
    """Whether the word is a surname of the lists, in any case of Ukrainian."""
    return lower in word_set("surnames_en") or lower in _listed_forms()


def likely(lower: str) -> Likely:
    """How much the word itself, in lower case, looks like a surname."""
    if not lower[0].isalpha() or lower in word_set("not_surnames") or is_place(lower):
        return Likely.NO
    chance = shows(lower)
    return max(chance, Likely.ENDING) if is_listed(lower) else chance


def shows(lower: str) -> Likely:
    """How much the endings of the word alone look like a surname's; of a double one, the likelier part's."""
    parts = [part for part in lower.split("-") if part]
    if len(parts) > 1:
        return max(shows(part) for part in parts)
    if _SURE.fullmatch(lower):
        return Likely.SURE
    if lower[0].isascii():
        return Likely.ENDING if _LATIN_ENDING.fullmatch(lower) else Likely.NO
    if _ENDING.fullmatch(lower):
        return Likely.ENDING
    return Likely.ANY if _WEAK_ENDING.fullmatch(lower) else Likely.NO


def is_brand(first: str, second: str) -> bool:
    """Whether the two words, in lower case, are a brand, a feast or somebody of history after whom things are named."""
    second = second.removesuffix("'s")
    known = lines("brands")
    stem = cyrillic().get(first, first)
    return any(f"{name} {second}" in known for name in (first, stem)) or any(
        f"{stem} {second[:size]}" in known for size in range(len(second) - 1, max(2, len(second) - 4), -1)
    )


def is_excluded(word: Word) -> bool:
    """Whether a word in capitals beside a first name is a place, a firm or the like after all."""
    lower, text = word.plain, word.text
    if is_place(lower) or lower in word_set("not_surnames") or lower in word_set("not_surnames_en"):
        return True
    inner = any(letter.isupper() for letter in text[1:].split("-")[0])
    return inner and not text.isupper() and bool(_CAMEL.match(text)) and "'" not in text
