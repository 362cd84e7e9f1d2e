"""Where somebody lives, in English writing: 12 Baker Street, flat 3, London NW1 6XE."""

import re
from collections.abc import Iterator

from portal.core.privacy.cities import is_place
from portal.core.privacy.first_names import is_first_name
from portal.core.privacy.lists import word_set
from portal.core.privacy.spans import Found, Kind
from portal.core.privacy.words import Words

_STREET = word_set("address_words", "english street")
_ALONE = word_set("address_words", "english alone")
_FLAT = word_set("address_words", "english flat")
_SMALL = word_set("address_words", "english small")
_NO_NAME = word_set("address_words", "english no name")
_STOPS = frozenset([".", ",", ")", ";", "\n"])
_BRITISH = re.compile(r"(?<!\w)[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}(?!\w)")
_POSTCODE = re.compile(
    r",? ?[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}(?!\w)"  # United Kingdom
    r"|,? (?:[A-Z][a-z]+,? ){0,2}[A-Z]{2} \d{5}(?:-\d{4})?(?!\w)|,? \d{5}(?!\w)"  # United States
    r"|,? (?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) \d{4}(?!\w)"  # Australia
)
_FOREIGN = re.compile(
    r"(?<!\w)\d{1,4},? (?:Rue|Via|Calle|Viale|Piazza|Avenida)(?: [\w'-]{1,20}){1,3}(?:, [A-Z][a-z]{2,20})?"
    r"|(?<!\w)[A-ZÄÖÜ][\w-]{2,30}(?:straße|strasse|str\.|gasse|weg|platz|allee) \d{1,4}[a-z]?(?!\w)"
)
_PART = re.compile(r"[^\s,.]{1,30}")
_BEFORE = 70
_PO_BOX = re.compile(r"(?<!\w)p\.? ?o\.? box \d{1,6}")
_PUBLIC = word_set("address_words", "english public")
_BETWEEN = word_set("address_words", "english between")


def find_english_addresses(words: Words) -> Iterator[Found]:
    """A house's number, a street's name in capitals and its kind; with flat, town and postcode."""
    done = 0
    for place, word in enumerate(words.all):
        if place < done or word.lower not in _STREET or not word.text.isascii():
            continue
        first = _first(words, place, done)
        if first < 0:
            continue
        behind = _tail(words, place + 1)
        if words[first - 1].text == "/" and words[first - 2].is_number and first - 2 >= done:
            first -= 2  # 8/25 King Street
        first, flat = _flat_before(words, first, done)
        if flat or behind > place + 2 or not _is_public(words, first):
            yield Found(words[first].start, _end(words, behind), Kind.ADDRESS)
        done = behind
    yield from _by_postcode(words)
    for foreign in _FOREIGN.finditer(words.text):
        yield Found(*foreign.span(), Kind.ADDRESS)
    for box in _PO_BOX.finditer(words.lower):
        yield Found(*box.span(), Kind.ADDRESS)


def _first(words: Words, place: int, done: int) -> int:
    """The house's number before the name of the street, at most six words back; -1 when there is none."""
    if not (words[place].is_capital or words[place - 1].is_capital):
        return -1
    named = words[place].lower in _ALONE
    for index in range(place - 1, max(done, place - 8) - 1, -1):
        word = words[index]
        if word.is_number:
            letter = words[index + 1]
            if letter.lower in {"st", "nd", "rd", "th"} and words.is_next_to(index):
                named = True  # 5th Avenue
                continue
            return index if named and len(word.text) <= 5 and words[index + 1].lower not in _NO_NAME else -1
        named = named or word.text == "The"
        if (
            word.text == "."
            or word.lower in _SMALL
            or (len(word.text) <= 2 and word.is_word and words.is_next_to(index - 1))
        ):
            continue
        if not (word.is_capital or word.lower == "'s"):
            return -1
        named = True
    return -1


def _tail(words: Words, place: int) -> int:
    """Behind flat and town."""
    if words[place].text == "." and words[place + 1].text in {",", "#"}:
        place += 1
    for _ in range(5):
        step = place + (words[place].text in {",", "("})
        word = words[step]
        if word.lower in _FLAT and (behind := _flat_end(words, step + 1)):
            place = behind
        elif word.is_number and words[step + 1].lower in {"st", "nd", "rd", "th"} and words[step + 2].lower == "floor":
            place = step + 3
        elif word.text == "#" and words[step + 1].is_number:
            place = step + 2
        elif (step > place and word.is_capital and is_place(word.lower)) or (
            step > place and word.is_capital and words[step + 1].text in _STOPS and not is_first_name(word.lower)
        ):
            place = step + 1
        elif step > place and word.is_capital and is_place(words[step + 1].lower) and words[step + 1].is_capital:
            place = step + 2
        else:
            break
    return place


def _by_postcode(words: Words) -> Iterator[Found]:
    """88 Quayside, Newcastle NE1 3DX: numbers and capitals before a British postcode."""
    for code in _BRITISH.finditer(words.text):
        start = -1
        for part in reversed(list(_PART.finditer(words.text, max(0, code.start() - _BEFORE), code.start()))):
            if part[0][0].islower() and part[0] not in _SMALL:
                break
            start = part.start() if part[0][0].isdecimal() or part[0].lower() in _FLAT else start
        if start >= 0:
            yield Found(start, code.end(), Kind.ADDRESS)


def _flat_end(words: Words, place: int) -> int:
    while words[place].text in {".", "#", ":"}:
        place += 1
    if words[place].is_number:
        return place + 1 + (words[place + 1].is_word and len(words[place + 1].text) == 1 and words.is_next_to(place))
    if words[place].is_capital and len(words[place].text) == 1:
        return place + 1 + words[place + 1].is_number
    return 0


def _flat_before(words: Words, first: int, done: int) -> tuple[int, bool]:
    """Flat 2, 18 Station Road."""
    for place in range(first - 1, max(done, first - 7) - 1, -1):
        word = words[place]
        if word.lower in _FLAT and _flat_end(words, place + 1):
            return place, True
        if not (word.is_number or word.is_capital or word.text in {",", ".", "#"} or len(word.text) == 1):
            break
    return first, False


def _end(words: Words, behind: int) -> int:
    end = words[behind - 1].end
    while more := _POSTCODE.match(words.text, end):
        end = more.end()
    return end


def _is_public(words: Words, first: int) -> bool:
    for place in range(first - 1, first - 6, -1):
        if words[place].lower in _PUBLIC:
            return True
        if words[place].lower not in _BETWEEN:
            return False
    return False
