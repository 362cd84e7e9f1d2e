"""A meeting that the committee of Malva Dim has held, with its minutes, and the one that comes next."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.cli.demo.company import DATA
from portal.cli.demo.talking import Deed
from portal.cli.demo.timeline import Moment
from portal.committee.queries.settings import Promised
from portal.committee.services.meetings_planning import change_agenda, plan_meeting
from portal.committee.services.meetings_running import begin, close, go_to, note_attendance, write_notes
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.markdown import RenderedText
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries import statuses
from portal.initiatives.services.moving import move

_PLANNED_BEFORE = timedelta(days=1, hours=4)
_NEXT_PLANNED_AGO = timedelta(hours=5)
_HELD, _NEXT = "meeting-held", "meeting-next"


def read_meetings() -> dict[str, Any]:
    """The file as it lies there."""
    data: dict[str, Any] = json.loads((DATA / "meetings.json").read_text(encoding="utf-8"))
    return data


def meeting_moments(data: Mapping[str, Any], *, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """How one meeting went, and that the next one is planned."""
    return [*_held(data["past"], now, zone), _planned(data["next"], now, zone)]


def _held(data: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> Iterator[Moment]:
    at, by = _working_day(-data["days_ago"], time.fromisoformat(data["at"]), now, zone), data["by"]
    day = at.astimezone(zone).date()
    yield Moment(at - _PLANNED_BEFORE, 1, _HELD, by, "meeting_plan", {"held_on": day, "items": data["items"]})
    yield Moment(at, 2, _HELD, by, "meeting_begin", {"present": data["present"]})
    for place, item in enumerate(data["items"]):
        yield Moment(at, 3 + 2 * place, _HELD, by, "meeting_item", item)
        at += timedelta(minutes=item["spent"])
        if "to" in item:
            decided = {**item, "until": day + timedelta(days=item["until_days"]) if "until_days" in item else None}
            yield Moment(at, 4 + 2 * place, _HELD, item["by"], "meeting_decide", decided)
    yield Moment(at + timedelta(minutes=1), 99, _HELD, by, "meeting_close", {})


def _planned(data: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> Moment:
    day = _working_day(data["days_ahead"], time(11), now, zone).astimezone(zone).date()
    return Moment(
        now - _NEXT_PLANNED_AGO, 1, _NEXT, data["by"], "meeting_plan", {"held_on": day, "items": data["items"]}
    )


def _working_day(days: int, at: time, now: datetime, zone: ZoneInfo) -> datetime:
    """So many days from today, or on the working day next to it, further away."""
    calendar, step = Promised().calendar, timedelta(days=1 if days > 0 else -1)
    day = now.astimezone(zone).date() + timedelta(days=days)
    while not calendar.is_working(day):
        day += step
    return datetime.combine(day, at, zone).astimezone(now.tzinfo)


class MeetingLife:
    """Lets meetings happen by the services that a page would call. ``items``: what the stories have become."""

    def __init__(
        self, people: Mapping[str, Any], items: Mapping[str, ItemRef], rendered: Callable[[str], RenderedText]
    ) -> None:
        self._people, self._items, self._rendered = people, items, rendered
        self._meetings: dict[str, int] = {}
        self.deeds: dict[str, Deed] = {
            "meeting_plan": self._plan,
            "meeting_begin": self._begin,
            "meeting_item": self._item,
            "meeting_decide": self._decide,
            "meeting_close": self._close,
        }

    def _plan(self, session: Session, moment: Moment, actor: Actor) -> None:
        boxes = [(self._items[one["story"]].id, one["minutes"]) for one in moment.data["items"]]
        made = plan_meeting(
            session, actor, held_on=moment.data["held_on"], title="", numbers=[number for number, _minutes in boxes],
            minutes=5, now=moment.at,
        )  # fmt: skip
        change_agenda(
            session, made.id, actor, version=made.version, held_on=made.held_on, title="", boxes=boxes, now=moment.at
        )
        self._meetings[moment.story] = made.id

    def _begin(self, session: Session, moment: Moment, actor: Actor) -> None:
        meeting_id = self._meetings[moment.story]
        begin(session, meeting_id, actor, now=moment.at)
        there = {self._people[key].actor.id for key in moment.data["present"]}
        note_attendance(session, meeting_id, actor, there, now=moment.at)

    def _item(self, session: Session, moment: Moment, actor: Actor) -> None:
        meeting_id, number = self._meetings[moment.story], self._items[moment.data["story"]].id
        go_to(session, meeting_id, actor, number, now=moment.at)
        write_notes(session, meeting_id, actor, number, moment.data["notes"], version=1, now=moment.at)

    def _decide(self, session: Session, moment: Moment, actor: Actor) -> None:
        initiative = session.get_one(Initiative, self._items[moment.data["story"]].id)
        to = statuses(session).default(StatusType(moment.data["to"]))
        reason = self._rendered(moment.data["reason"])
        move(session, initiative, actor, to, reason=reason, defer_until=moment.data["until"], now=moment.at)

    def _close(self, session: Session, moment: Moment, actor: Actor) -> None:
        close(session, self._meetings[moment.story], actor, now=moment.at)
