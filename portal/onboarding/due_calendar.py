"""Due days as a calendar file (RFC 5545): one event a day, with what is due on it. Pure: no database, no Flask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.core.collecting import imported

PRODUCT = "-//Portal//Learning//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """A day on which steps are due. ``uid`` is the same in every file, so that calendars replace the event."""

    uid: str
    on: date
    title: str
    words: str
    href: str


def calendar_file(days: Sequence[DueDay], *, name: str, now: datetime) -> bytes:
    """The file. Days without events leave a calendar that is empty and valid."""
    icalendar = imported("icalendar")  # two megabytes for what few ask for
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT6H")
    for day in days:
        event = icalendar.Event()
        event.add("uid", day.uid)
        event.add("dtstamp", now)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.title)
        event.add("description", day.words)
        event.add("url", day.href)
        # It takes no time of the day: people stay free for calls.
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
