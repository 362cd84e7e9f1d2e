"""First name and surname in either order, with a patronymic, an initial or a particle; in small letters too."""

import re

from portal.core.privacy.first_names import is_ambiguous, is_first_name, is_mans, is_nominative, is_patronymic
from portal.core.privacy.lists import word_set
from portal.core.privacy.name_contexts import initials_end, is_named_after, is_quoted, is_role, is_sentence_start
from portal.core.privacy.surnames import (
    Likely,
    english_surnames,
    is_brand,
    is_excluded,
    is_listed,
    likely,
    shows,
)
from portal.core.privacy.words import Word, Words

_PARTICLES = word_set("name_words", "particles")
_FEMININE = re.compile(r".*(?:[оеєё]ва|[иіїы]на|ська|цька|зька|ская|цкая)")
_MASCULINE = re.compile(r".*(?:[оеєё]в|[иіїы]н)")
_ADJECTIVE = re.compile(
    r".{2,}(?:[иіы]й|[ао]го|[оеє]му|ої|[иі]м|[ая]я|ська|цька|ською|[оеє]ю|[ую]ю|ой|[оеє]е|не|на|ні|них|на|ну)"
)
_PREPOSITIONS = word_set("name_words", "prepositions")
_MALE = re.compile(r".*[бвгджзклмнпрстфхцчшй]")
_OF_HIM = re.compile(r".*(?:[оеєё]ва|[иіїы]на|[еє]нка|[чщ]ука|ського|ского)")
_VERB = re.compile(r".*(?:л[аои]?|[аиіуеяює]в|ш[иі]|ть|[аяую]є|[иеюуая]т|с[яь]|[ую]ю|те)")
_ENTRIES = frozenset([":", "("])
_MIN_SMALL = 4


def first_name_first(words: Words, place: int) -> int:
    """Behind the name that begins with the first name at ``place``; 0 when no surname or patronymic follows."""
    if not words.is_beside(place):
        return 0
    if not words[place].is_capital:
        return _small_letters(words, place)
    return (
        _with_initials_behind(words, place)
        or _with_patronymic(words, place)
        or _with_initial(words, place)
        or _with_second_name(words, place)
        or _with_particle(words, place)
        or (_surname_end(words, place + 1) if _is_surname(words, place, place + 1) else 0)
    )


def _with_initials_behind(words: Words, place: int) -> int:
    """Мусій І. О.: the surname is a first name too."""
    behind = initials_end(words, place + 1)
    return behind if behind > place + 3 else 0


def _with_patronymic(words: Words, place: int) -> int:
    """Марія Петрівна, with or without the surname behind."""
    after = words[place + 1]
    if not (after.is_capital and is_patronymic(after.plain)):
        return 0
    if words.is_beside(place + 1) and _is_surname(words, place, place + 2):
        return _surname_end(words, place + 2)
    return place + 2


def _with_initial(words: Words, place: int) -> int:
    """John F. Smith."""
    after = words[place + 1]
    is_initial = len(after.text) == 1 and after.is_capital and words[place + 2].text == "."
    return place + 4 if is_initial and _is_surname(words, place, place + 3) else 0


def _with_second_name(words: Words, place: int) -> int:
    """Mary Jane Watson."""
    after = words[place + 1]
    if after.is_capital and is_first_name(after.plain) and words.is_beside(place + 1):
        return _surname_end(words, place + 2) if _is_surname(words, place, place + 2) else 0
    return 0


def _with_particle(words: Words, place: int) -> int:
    """Vincent van Gogh, Juan de la Cruz."""
    last = place + 1
    while words[last].lower in _PARTICLES and words.is_beside(last) and last < place + 3:
        last += 1
    return last + 1 if last > place + 1 and words[last].is_capital and not is_excluded(words[last]) else 0


def _is_surname(words: Words, first: int, place: int) -> bool:
    """Whether the word at ``place`` is the surname of the first name at ``first``."""
    name, word = words[first], words[place]
    if not word.is_capital or len(word.plain) < 2 or not _same_script(name, word) or is_brand(name.lower, word.plain):
        return False
    known = word.plain in english_surnames() and not is_ambiguous(name.plain)
    if (not known and is_excluded(word)) or _is_abbreviation(name, word):
        return False
    if is_ambiguous(name.plain) and _MALE.fullmatch(name.lower) and _OF_HIM.fullmatch(word.plain):
        return False  # "роман Булгакова" is a book
    chance = likely(word.plain)
    if is_first_name(word.plain) and not is_listed(word.plain) and chance < Likely.ENDING:
        return not (is_ambiguous(name.lower) or is_ambiguous(word.lower)) and _same_case(name.lower, word.lower)
    return chance >= _needed(words, first) or is_listed(word.plain)


def _is_abbreviation(name: Word, word: Word) -> bool:
    return word.is_shouted and not name.is_shouted and len(word.text) < _MIN_SMALL and not is_listed(word.plain)


def _needed(words: Words, first: int) -> Likely:
    """How much a word has to look like a surname to be the one of this first name."""
    name = words[first]
    if is_ambiguous(name.plain):
        ordinary = name.text[0].isascii() or is_sentence_start(words, first)
        return Likely.ENDING if ordinary else Likely.NO
    return Likely.ANY if is_quoted(words, first) else Likely.NO


def _same_script(one: Word, other: Word) -> bool:
    return one.text[0].isascii() == other.text[0].isascii()


def _same_case(first: str, second: str) -> bool:
    return first[0].isascii() or is_nominative(first) == is_nominative(second)


def _surname_end(words: Words, place: int) -> int:
    """Behind a surname and the patronymic or second surname after it."""
    after = words[place + 1]
    if not (words.is_beside(place) and after.is_capital):
        return place + 1
    if is_patronymic(after.plain):
        return place + 2
    second = likely(after.plain) >= Likely.ENDING and not is_first_name(after.lower)
    return place + 2 if second and _same_script(words[place], after) else place + 1


def _small_letters(words: Words, place: int) -> int:
    """олена петренко, john smith: only names that are nothing else, with an ending that tells."""
    word, after = words[place], words[place + 1]
    if after.is_capital or len(word.lower) < _MIN_SMALL or is_ambiguous(word.lower) or is_first_name(after.plain):
        return 0
    if is_patronymic(after.plain):
        return place + 2 + (words.is_beside(place + 1) and likely(words[place + 2].lower) >= Likely.SURE)
    told = word.text[0].isascii() or is_nominative(word.lower)
    if likely(after.plain) < (Likely.ENDING if told else Likely.SURE):
        return 0
    return place + 2 + (words.is_beside(place + 1) and is_patronymic(words[place + 2].lower))


def surname_and_first_name(words: Words, place: int, chance: Likely) -> int:
    """Behind Коваленко Петро, Smith, John; 0 when the word is no surname or no first name follows."""
    word = words[place]
    if word.lower in word_set("name_words", "english adjectives"):
        return 0
    chance = Likely.ENDING if chance and is_listed(word.lower) else chance
    first = _after_comma(words, place, chance) or (place + 1 if words.is_beside(place) else 0)
    after = words[first]
    if not first or not after.is_capital or not is_first_name(after.plain) or not _same_script(word, after):
        return 0
    if is_brand(word.lower, after.lower) or not _agree(word.lower, after.lower):
        return 0
    opens = is_sentence_start(words, place)
    is_name = (
        _opens_as_surname(words, place, first, chance) if opens else _is_surname_within(words, place, first, chance)
    )
    return first + 1 + _patronymic_behind(words, first) if is_name else 0


def _patronymic_behind(words: Words, first: int) -> bool:
    return words.is_beside(first) and is_patronymic(words[first + 1].lower)


def _is_surname_within(words: Words, place: int, first: int, chance: Likely) -> bool:
    """Within a sentence a capital before a first name is a surname's, unless it may be a place or a firm."""
    if words[place].text[0].isascii():
        return chance >= Likely.ENDING or first > place + 1
    return bool(chance) or not (is_ambiguous(words[first].lower) or _in_place(words, place))


def _opens_as_surname(words: Words, place: int, first: int, chance: Likely) -> bool:
    """Where a capital is due to every word, the word has to look like a surname, or stand as in a list of people."""
    word, after = words[place], words[first]
    if _ADJECTIVE.fullmatch(word.lower) and is_listed(word.lower):
        chance = Likely.ANY
    if _patronymic_behind(words, first):
        return not _is_surname(words, first, first + 2) and (bool(chance) or not _VERB.fullmatch(word.lower))
    if is_nominative(after.lower) and _ends_entry(words, first) and not is_role(words, place):
        return chance >= (Likely.NO if word.is_shouted or words[place - 1].text in _ENTRIES else Likely.ANY)
    if first > place + 1:
        return chance >= Likely.ENDING or words[place - 1].text in _ENTRIES
    if chance < Likely.ENDING:
        return False
    return chance == Likely.SURE or word.is_shouted or not _has_own_surname(words, first)


def _ends_entry(words: Words, first: int) -> bool:
    """Whether the first name is followed as in a list of people (Шамрай Вадим, тел. ...), not by what somebody did."""
    return not words[first + 1].is_word and not is_ambiguous(words[first].lower)


def _in_place(words: Words, place: int) -> bool:
    """Whether a preposition of place stands before: 'у Сільпо Марія сказала'."""
    return words[place - 1].lower in _PREPOSITIONS


def unknown_first_name(words: Words, place: int, chance: Likely) -> int:
    """Behind a surname and a first name of no list, in either order, within a sentence; 0 when it is not so sure."""
    word, after = words[place], words[place + 1]
    if not words.is_beside(place) or not after.is_capital or not _same_script(word, after):
        return 0
    if is_named_after(words, place + 1) or (word.text[0].isascii() and is_sentence_start(words, place)):
        return 0
    if is_first_name(after.plain) or is_excluded(after) or is_brand(word.lower, after.lower):
        return 0
    if word.is_shouted != after.is_shouted or _in_place(words, place) or is_role(words, place):
        return 0
    if is_sentence_start(words, place) and not _may_open(words, place):
        return 0
    second = shows(after.lower) if word.text[0].isascii() or is_sentence_start(words, place) else likely(after.lower)
    if is_patronymic(after.lower) and len(word.lower) >= _MIN_SMALL:
        return place + 2
    if chance == Likely.SURE:
        return place + 2
    if second == Likely.SURE and len(word.lower) >= _MIN_SMALL:
        return place + 2
    if is_quoted(words, place):
        return 0
    adjective = _ADJECTIVE.fullmatch(word.lower) or _ADJECTIVE.fullmatch(after.lower)
    return place + 2 if second == Likely.ENDING and not adjective else 0


def _has_own_surname(words: Words, first: int) -> bool:
    """Whether the surname stands behind the first name, so that the word before it is something else."""
    return words.is_beside(first) and _is_surname(words, first, first + 1)


def _after_comma(words: Words, place: int, chance: Likely) -> int:
    """Where the first name stands in Smith, John; 0 when the comma may divide a sentence."""
    word, comma, after = words[place], words[place + 1], words[place + 2]
    if comma.text != "," or after.start - comma.end not in {1, 2} or is_ambiguous(after.lower):
        return 0
    if word.text[0].isascii():
        if not is_sentence_start(words, place):
            return 0 if words[place - 1].lower in _PREPOSITIONS else place + 2
        goes_on = words[place + 3].is_word and not words[place + 3].is_capital
        return place + 2 if not goes_on and (chance >= Likely.ENDING or words[place - 1].text in _ENTRIES) else 0
    return place + 2 if chance == Likely.SURE or (chance == Likely.ENDING and word.is_shouted) else 0


def _agree(surname: str, first: str) -> bool:
    """Whether a surname that shows its case stands in the one of the first name: not 'розмова Олени'."""
    if first[0].isascii() or is_nominative(first):
        return True
    if _FEMININE.fullmatch(surname):
        return is_mans(first)  # Фёдорова Ильи: his genitive looks like her nominative
    return not _MASCULINE.fullmatch(surname)


def _may_open(words: Words, place: int) -> bool:
    """Whether the first word of a sentence can be a first name of no list: not 'Отправили Иванову Петру'."""
    word, after, behind = words[place], words[place + 1], words[place + 2]
    if len(word.lower) < _MIN_SMALL or (_MALE.fullmatch(word.lower) and _OF_HIM.fullmatch(after.lower)):
        return False
    return not (words.is_beside(place + 1) and behind.is_capital) and initials_end(words, place + 2) == place + 2


def small_surname_first(words: Words, place: int) -> int:
    """Behind іваненко олена, all in small letters."""
    word, after = words[place], words[place + 1]
    if not words.is_beside(place) or after.is_capital or likely(word.lower) < Likely.SURE:
        return 0
    if not is_first_name(after.lower) or is_ambiguous(after.lower):
        return 0
    return place + 2 + (words.is_beside(place + 1) and is_patronymic(words[place + 2].lower))
