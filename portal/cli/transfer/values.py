"""Values as JSON writes them, beside those of people: each reader gives the value or raises Invalid with a sentence."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.core.errors import Invalid
from portal.core.tags import MAX_TAGS, clean_tags
from portal.core.text import clean_lines, clean_text
from portal.initiatives.services.texts import MAX_PART_LETTERS
from portal.people.services.person_fields import YEARS, read_line, shown

#: What a column of numbers keeps: 18 digits, four of them behind the point.
MAX_NUMBER = Decimal(10) ** 14
DAY_LETTERS = len("2025-11-30")
#: No text has so many letters.
MAX_COUNT = 10_000_000


def refuse_constant(name: str) -> None:
    """NaN and Infinity, which JSON hasn't."""
    raise ValueError(f"{name} is no number")


def read_text(value: Any, *, longest: int = MAX_PART_LETTERS, verbatim: bool = False) -> str:
    """A text of several lines, cleaned as the forms clean it; ``verbatim`` with the white space around it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid("has to be a text.")
    text = clean_lines(value) if verbatim else clean_text(value)
    if len(text) > longest:
        raise Invalid(f"has {len(text)} characters; {longest} are the most.")
    return text


def read_choice(value: Any, allowed: Sequence[str]) -> str | None:
    """One of the words that are allowed here."""
    word = read_line(value)
    if word and word not in allowed:
        raise Invalid(f"is '{shown(word)}'; it has to be one of {', '.join(allowed)}.")
    return word or None


def read_tags(value: Any) -> tuple[str, ...]:
    """A list of tags, cleaned as the form cleans them."""
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise Invalid("has to be a list of texts.")
    tags = clean_tags(value)
    if len(tags) > MAX_TAGS:
        raise Invalid(f"has {len(tags)} tags; {MAX_TAGS} are the most.")
    return tags


def read_moment(value: Any) -> datetime | None:
    """An ISO moment; without a zone it is UTC, a bare day is its noon."""
    word = read_line(value)
    if not word:
        return None
    try:
        found = datetime.fromisoformat(word)
        if len(word) == DAY_LETTERS:
            found = datetime.combine(found.date(), time(12))
        moment = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(f"is '{shown(word)}'; it has to be like 2025-11-30T14:05:00+02:00.") from error
    if moment.year not in YEARS:
        raise Invalid(f"is '{shown(word)}', a year that can't be meant.")
    return moment


def read_number(value: Any) -> Decimal | None:
    """A number with up to four digits behind the point; texts of digits do as well."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Invalid("has to be a number.")
    try:
        number = Decimal(str(value)).quantize(Decimal("0.0001")).normalize()
        if abs(number) < MAX_NUMBER:
            return number
    except (InvalidOperation, ValueError):
        pass
    raise Invalid(f"'{shown(str(value))}' is no number that can be kept.")


def read_flag(value: Any) -> bool:
    """Yes or no; front matter writes it as a word. Nothing said is no."""
    if isinstance(value, bool):
        return value
    word = read_line(value).lower()
    if word not in {"", "true", "false", "yes", "no"}:
        raise Invalid(f"is '{shown(word)}'; it has to be true or false.")
    return word in {"true", "yes"}


def read_count(value: Any) -> int:
    """A number of letters, from nothing on."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < DAY_LETTERS:
        value = int(value)
    if value is None or value == "":
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MAX_COUNT:
        raise Invalid("has to be a whole number.")
    return value


def read_list(value: Any, *, most: int) -> list[Any]:
    """A list, or nothing."""
    if value in (None, ""):
        return []
    if not isinstance(value, list):
        raise Invalid("has to be a list.")
    if len(value) > most:
        raise Invalid(f"has {len(value)} entries; {most} are the most.")
    return value


def plain(value: Any) -> Any:
    """A value as files hold it: decimals as numbers, within maps and lists too."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    return value
