"""Numbers of metrics as people write and read them."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from portal.core import amounts, i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_line

#: Digits after the point that are kept.
_PLACES = Decimal("0.0001")
MOST = Decimal(10) ** 13
#: Units that the portal says in the reader's language; "%" is a sign that everybody reads.
UNITS: Mapping[str, object] = {
    "s": _l("s"),
    "min": _l("min"),
    "h": _l("h"),
    "d": _l("days"),
}
_SPELLINGS = {
    "%": "%|percent|per cent|відсотки|відсоток|відсотка|відсотків|проценты|процент|процента|процентов",
    "s": "s|sec|second|seconds|с|сек|секунда|секунди|секунд|секунды",
    "min": "min|minute|minutes|хв|хвилина|хвилини|хвилин|мин|минута|минуты|минут",
    "h": "h|hour|hours|год|година|години|годин|ч|час|часы|часов",
    "d": "d|day|days|дн|день|дні|днів|дни|дней",
}
_UNIT = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}
_MINUTES = re.compile(r"^(\d{1,9}):([0-5]\d)(?::([0-5]\d))?$")
_NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)$", re.ASCII)
_MINUS = str.maketrans("−–—", "---")


def known_unit(text: str) -> str:
    """What somebody typed as a unit: one that the portal says in each language, or their own word as it is."""
    line = clean_line(text)
    return _UNIT.get(line.casefold().rstrip("."), line)


def is_unit(text: str, unit: str) -> bool:
    """Whether a word beside a number says that unit, in whatever language."""
    said, names = _plain(text), (unit, unit_words(unit))
    return _UNIT.get(said, said) == unit or said in {_plain(name) for name in names}


def _plain(text: str) -> str:
    return "".join(text.casefold().rstrip(".").split())


def other_unit(text: str, unit: str) -> str:
    """What to say of a number beside which something else than its unit stands; empty of anything else."""
    amount = amounts.parted(text)
    return "" if amount is None or is_unit(amount[1], unit) else amounts.other_unit(unit_words(unit))


def unit_words(unit: str) -> str:
    """The unit in the reader's language; empty where there is none."""
    return str(UNITS.get(unit, unit))


def number(value: Decimal | float) -> str:
    """With the language's separators and as many digits after the point as it has, at most three."""
    return i18n.number(float(value)).replace("-", "−")


def figure(value: Decimal | float, unit: str) -> str:
    """With its unit: '19,4 %', '212 с', '4,41'."""
    return _with(number(value), unit_words(unit))


def mean(value: float, unit: str) -> str:
    """A mean says no more digits than it is worth: '19,43 %', '212,4 с'."""
    return figure(_short(value), unit)


def difference(value: float, unit: str) -> str:
    """With its sign; of shares in points: '−3,2 в. п.'."""
    short = _short(value)
    sign = "+" if short > 0 else ""
    return _with(sign + number(short), _("pp") if unit == "%" else unit_words(unit))


def typed(value: Decimal | None) -> str:
    """As it stands in a field, every digit of it: '19,4'."""
    if value is None:
        return ""
    plain = f"{value.normalize():f}"
    return plain if i18n.language() == "en" else plain.replace(".", ",")


def read(text: str, unit: str) -> Decimal | None:
    """A number as people and spreadsheets write it: '1 204,5', '19.4 %', '−3', for seconds also '3:32'.

    None for what is no number, or one that is too large to be kept. More than four digits after the point are rounded.
    """
    plain = "".join(text.split()).translate(_MINUS)
    clock = _MINUTES.match(plain) if unit == "s" else None
    if clock:
        first, second, third = (int(part) if part else None for part in clock.groups())
        seconds = (first or 0) * 60 + (second or 0)
        return _kept(Decimal(seconds if third is None else seconds * 60 + third))
    plain = _without_unit(plain, unit).replace("'", "")
    plain = plain.replace(",", "") if plain.rfind(".") > plain.rfind(",") >= 0 else plain.replace(".", "", _dots(plain))
    plain = plain.replace(",", ".")
    return _kept(Decimal(plain)) if _NUMBER.match(plain) else None


def _dots(plain: str) -> int:
    """How many dots part thousands: all of them where a comma comes after."""
    return plain.count(".") if "," in plain else 0


def _without_unit(plain: str, unit: str) -> str:
    """The number alone: what stands after it may be its unit, in any language, and nothing else."""
    found = re.match(r"^([+-]?[\d.,']+)(\D*)$", plain)
    if found is None or not found[2]:
        return plain
    return found[1] if is_unit(found[2], unit) else plain


def _kept(value: Decimal) -> Decimal | None:
    try:
        return value.quantize(_PLACES).normalize() + 0 if abs(value) < MOST else None
    except InvalidOperation:
        return None


def _short(value: float) -> float:
    return round(value, 1 if abs(value) >= 100 else 2)


def _with(text: str, unit: str) -> str:
    if not unit:
        return text
    return f"{text}{'' if unit == '%' and i18n.language() == 'en' else chr(0xA0)}{unit}"
