"""Phone numbers: Ukrainian, Russian and international ones, in every habit of grouping."""

import re
from collections.abc import Iterable, Iterator

from portal.core.privacy.counted import is_counted, is_grouped_sum, is_money, is_thing
from portal.core.privacy.digits import MIN_DIGITS, Row
from portal.core.privacy.lists import pattern
from portal.core.privacy.phone_plans import bare_lengths, has_shape, international_lengths
from portal.core.privacy.spans import Found, Kind

_NAMES = re.compile(pattern("phone_words"))
_NAMED = re.compile(
    rf"(?<![^\W_]){pattern('phone_words')}"
    r"(?:[ :.,(*-]{1,3}(?!за |по |на |от |від |до |for |at )[^\W\d_]{1,14}){0,3}[ :.,(*№#=-]{0,5}\+?$"
)
_EXTENSION = re.compile(
    r"[,;]? ?\(?(?:дод(?:атк\w{0,4})?|доб(?:ав\w{0,6})?|внутр(?:ішн\w{1,3}|енн\w{1,3})?|вн|ext(?:ension)?|x)\.? ?:?"
    r"№?#?\d{1,6}\)?"
)
_BEFORE = 60


def find_phones(text: str, lower: str, rows: Iterable[Row]) -> Iterator[Found]:
    """The phones of a text without addresses and dates, given with its rows of digits."""
    named = bool(_NAMES.search(lower))
    for row in rows:
        done = 0
        for head in row.heads:
            if head >= done and (tail := _phone_end(text, lower, row, head, named=named, done=done)):
                done = tail
                yield _found(text, lower, row, head, tail)


def looks_like_phone(digits: str) -> bool:
    """Whether the digits, taken as one number, have the shape of a phone, Ukrainian or Russian or with 00."""
    return len(digits) >= MIN_DIGITS and len(digits) in bare_lengths(digits, grouped=False)


def _phone_end(text: str, lower: str, row: Row, head: int, *, named: bool, done: int) -> int:
    """Behind which digit the phone ends that begins at ``head``; 0 when there is none."""
    digits = row.digits[head : head + 17]
    if len(digits) < MIN_DIGITS:
        return 0
    place = row.places[head]
    if text[max(0, place - 3) : place].rstrip(" (").endswith("+"):
        return _first_end(row, head, international_lengths(digits))
    if digits[0] == "0" and text[place + 1 : place + 2] in {".", ","}:
        return 0  # a fraction
    tail = 0 if _is_glued(text, row, head, done) else _bare_end(text, row, head, digits)
    if tail and not (is_thing(lower, place) or is_money(lower, row.end_place(tail))):
        return tail
    return _named_end(lower, row, head) if named else 0


def _is_glued(text: str, row: Row, head: int, done: int) -> bool:
    """Whether the digits go on a longer number, as the last ones of 2024-05-14-001234 do."""
    return head > done and row.between(head, text) in {"-", ".", "/"}


def _first_end(row: Row, head: int, lengths: tuple[int, ...]) -> int:
    return next((head + length for length in lengths if head + length in row.ends), 0)


def _bare_end(text: str, row: Row, head: int, digits: str) -> int:
    """The end of a number that is a phone by itself, without a plus or a word before it."""
    grouped = any(head + size in row.ends for size in range(1, 7))
    tail = _first_end(row, head, bare_lengths(digits, grouped=grouped))
    if tail:
        return 0 if _may_be_sum(text, row, head, tail) else tail
    return has_shape(text, row, head) if grouped else 0


def _may_be_sum(text: str, row: Row, head: int, tail: int) -> bool:
    """Whether 89 161 234 567 stands there: thousands apart, without the code of Ukraine or a dash."""
    if row.digits.startswith(("0", "380", "80"), head) or not is_grouped_sum(row.groups(head, tail)):
        return False
    return "-" not in text[row.places[head] : row.end_place(tail)]


def _named_end(lower: str, row: Row, head: int) -> int:
    """The end of any number of 5 to 15 digits that a word before it calls a phone."""
    place = row.places[head]
    if lower[place - 1 : place].isdecimal() or not _NAMED.search(lower[max(0, place - _BEFORE) : place]):
        return 0
    for length in range(15, MIN_DIGITS - 1, -1):
        tail = head + length
        if tail not in row.ends:
            continue
        groups = row.groups(head, tail)
        if length >= 6 + (len(groups) == 1) - (len(groups) > 2) and not is_grouped_sum(groups):
            return 0 if is_counted(lower, row.end_place(tail)) else tail
    return 0


def _found(text: str, lower: str, row: Row, head: int, tail: int) -> Found:
    """The place with plus and bracket before the digits, with the extension behind them."""
    start, end = row.places[head], row.end_place(tail)
    while start and text[start - 1] in "+(":
        start -= 1
    if text[max(0, start - 2) : start].strip() == "+":
        start -= 2 if text[start - 2] == "+" else 1
    if extension := _EXTENSION.match(lower, end):
        end = extension.end()
    number = text[start:end]
    if number.count("(") > number.count(")") and text[end : end + 1] == ")":
        end += 1
    return Found(start, end, Kind.PHONE)
