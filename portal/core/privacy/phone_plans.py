"""How many digits phones have, and how they are grouped, by country."""

import re

from portal.core.privacy.digits import Row

#: National lengths after the country code (ITU E.164), the usual one first.
_COUNTRIES = {
    "1": (10,), "7": (10,), "20": (10,), "30": (10,), "31": (9,), "32": (9, 8), "33": (9,), "34": (9,), "36": (9, 8),
    "39": (10, 9, 8, 11), "40": (9,), "41": (9,), "43": (10, 11, 9, 12, 8), "44": (10, 9), "45": (8,),
    "46": (9, 8, 7, 10), "47": (8,), "48": (9,), "49": (11, 10, 9, 8, 7), "55": (11, 10), "61": (9,), "81": (10, 9),
    "82": (10, 9), "86": (11, 10), "90": (10,), "91": (10,), "351": (9,), "353": (9, 8), "357": (8,),
    "358": (9, 10, 8, 7), "359": (9, 8), "370": (8,), "371": (8,), "372": (7, 8), "373": (8,), "374": (8,),
    "375": (9,), "380": (9, 8, 10), "381": (9, 8), "385": (9, 8), "386": (8,), "420": (9,), "421": (9,),
    "971": (9, 8), "972": (9, 8), "992": (9,), "993": (8,), "994": (9,), "995": (9,), "996": (9,), "998": (9,),
}  # fmt: skip
_UNKNOWN_COUNTRY = (12, 11, 13, 10)
_MOBILE = "39|50|63|66|67|68|73|75|77|89|9[1-9]"
_UKRAINIAN = re.compile(rf"(?:{_MOBILE}|3[1-8]|4[1-8]|5[1-7]|6[1-59]|80|90)")
_UKRAINIAN_MOBILE = re.compile(_MOBILE)
#: What a number without a plus begins with, with its length. Looked through in this order.
_PLANS: tuple[tuple[re.Pattern[str], tuple[int, ...]], ...] = (
    (re.compile(rf"380{_UKRAINIAN.pattern}"), (12,)),
    (re.compile(rf"3800{_UKRAINIAN.pattern}"), (13,)),
    (re.compile(rf"80{_UKRAINIAN.pattern}"), (11,)),
    (re.compile(rf"0{_UKRAINIAN.pattern}"), (10, 11)),
    (re.compile(r"[78][3489]|[78]7"), (11,)),
    (re.compile(r"375(?:25|29|33|44|17)|99[568]"), (12,)),
)
#: Such lengths only when the number stands in groups.
_GROUPED_PLANS = ((re.compile(r"80[1-9]"), (11,)), (re.compile(r"0[1-9]"), (10, 11)))
_FOREIGN = re.compile(r"0[1-9]")


def international_lengths(digits: str) -> tuple[int, ...]:
    """For digits after a plus: the lengths of their country, with a zero that is dialled at home only."""
    for size in (3, 2, 1):
        if national := _COUNTRIES.get(digits[:size]):
            home_zero = digits[size : size + 1] == "0"
            return tuple(size + length + home_zero for length in national)
    return (12,) if digits.startswith("38") else _UNKNOWN_COUNTRY


def bare_lengths(digits: str, *, grouped: bool) -> tuple[int, ...]:
    """For digits without a plus: how long the number is that begins so; nothing when none does."""
    if digits.startswith("00"):
        return tuple(2 + length for length in international_lengths(digits[2:])) if digits[2:3] != "0" else ()
    plans = _PLANS + _GROUPED_PLANS if grouped else _PLANS
    lengths = next((lengths for begins, lengths in plans if begins.match(digits)), ())
    return lengths or ((11,) if _FOREIGN.match(digits) else ())


#: Groups of a number without a plus or a zero, what it begins with, the signs that must stand between them.
_SHAPES: tuple[tuple[tuple[int, ...], re.Pattern[str], str], ...] = (
    ((3, 3, 2, 2), re.compile("[3489]"), ""),
    ((2, 3, 2, 2), _UKRAINIAN_MOBILE, ""),
    ((2, 3, 4), _UKRAINIAN_MOBILE, ""),
    ((3, 3, 4), re.compile("[2-9]"), "-.)"),
    ((3, 3, 2, 2), re.compile("[2-9]"), "-.)"),
    ((1, 3, 3, 4), re.compile("1[2-9]"), "-.)"),
    ((3, 2, 2), re.compile("[1-9]"), "-"),
)


def has_shape(text: str, row: Row, head: int) -> int:
    """Behind which digit a number ends that is a phone by its groups (916 123-45-67, 555-123-4567); 0 for none."""
    for shape, begins, signs in _SHAPES:
        tail = head + sum(shape)
        if head + shape[0] not in row.ends or tail not in row.ends or not begins.match(row.digits, head):
            continue
        if row.groups(head, tail) == list(shape):
            if "/" in text[row.places[head] : row.end_place(tail)]:
                continue  # 387/688 / 47/66 are four counts
            seams = (row.between(head + shape[0], text)[0], row.between(tail - shape[-1], text)[-1])
            if not signs or all(sign in signs for sign in seams):
                return tail
    return 0
