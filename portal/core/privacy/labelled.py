"""Numbers that a word beside them calls an order, a document or a card."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.core.privacy.counted import is_counted, is_money, is_thing
from portal.core.privacy.labels import FILLER, LABELLED, MARK, NUMBER, Label, label_of
from portal.core.privacy.phones import looks_like_phone
from portal.core.privacy.shields import FOUND
from portal.core.privacy.spans import Found, Kind, Sure

_CHUNK = re.compile(r" {0,3}(\S{1,48})")
_LEAD = re.compile(r"[(«\"'*_\[:.,=>\-№#]{0,6}(?:(?:n|no|nr)[.:°º]?(?=\d))?")
_IS_SIGN = re.compile("[№#n]")
_SIGNS = re.compile(r"[(«\"'*_\[:.,=>\-№#]{0,6}")
_NUMBER = re.compile(r"[^\W_]{1,24}(?:[-/._][^\W_]{1,24}){0,4}")
_BETWEEN_GROUPS = re.compile(r"[ \-№:#./]{0,4}(?:,? ?(?:серія|серия|номер|number|no\.?|№|#))?[ №:#]{0,3}")
_SERIES = re.compile(r"[A-ZА-ЯІЇЄҐЁ]{1,5}(?:-[A-ZА-ЯІЇЄҐ]{1,3})?(?![^\W_])|[^\W\d_]{2}(?= ?№? ?\d{6})")
_NO_SERIES = frozenset(["на", "за", "до", "по", "із", "та", "от", "no", "is", "не", "ми", "мы", "він", "її"])
_SIGN_BEFORE = re.compile(r"(?:[№#]{1,2} ?|(?:серія|серії|серія:|серия|серии|series) )$")
_DIGIT = re.compile(r"[0-9]")
_NEXT_GROUP = re.compile(r" ([0-9]{2,10})(?![^\W_]|[.,/-]\d)")
_NEXT_IN_LIST = re.compile(r"(?:,| і| й| та| и| and| або| или| or|;| /|/) ?(?:№ ?|#)?([0-9][0-9/-]{2,14})(?![^\W_])")
_LAST_LETTER = re.compile(r"(?: [A-D]|,? ?(?:серія|серия|сер\.) ?[А-ЯІЇЄҐA-Z]{2})(?![^\W_])")
_SENTENCE_END = (".", "!", "?", ";", "…")
MAX_CHUNKS = 9
MAX_OTHER_WORDS = 3


@dataclass
class _Way:
    """What was read since the word: whether a sign such as № came, how many other words."""

    marked: bool = False
    others: int = 0


def find_labelled(text: str, lower: str) -> Iterator[Found]:
    """The labelled numbers of a text without addresses and dates."""
    read = 0
    for word in LABELLED.finditer(lower):
        if word.start() < read:
            continue
        label = label_of(word)
        for found in _after(text, lower, word.end(), label, marked=word[0] in "№#"):
            if label is NUMBER and is_thing(lower, word.start()):
                break
            read = found.end
            yield found


def _after(text: str, lower: str, place: int, label: Label, *, marked: bool) -> Iterator[Found]:
    way = _Way(marked)
    for _ in range(MAX_CHUNKS):
        chunk = _CHUNK.match(lower, place)
        if not chunk or FOUND in chunk[1]:
            return
        lead = (_SIGNS if label.spread else _LEAD).match(chunk[1])
        start = chunk.start(1) + (lead.end() if lead else 0)
        way.marked = way.marked or bool(lead and _IS_SIGN.search(lead[0]))
        if found := _number_at(text, lower, start, label, way):
            yield found
            yield from _listed(lower, found)
            return
        if not _goes_on(chunk[1].lstrip("(«\"'*_["), way):
            return
        place = chunk.end()


def _goes_on(chunk: str, way: _Way) -> bool:
    """Whether a number may still come after this chunk."""
    if MARK.match(chunk):
        way.marked = True
        return True
    if FILLER.match(chunk):
        return True
    way.marked = False
    way.others += 1
    return way.others <= MAX_OTHER_WORDS and not chunk.endswith(_SENTENCE_END) and not _DIGIT.search(chunk)


def _number_at(text: str, lower: str, start: int, label: Label, way: _Way) -> Found | None:
    if label.spread:
        end = _spread_end(text, lower, start)
    else:
        number = _NUMBER.match(text, start)
        end = number.end() if number else start
    digits = _DIGIT.findall(text[start:end])
    if not digits:
        return None
    end = end if label.spread else _with_groups(lower, start, end, label, marked=way.marked)
    if _is_number(lower, start, end, label, way):
        return Found(_with_sign(lower, start), end, label.kind, _sureness(label))
    return None


def _sureness(label: Label) -> Sure:
    if label.spread:
        return Sure.QUITE
    return Sure.HARDLY if label is NUMBER else Sure.USUAL


def _is_number(lower: str, start: int, end: int, label: Label, way: _Way) -> bool:
    word = lower[start:end]
    digits = "".join(_DIGIT.findall(word))
    if way.others and not (way.marked or (label.spread and len(digits) >= 6)):
        return False
    if way.others and looks_like_phone(digits):
        return False
    if label is NUMBER and looks_like_phone(digits):
        return False  # "number 067 ..." is a phone
    if label.mixed and re.fullmatch(r"(?=\w*\d)(?=\w*[a-z])[a-z0-9]{5,8}", word):
        return True
    if len(digits) < (max(label.marked, 3 if way.others else 0) if way.marked else label.bare):
        return False
    if way.marked:
        return not is_money(lower, end)
    return not (_is_year(digits) or re.fullmatch(r"\d+[.,]\d+", word) or _is_amount(lower, end, digits))


def _with_sign(lower: str, start: int) -> int:
    """The start with the № or the word for a series before the number."""
    sign = _SIGN_BEFORE.search(lower, max(0, start - 8), start)
    return sign.start() if sign else start


def _is_amount(lower: str, end: int, digits: str) -> bool:
    if len(digits) >= 6 and (digits[0] == "0" or not digits.endswith("000")):
        return is_money(lower, end)
    if digits.endswith("00" if len(digits) <= 4 else "000"):
        return True
    return is_counted(lower, end)


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and "1990" <= digits <= "2039"


def _spread_end(text: str, lower: str, start: int) -> int:
    """Where a number ends that is written in groups: series, digits, № between them."""
    end, place = start, start
    for _ in range(9):
        group = _SERIES.match(text, place)
        if group and group[0].lower() not in _NO_SERIES:
            place = group.end()
        elif (number := _NUMBER.match(text, place)) and _DIGIT.search(number[0]) and number.end() - place <= 34:
            place = end = number.end()
        else:
            break
        between = _BETWEEN_GROUPS.match(lower, place)
        place = between.end() if between else place
    if letter := _LAST_LETTER.match(text, end):
        end = letter.end()
    return end


def _with_groups(lower: str, start: int, end: int, label: Label, *, marked: bool) -> int:
    """The end with further groups of digits (000 123 456), unless they count something."""
    last = start
    for _ in range(5):
        more = _NEXT_GROUP.match(lower, end)
        plain = (
            lower[last:end].isdecimal()
            and end - last <= 6
            and (marked or label.kind is Kind.CARD or lower[start] == "0" or end - last == 2)
        )
        if not (more and plain) or is_counted(lower, more.end()) or (label.kind is Kind.ORDER and len(more[1]) < 2):
            return end
        last, end = more.start(1), more.end()
    return end


def _listed(lower: str, first: Found) -> Iterator[Found]:
    """Further numbers of as many digits: "orders 7700123, 7700124 and 7700125"."""
    digits, end = len(_DIGIT.findall(lower[first.start : first.end])), first.end
    while more := _NEXT_IN_LIST.match(lower, end):
        if abs(len(_DIGIT.findall(more[1])) - digits) > 1:
            return
        end = more.end()
        yield Found(_with_sign(lower, more.start(1)), end, first.kind, first.sure)
