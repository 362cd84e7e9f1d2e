"""Meetings: the committee is told once that one is planned, that its day has changed, and that it is called off."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.committee.events import MeetingCalledOff, MeetingEvent, MeetingMoved, MeetingPlanned
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.journal import Event
from portal.notifications.telling import Telling
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording
from portal.people.models import Role


def _committee(_session: Session, _event: MeetingEvent) -> Telling:
    """All of it; whoever stands in for a member isn't of the committee by that."""
    return Telling(by_role={Topic.QUEUE: Role.COMMITTEE}, only=Role.COMMITTEE, about_item=False)


MEETINGS: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    MeetingPlanned: _committee,
    MeetingMoved: _committee,
    MeetingCalledOff: _committee,
}


def place_of_meeting(name: str, meeting_id: int) -> str | None:
    """Where such a line leads: to the meeting, or to the others when it is called off."""
    if name not in MEETING_WORDINGS:
        return None
    return "/meetings" if name == MeetingCalledOff.name else f"/meetings/{meeting_id}"


def _planned(news: News) -> str:
    return ngettext(
        "%(who)s plans a meeting on %(day)s: %(num)s thing to decide",
        "%(who)s plans a meeting on %(day)s: %(num)s things to decide",
        news.data["count"],
        who=news.who,
        day=_day(news.data["held_on"]),
    )


def _moved(news: News) -> str:
    days = {"day": _day(news.data["from_day"]), "new_day": _day(news.data["held_on"])}
    return _("The meeting of %(day)s takes place on %(new_day)s instead", **days)


def _called_off(news: News) -> str:
    return _("%(who)s calls off the meeting of %(day)s", who=news.who, day=_day(news.data["held_on"]))


def _day(written: str) -> str:
    return i18n.full_day(date.fromisoformat(written))


MEETING_WORDINGS: Mapping[str, Wording] = {
    MeetingPlanned.name: Wording("calendar", _planned),
    MeetingMoved.name: Wording("calendar", _moved),
    MeetingCalledOff.name: Wording("calendar", _called_off),
}
