"""What forms and addresses say as numbers, days and moments; None for what no column could hold. Pure."""

from datetime import UTC, date, datetime

#: The largest number of a row.
LARGEST = 2**63 - 1
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def whole_number(text: str | None) -> int | None:
    """A number of ordinary digits, from zero to what a row's number may be; white space around it doesn't matter."""
    plain = (text or "").strip()
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > len(str(LARGEST)):
        return None
    number = int(plain)
    return number if number <= LARGEST else None


def day(text: str | None) -> date | None:
    """A day such as 2026-05-12, within the years that anybody plans or remembers."""
    try:
        found = date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def moment(text: str | None) -> datetime | None:
    """A moment with its time zone, as UTC."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    # The edges of the calendar can't be moved into another time zone.
    if found.tzinfo is None or not FIRST_DAY <= found.date() <= LAST_DAY:
        return None
    return found.astimezone(UTC)
