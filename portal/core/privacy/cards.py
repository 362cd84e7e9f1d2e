"""Numbers of bank cards: 13 to 19 digits that pass Luhn's check, and what is written beside them."""

import re
from collections.abc import Iterable, Iterator

from portal.core.privacy.checks import is_barcode, passes_luhn
from portal.core.privacy.counted import is_grouped_sum, is_thing
from portal.core.privacy.digits import Row
from portal.core.privacy.spans import Found, Kind

#: The first digits of an issuer (ISO/IEC 7812) with the lengths in use; PROSTIR and Mir among them.
_ISSUERS = (
    (re.compile("3[47]"), (15,)),
    (re.compile("30|3689"), (14, 16)),
    (re.compile("35"), (16, 17, 18, 19)),
    (re.compile("4"), (16, 13, 19)),
    (re.compile("5|22|23|24|25|26|27|98|81"), (16,)),
    (re.compile("6"), (16, 13, 14, 15, 17, 18, 19)),
)
_NAMED = re.compile(r"(?:карт|card|visa|mastercard|віза|виза|мастеркард)[^\d\n]{0,40}$")
_SECRET = re.compile(r"\b(?:cv[vc]2?|свв|цвв)(?:[ -]?код\w?| code)?[ :=\-–]{0,3}(\d{3,4})\b")
_BEFORE = 60


def find_cards(text: str, lower: str, rows: Iterable[Row]) -> Iterator[Found]:
    """The cards of a text, given with its rows of digits; a number that a word calls a card needs no check."""
    for row in rows:
        done = 0
        for head in row.heads:
            if head >= done and (tail := _card_end(text, lower, row, head)):
                done = tail
                yield Found(row.places[head], row.end_place(tail), Kind.CARD)
    for found in _SECRET.finditer(lower):
        yield Found(*found.span(1), Kind.CARD)


def _card_end(text: str, lower: str, row: Row, head: int) -> int:
    digits = row.digits[head : head + 19]
    if len(digits) < 13 or "+" in text[max(0, row.places[head] - 2) : row.places[head]]:
        return 0
    before = lower[max(0, row.places[head] - _BEFORE) : row.places[head]]
    for length in _lengths(digits):
        tail = head + length
        if tail not in row.ends or is_grouped_sum(row.groups(head, tail)):
            continue
        named = bool(_NAMED.search(before))
        number = digits[:length]
        if (named and length >= 15) or (passes_luhn(number) and (named or not _is_thing(lower, row, head, number))):
            return tail
    return 0


def _lengths(digits: str) -> tuple[int, ...]:
    return next((lengths for prefix, lengths in _ISSUERS if prefix.match(digits)), ())


def _is_thing(lower: str, row: Row, head: int, number: str) -> bool:
    return is_barcode(number) or is_thing(lower, row.places[head])
