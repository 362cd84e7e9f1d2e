"""Three languages: messages, plurals, dates and sorting. The adapter to Babel; nobody else imports it.

Catalogues are the ``.po`` files themselves, one a slice, in ``portal/translations/<language>/``; they are
read at start, so there is nothing to compile and nothing to forget.
"""

import gettext as stdlib_gettext
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, negotiate_locale, numbers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy

from portal.core.text import APOSTROPHES

LANGUAGES: dict[str, str] = {"uk": "Українська", "ru": "Русский", "en": "English"}
CATALOGUES = Path(__file__).parent.parent / "translations"

#: Quotation marks, and those that stand inside of them.
_INNER = {"«»": "„“", "“”": "‘’"}
_MARKS = frozenset("".join(_INNER))

_language: ContextVar[str] = ContextVar("language", default="uk")
_timezone: ContextVar[str] = ContextVar("timezone", default="Europe/Kyiv")


def language() -> str:
    """The language of this request or job: ``uk``, ``ru`` or ``en``."""
    return _language.get()


def use_language(code: str, timezone: str | None = None) -> None:
    """Set the language (and the time zone) for what follows in this context."""
    _language.set(code if code in LANGUAGES else "uk")
    if timezone is not None:
        _timezone.set(timezone)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Another language for the length of a block (a message to somebody who reads another one)."""
    token = _language.set(code if code in LANGUAGES else "uk")
    try:
        yield
    finally:
        _language.reset(token)


def preferred_language(accepted: Sequence[str], default: str) -> str:
    """The first of the browser's languages that the portal speaks, else ``default``."""
    return negotiate_locale([tag.replace("-", "_") for tag in accepted], list(LANGUAGES)) or default


@cache
def translations(code: str) -> stdlib_gettext.NullTranslations:
    """All catalogues of one language as one set of messages."""
    merged = Catalog(locale=code)
    for path in sorted((CATALOGUES / code).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=code):
                if message.id and message.string:
                    merged[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return stdlib_gettext.GNUTranslations(compiled)


def gettext(message: str, /, **values: Any) -> str:
    """The message in the current language, with ``%(name)s`` filled in."""
    text = translations(_language.get()).gettext(message)
    return filled(text, values) if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: Any) -> str:
    """The right plural form for ``n``, which fills ``%(num)s`` too."""
    text = translations(_language.get()).ngettext(singular, plural, n)
    return filled(text, {"num": number(n), **values})


def filled(text: str, values: Mapping[str, Any]) -> str:
    """A message with its values. What stands between quotation marks and has such marks itself gets inner ones."""
    marked = {name: value for name, value in values.items() if isinstance(value, str) and _MARKS.intersection(value)}
    inner = {name: _inner(text, name, value) for name, value in marked.items()}
    return text % {**values, **inner}


def _inner(text: str, name: str, value: str) -> str:
    for outer, within in _INNER.items():
        if f"{outer[0]}%({name})s" in text or f"%({name})s{outer[1]}" in text:
            value = value.replace(outer[0], within[0]).replace(outer[1], within[1])
    return value


def lazy_gettext(message: str, /, **values: Any) -> Any:
    """A message that is translated when it is shown, for what is written down at import."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def number(value: float) -> str:
    """A number with the language's separators."""
    if isinstance(value, int) and -1000 < value < 1000:
        return str(value)
    return _number(value, _language.get())


def timezone() -> str:
    """The name of the time zone of the portal's clock."""
    return _timezone.get()


def local(moment: datetime) -> datetime:
    """The moment on the portal's clock."""
    return moment.astimezone(_zone(_timezone.get()))


def today(now: datetime) -> date:
    """The calendar day of a moment on the portal's clock."""
    return local(now).date()


def midnight(day: date) -> datetime:
    """When a day begins on the portal's clock."""
    return datetime.combine(day, time(), _zone(_timezone.get()))


def day(value: date | datetime) -> str:
    """'12 трав.' within this year, '12 трав. 2025 р.' otherwise."""
    plain = local(value).date() if isinstance(value, datetime) else value
    return _day(plain, _language.get(), plain.year == today(datetime.now(UTC)).year)


def full_day(value: date) -> str:
    """'12 травня' within this year, '12 травня 2025 р.' otherwise: for the middle of a sentence."""
    return _day(value, _language.get(), value.year == today(datetime.now(UTC)).year, "MMMM")


def dated(value: date) -> str:
    """'12 травня 2026 р.', also within this year: for what is kept on paper."""
    return _day(value, _language.get(), False, "MMMM")


def moment(value: datetime) -> str:
    """'12 трав., 14:05'."""
    here = local(value)
    return f"{day(value)}, {here:%H:%M}"


def ago(value: datetime, now: datetime | None = None) -> str:
    """'щойно', '3 години тому', in the largest fitting unit."""
    seconds = int((value - (now or datetime.now(UTC))).total_seconds())
    # Cut to the minute so that the cache serves a whole list.
    minutes = int(seconds / 60)
    return _ago(minutes * 60, _language.get()) if minutes else gettext("just now")


def month(value: date) -> str:
    """'травень 2026', standing alone."""
    return dates.format_skeleton("yMMMM", value, locale=_language.get())


def short_month(value: date) -> str:
    """'трав.', standing alone."""
    return _short_month(value.month, _language.get())


def weekdays() -> dict[int, str]:
    """Names of the days of a week, standing alone; Monday is 0."""
    return dict(sorted(dates.get_day_names("wide", "stand-alone", locale=_language.get()).items()))


def country(code: str) -> str:
    """The name of a country by its two letters."""
    return str(Locale.parse(_language.get()).territories.get(code, code))


def quarter(value: date) -> str:
    """'3-й квартал 2026 р.', the quarter in which a day lies."""
    return dates.format_skeleton("yQQQQ", value, locale=_language.get())


@lru_cache(maxsize=4096)
def _number(value: float, code: str) -> str:
    return numbers.format_decimal(value, locale=code)


@lru_cache(maxsize=4096)
def _day(value: date, code: str, this_year: bool, month: str = "MMM") -> str:
    return dates.format_skeleton(f"{month}d" if this_year else f"y{month}d", value, locale=code)


@cache
def _short_month(number: int, code: str) -> str:
    return str(dates.get_month_names("abbreviated", "stand-alone", locale=code)[number])


@lru_cache(maxsize=4096)
def _ago(seconds: int, code: str) -> str:
    return dates.format_timedelta(seconds, granularity="second", add_direction=True, locale=code)


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def sort_key(text: str) -> tuple[tuple[int, str], ...]:
    """Alphabetical order with і ї є ґ ё in their own places, by the three alphabets, without case and apostrophes."""
    return tuple((_ALPHABET.get(letter, 1000 + ord(letter)), letter) for letter in _letters(text))


def sort_text(text: str) -> str:
    """The same order as one text of digits and Latin letters, two a letter, for a column that any database can sort."""
    return "".join(_two_digits(min(_ALPHABET.get(letter, _LAST_PLACE), _LAST_PLACE)) for letter in _letters(text))


def _letters(text: str) -> str:
    return text.casefold().translate(_NO_APOSTROPHES)


def _two_digits(place: int) -> str:
    return _DIGITS[place // 36] + _DIGITS[place % 36]


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LAST_PLACE = 36 * 36 - 1
_NO_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
_ALPHABET = {
    letter: place for place, letter in enumerate(" -abcdefghijklmnopqrstuvwxyzабвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя")
}
