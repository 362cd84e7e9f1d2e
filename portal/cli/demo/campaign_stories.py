"""What the committee of Malva Dim asked everybody, what came of it, and thanks for what was carried out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.cli.demo.company import DATA
from portal.cli.demo.timeline import LATEST_BEFORE_NOW, NOBODY, Moment

_MORNING, _AFTERNOON, _MIDNIGHT = time(9, 20), time(15, 40), time(0, 4)
_JUST_AFTER = timedelta(seconds=2)


def read_campaigns() -> dict[str, Any]:
    """The file as it lies there."""
    data: dict[str, Any] = json.loads((DATA / "campaigns.json").read_text(encoding="utf-8"))
    return data


def campaign_moments(
    told: Mapping[str, Any], initiatives: Iterable[Moment], *, now: datetime, zone: ZoneInfo
) -> list[Moment]:
    """Everything of the file in the order in which it happened; ``initiatives``: what they answer and thank for."""
    submitted: dict[str, Moment] = {}
    done: dict[str, datetime] = {}
    for one in initiatives:
        if one.what == "submit":
            submitted[one.story] = one
        elif one.what == "move" and one.data["to"] == "implemented":
            done[one.story] = one.at
    found = [
        *(moment for campaign in told["campaigns"] for moment in _of_campaign(campaign, submitted, now, zone)),
        *(
            Moment(done[one["story"]] + timedelta(days=one["after_days"]), turn, one["story"], one["by"], "thank", one)
            for turn, one in enumerate(told["thanks"])
        ),
    ]
    return sorted(one for one in found if one.at <= now - LATEST_BEFORE_NOW)


def _of_campaign(
    campaign: dict[str, Any], submitted: Mapping[str, Moment], now: datetime, zone: ZoneInfo
) -> Iterator[Moment]:
    def at(days_ago: float, hour: time) -> datetime:
        day = now.astimezone(zone).date() - timedelta(days=days_ago)
        return datetime.combine(day, hour, zone).astimezone(now.tzinfo)

    key, asked = campaign["id"], campaign["days_ago"]
    yield Moment(at(asked, _MORNING), 0, key, campaign["by"], "ask", campaign)
    for story in campaign["answers"]:
        one = submitted[story]
        yield Moment(one.at + _JUST_AFTER, 0, story, one.by, "answer_question", {"campaign": key})
    for put in campaign["put_in"]:
        where = at(put["days_ago"], _AFTERNOON)
        yield Moment(where, 0, put["story"], put["by"], "put_into_campaign", {"campaign": key})
    yield Moment(at(asked - campaign["days"] - 1, _MIDNIGHT), 0, key, NOBODY, "calendar_of_campaigns", {})
    if "told" in campaign:
        told = campaign["told"]
        yield Moment(at(told["days_ago"], _AFTERNOON), 0, key, told["by"], "tell_results", {"text": told["text"]})
