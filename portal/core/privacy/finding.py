"""Everything personal in a text."""

from collections.abc import Collection, Iterator
from operator import attrgetter

from portal.core.privacy.addresses import find_addresses
from portal.core.privacy.cards import find_cards
from portal.core.privacy.digits import rows, with_digits_for_letters
from portal.core.privacy.emails import find_emails
from portal.core.privacy.english_addresses import find_english_addresses
from portal.core.privacy.labelled import find_labelled
from portal.core.privacy.names import find_names
from portal.core.privacy.phones import find_phones
from portal.core.privacy.plain import Plain, fold
from portal.core.privacy.shapes import find_births, find_shapes
from portal.core.privacy.shields import without_addresses, without_dates
from portal.core.privacy.spans import Found, Span, without_overlaps
from portal.core.privacy.spoken import find_spoken
from portal.core.privacy.values import Allowed, value_key
from portal.core.privacy.words import Words

MAX_ROUNDS = 3
_NO_EMPHASIS = str.maketrans("*_`~", "    ")


def find(text: str, allowed: Collection[str] = ()) -> list[Span]:
    """The personal data of a text, in order, none overlapping; what is ``allowed`` is left out.

    Allowed are public numbers of the company, compared by their digits whatever stands between them, with or without
    the code of the country. The time is linear in the length of the text.
    """
    plain, public = fold(text), Allowed(allowed)
    spans = []
    for found in _in_rounds(plain):
        start, end = plain.where(found.start, found.end)
        if text[start:end] not in public:
            spans.append(Span(start, end, found.kind, value_key(text[start:end], found.kind)))
    return sorted(spans, key=attrgetter("start"))


def _in_rounds(plain: Plain) -> Iterator[Found]:
    """What is found, then what shows only without that: so a masked text has nothing left."""
    for _ in range(MAX_ROUNDS):
        found = without_overlaps(_all(plain))
        if not found:
            return
        yield from found
        plain = plain.without((one.start, one.end) for one in found)


def _all(plain: Plain) -> Iterator[Found]:
    text = without_addresses(plain.text)
    lower = _like(plain, text)
    yield from find_emails(lower)
    yield from find_births(lower)
    dateless = without_dates(text)
    lower = _like(plain, dateless)
    numbers = with_digits_for_letters(dateless)
    digits = list(rows(numbers))
    yield from find_cards(numbers, lower, digits)
    yield from find_phones(numbers, lower, digits)
    yield from find_shapes(dateless, lower)
    yield from find_labelled(dateless, lower)
    calm = dateless.translate(_NO_EMPHASIS)
    words = Words(calm, _like(plain, calm))
    yield from find_spoken(words)
    yield from find_addresses(words)
    yield from find_english_addresses(words)
    yield from find_names(words)


def _like(plain: Plain, text: str) -> str:
    """The text in lower case, as long as it is."""
    return Plain(text, plain.places, plain.length).lower
