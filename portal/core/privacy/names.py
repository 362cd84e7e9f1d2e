"""Names of people: full ones in either order, initials and a surname, a surname behind a title or a role."""

import re
from collections.abc import Iterator

from portal.core.privacy.first_names import is_first_name, is_male
from portal.core.privacy.full_names import (
    first_name_first,
    small_surname_first,
    surname_and_first_name,
    unknown_first_name,
)
from portal.core.privacy.lists import word_set
from portal.core.privacy.name_contexts import (
    initials_end,
    is_female_title,
    is_initial,
    is_name_of_thing,
    is_named_after,
    is_quoted,
    is_role,
    is_sentence_start,
    named_behind_cue,
    title_end,
)
from portal.core.privacy.spans import Found, Kind
from portal.core.privacy.surnames import Likely, english_surnames, is_brand, is_excluded, is_listed, likely
from portal.core.privacy.words import Words

#: After him half of the streets and parks are named.
_POET = re.compile("шевченк(?:а|у|ом|ові)")
#: An ending that no noun or adjective in capitals has within a sentence.
_MAN_OR_WOMAN = re.compile(r".{3,}[оеєё]ва?")
#: In Russian surnames in -енко stay as they are, and оценку, ребенка, стенка are no names.
_DECLINED = re.compile(r".+енк(?!о$).*")
_MAX_INITIALS = 3


def find_names(words: Words) -> Iterator[Found]:
    """The names of a text without addresses of pages; a first name alone is nobody yet."""
    done = 0
    for place, word in enumerate(words.all):
        if place < done or not word.is_word:
            continue
        if is_brand(word.lower, words[place + 1].plain):
            done = place + 2
            continue
        behind = named_behind_cue(words, place) or _with_title(words, place) or _person(words, place)
        if not behind:
            continue
        done = behind
        if not (is_named_after(words, place) or is_name_of_thing(words, behind)):
            last = words[behind - 1]
            yield Found(word.start, last.start + len(last.plain) if last.text[0].isascii() else last.end, Kind.NAME)


def _with_title(words: Words, place: int) -> int:
    """Behind the person whose title stands at ``place``; 0 when it is no title or nobody follows."""
    after = title_end(words, place)
    return after and (_person(words, after) or _titled_surname(words, after))


def _titled_surname(words: Words, place: int) -> int:
    """Mrs Brown, пан Коваль: any word in capitals that is no first name alone."""
    word = words[place]
    if word.lower in english_surnames() and not words[place - 2].is_capital and words[place - 1].text == ".":
        return place + 1  # mrs. brown
    if not word.is_capital or len(word.text) < 2 or is_excluded(word):
        return 0
    if is_first_name(word.lower) and not (is_listed(word.lower) and word.text[0].isascii()):
        return place + 1 if is_female_title(words, place - 1) and is_male(word.lower) else 0
    return initials_end(words, place + 1)


def _person(words: Words, place: int) -> int:
    """Behind the person who is named from this word on; 0 when nobody is."""
    word = words[place]
    if _is_quoted_brand(words, place):
        return 0
    if len(word.text) == 1:
        return _initials_first(words, place) if word.is_capital else 0
    if is_first_name(word.plain):
        return first_name_first(words, place)
    return _surname_first(words, place) if word.is_capital else small_surname_first(words, place)


def _is_quoted_brand(words: Words, place: int) -> bool:
    """Whether the two words stand in quotes without an ending of surnames: a shop or a thing."""
    if not is_quoted(words, place) or len(words[place].text) == 1:
        return False
    return max(likely(words[place].lower), likely(words[place + 1].lower)) < Likely.ENDING


def _surname_first(words: Words, place: int) -> int:
    """Коваленко Петро, Іваненко О. П.; a sure surname alone; one with an ending after 'клієнт'."""
    word = words[place]
    if is_excluded(word):
        return 0
    chance = likely(word.lower)
    if behind := surname_and_first_name(words, place, chance):
        return behind
    behind = initials_end(words, place + 1)
    initials = (behind - place) // 2
    if chance < Likely.ENDING and _initials_first(words, place + 1):
        return 0  # "Отримувач М. К. Бойко"
    if (initials and chance >= Likely.ENDING) or (initials > 1 and len(word.lower) > 2):
        return behind
    if behind := unknown_first_name(words, place, chance):
        return behind
    return place + 1 if _stands_alone(words, place, chance) else 0


def _stands_alone(words: Words, place: int, chance: Likely) -> bool:
    """Whether the surname is one without a first name: a sure one; one with an ending where no capital is due."""
    word = words[place]
    if chance == Likely.SURE:
        return not _POET.fullmatch(word.lower) and (words.is_ukrainian or not _DECLINED.fullmatch(word.lower))
    if word.is_shouted or not chance:
        return False
    if is_role(words, place - 1):
        return chance == Likely.ENDING or is_listed(word.lower)
    before = words[place - 1]
    within = before.is_word and (not before.is_capital or is_sentence_start(words, place - 1))
    if not within or before.lower in word_set("name_words", "before places"):
        return False
    return bool(_MAN_OR_WOMAN.fullmatch(word.lower))


def _initials_first(words: Words, place: int) -> int:
    """О. П. Іваненко, J. R. Thompson; after one initial only a surname that shows."""
    behind, initials = place, 0
    while initials < _MAX_INITIALS and words[behind + 1].text == "." and is_initial(words, behind):
        behind += 2
        initials += 1
    surname = words[behind]
    if not initials or not surname.is_capital or len(surname.text) < 3 or surname.start - words[behind - 1].end > 1:
        return 0
    if is_excluded(surname) or (initials == 1 and is_first_name(surname.lower) and not is_listed(surname.lower)):
        return 0
    told = initials > 1 or words[place - 1].lower in word_set("name_words", "before initials")
    return behind + 1 if told or likely(surname.lower) >= Likely.ENDING else 0
