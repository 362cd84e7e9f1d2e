"""How the committee of Malva Dim values initiatives: its own criteria, what members gave and what they agreed on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.cli.demo.company import DATA
from portal.cli.demo.talking import Deed
from portal.cli.demo.timeline import LATEST_BEFORE_NOW, Moment
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.i18n import LANGUAGES
from portal.initiatives.models import Initiative
from portal.scoring.criteria import OwnCriterion, OwnModel
from portal.scoring.formulas import Kind, Part, Rule
from portal.scoring.queries.reference import KnownVersion, scheme
from portal.scoring.queries.rounds import scorings
from portal.scoring.services.agreeing import agree, call
from portal.scoring.services.choosing import save_model, set_scheme
from portal.scoring.services.giving import give

_QUORUM = 3
_MODELS = "scoring-models"


def read_scores() -> dict[str, Any]:
    """The file as it lies there."""
    data: dict[str, Any] = json.loads((DATA / "scores.json").read_text(encoding="utf-8"))
    return data


def scoring_moments(data: Mapping[str, Any], *, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """Both versions of the criteria, every sheet, every agreement, oldest first."""
    moments = [
        Moment(_morning(model, now, zone), number, _MODELS, model["by"], "score_model", {**model, "after": number})
        for number, model in enumerate(data["models"])
    ]
    for one in data["scores"]:
        moments += _scored(one, _morning(one, now, zone), now)
    return sorted(moments)


def _morning(what: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone).date() - timedelta(days=what["days_ago"])
    return datetime.combine(day, time(10, 12), zone).astimezone(now.tzinfo)


def _scored(one: Mapping[str, Any], at: datetime, now: datetime) -> Iterator[Moment]:
    latest = now - LATEST_BEFORE_NOW
    if "model" in one:
        yield Moment(
            at - timedelta(hours=20), 1, one["story"], one["sheets"][0][0], "score_call", {"kind": one["model"]}
        )
    for turn, (by, values, note) in enumerate(one["sheets"], start=2):
        given = min(at + timedelta(minutes=17 * turn), latest)
        yield Moment(given, turn, one["story"], by, "score_give", {"values": values, "note": note})
    if "agreed" in one:
        by, values, note = one["agreed"]
        yield Moment(
            min(at + timedelta(hours=5), latest), 90, one["story"], by, "score_agree", {"values": values, "note": note}
        )


class ScoreLife:
    """What has come of it so far."""

    def __init__(self, items: Mapping[str, ItemRef]) -> None:
        self._items = items

    @property
    def deeds(self) -> dict[str, Deed]:
        """By what a moment names."""
        return {
            "score_model": self._model,
            "score_call": self._call,
            "score_give": self._give,
            "score_agree": self._agree,
        }

    def _model(self, session: Session, moment: Moment, actor: Actor) -> None:
        wanted = OwnModel(names=moment.data["names"], criteria=_criteria(moment.data["criteria"]))
        own = next((one.id for one in scheme(session).models if one.kind is Kind.WEIGHTED), None)
        made = save_model(session, actor, own, wanted, after=moment.data["after"], now=moment.at)
        set_scheme(session, actor, version_id=made.id, quorum=_QUORUM, for_waiting=False, now=moment.at)

    def _call(self, session: Session, moment: Moment, actor: Actor) -> None:
        version = next(one.newest for one in scheme(session).models if one.kind == moment.data["kind"])
        call(session, self._row(session, moment), actor, version_id=version.id, now=moment.at)

    def _give(self, session: Session, moment: Moment, actor: Actor) -> None:
        row = self._row(session, moment)
        version = _due(session, row.id, actor)
        values = _values(version.rule, moment.data["values"])
        give(session, row, actor, values, version_id=version.id, note=moment.data["note"], now=moment.at)

    def _agree(self, session: Session, moment: Moment, actor: Actor) -> None:
        row = self._row(session, moment)
        going_on = scorings(session, [row.id], actor)[row.id].open
        if going_on is None:
            raise ValueError(f"nobody has scored {moment.story}")
        values = _values(going_on.version.rule, moment.data["values"])
        agree(session, row, actor, values, round_id=going_on.id, note=moment.data["note"], now=moment.at)

    def _row(self, session: Session, moment: Moment) -> Initiative:
        return session.get_one(Initiative, self._items[moment.story].id)


def _due(session: Session, number: int, actor: Actor) -> KnownVersion:
    session.flush()  # scores are read past the session
    return scorings(session, [number], actor)[number].version


def _values(rule: Rule, values: Sequence[float]) -> dict[str, Decimal]:
    """In the order of the criteria."""
    return {one.key: Decimal(str(value)) for one, value in zip(rule.criteria, values, strict=True)}


def _criteria(entries: Sequence[Mapping[str, Any]]) -> list[OwnCriterion]:
    return [
        OwnCriterion(
            key=f"c{place}",
            names={code: entry[code] for code in LANGUAGES},
            hints=dict.fromkeys(LANGUAGES, entry["hint"]),
            part=Part.COST if entry.get("cost") else Part.GAIN,
            weight=entry["weight"],
        )
        for place, entry in enumerate(entries, start=1)
    ]
