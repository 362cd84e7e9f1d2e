"""What never is somebody's data: addresses of pages and pictures, masks, dates, times, network addresses, sums.

Each is blanked with a sign that no finder reads, so that the finders know nothing of each other's exceptions.
"""

import re
from collections.abc import Callable

BLANK = "\x00"
#: Stands where something personal was found or masked already.
FOUND = "\x01"
#: A link that is a way to reach one person keeps its number.
_CONTACT = re.compile(r"(?:https?://)?(?:wa\.me|api\.whatsapp\.com|viber\.me|t\.me/\+)|(?:tel|viber|sms|callto):")
_ADDRESSES = re.compile(r"(?:https?://|www\.|ftp://)[^\s<>\"'»)\]]+|(?<=\]\()[^\s()]+|(?<![\w.])/(?:files|static)/\S+")
_ID_IN_ADDRESS = re.compile(r"(?:phone|tel|msisdn|email|mail)=[^&\s]+")
#: What `mask` leaves behind: one word and a number.
_MASK = re.compile(r"\[[^\W\d_][^\W\d_'-]{0,20}'?-?[^\W\d_]{0,20} \d{1,4}\]")
_TOKEN = re.compile(r"[0-9A-Za-z_=-]{20,}")
#: Colours of a style sheet.
_COLOUR = re.compile(r"#(?=\d*[a-f])(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z])", re.IGNORECASE)
_SWITCH = re.compile(r"\d(?=[A-Za-z])|[A-Za-z](?=\d)")
_IP = re.compile(r"(?<![\w.])(?<!\d[ -])(?<!\)[ -])(?<!\))(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}(?![\w.]?\d)")
_TIME = re.compile(r"(?<![\d:])\d{1,2}:[0-5]\d(?::[0-5]\d)?(?![\d:])")
_DAY_FIRST = re.compile(r"(?<![\d./])(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})(?![./]?\d)")
_DASHED = re.compile(r"(?<![\d./-])(\d{1,2})(-)(\d{1,2})-(\d{4})(?![./-]?\d)")
_YEAR_FIRST = re.compile(r"(?<![\d./-])((?:19|20)\d\d)([./-])(\d{1,2})\2(\d{1,2})(?![./-]?\d)")
_SHORT_DATE = re.compile(r"(?<![\d./-])(\d{1,2})(\.)(\d{2})(?=[\s,;)-]|$)")
#: Money before its number.
_SUM = re.compile(r"[$€£₴₽]\s?\d{1,12}(?:[ .,]\d{2,3}){0,4}")


def without_addresses(text: str) -> str:
    """The text, as long as it was, without what the addresses in it say, except somebody's own."""
    text = _MASK.sub(lambda found: FOUND * len(found[0]), text)
    text = _blank(_COLOUR, _blank(_ADDRESSES, text, _is_place))
    return _blank(_TOKEN, text, _is_hash)


def without_dates(text: str) -> str:
    """The text, as long as it was, without dates, times, network addresses and sums."""
    text = _blank(_TIME, text)
    for pattern in (_DAY_FIRST, _DASHED, _SHORT_DATE):
        text = _blank(pattern, text, lambda found: _is_day(found[1], found[3]))
    text = _blank(_YEAR_FIRST, text, lambda found: _is_day(found[4], found[3]))
    for pattern in (_IP, _SUM):
        text = _blank(pattern, text)
    return text


def _blank(pattern: re.Pattern[str], text: str, wanted: Callable[[re.Match[str]], bool] = bool) -> str:
    return pattern.sub(lambda found: BLANK * len(found[0]) if wanted(found) else found[0], text)


def _is_place(found: re.Match[str]) -> bool:
    return not (_CONTACT.match(found[0]) or "mailto:" in found[0] or _ID_IN_ADDRESS.search(found[0]))


def _is_hash(found: re.Match[str]) -> bool:
    return len(_SWITCH.findall(found[0])) >= 5


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12
