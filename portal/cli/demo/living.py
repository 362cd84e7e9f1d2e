"""Living the stories through: each moment is done by the service that a page would call, at its own time."""

import re
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from portal.cli.demo.company import Company
from portal.cli.demo.stories import Moment
from portal.core import clock
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry, subscriptions
from portal.core.markdown import RenderedText, render
from portal.discussion.models import ReactionKind
from portal.discussion.services.comments import comment
from portal.discussion.services.reactions import react
from portal.initiatives.events import SupportGiven
from portal.initiatives.item_kind import KIND
from portal.initiatives.models import Frequency, Initiative, Origin, Reach, Support
from portal.initiatives.queries import KnownStatus, statuses
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import plan
from portal.initiatives.services.submitting import submit
from portal.initiatives.services.supporting import support
from portal.initiatives.services.texts import InitiativeTexts, MetricPlan, render_texts

E = TypeVar("E", bound=StrEnum)

#: How far back the inboxes of the demo reach. Telling people is most of the cost of a load, and nobody looks further.
INBOX_DAYS = 60

_supports: Any = Support.__table__
_journal: Any = JournalEntry.__table__
_initiatives: Any = Initiative.__table__
_MENTION = re.compile(r"@\[([a-z.]+)\]")


class Life:
    """What has come of the stories so far."""

    def __init__(self, company: Company, now: datetime) -> None:
        self._company = company
        self._remembered_since = now - timedelta(days=INBOX_DAYS)
        self._initiatives: dict[str, int] = {}
        self._comments: dict[tuple[str, str], int] = {}
        self._texts: dict[str, InitiativeTexts] = {}
        self._rendered: dict[str, RenderedText] = {}
        self._deeds: dict[str, Callable[[Session, Moment, Actor], None]] = {
            "submit": self._submit,
            "support": self._support,
            "comment": self._comment,
            "react": self._react,
            "move": self._move,
            "plan": self._plan,
        }

    def prepare(self, moments: Iterable[Moment]) -> None:
        """Render every text, before any transaction."""
        for moment in moments:
            if moment.what == "submit":
                self._texts[moment.story] = self._initiative_texts(moment.data)
            for name in ("text", "reason"):
                if moment.what != "submit" and moment.data.get(name):
                    self._render(moment.data[name])

    def live(self, session: Session, moment: Moment) -> None:
        """Let it happen, at its time. What happened before the inboxes begin is told to nobody."""
        untold = moment.at < self._remembered_since
        with clock.standing_at(moment.at), subscriptions.without("inbox") if untold else nullcontext():
            self._deeds[moment.what](session, moment, self._company.people[moment.by].actor)

    def _initiative_texts(self, data: dict[str, Any]) -> InitiativeTexts:
        metric = data.get("metric")
        return render_texts(
            origin=Origin(data["origin"]),
            title=data["title"],
            problem=data["problem"],
            solution=data["solution"],
            outcome=data["outcome"],
            metric=MetricPlan(
                metric["name"], metric.get("unit", ""), _number(metric, "baseline"), _number(metric, "target")
            )
            if metric
            else None,
            area_id=self._company.areas[data["area"]],
            tags=data.get("tags", ()),
            language=data["lang"],
        )

    def _render(self, text: str) -> RenderedText:
        if text not in self._rendered:
            named = _MENTION.sub(lambda found: f"@{self._company.people[found[1]].actor.name}", text)
            self._rendered[text] = render(named)
        return self._rendered[text]

    def _of(self, session: Session, moment: Moment) -> Initiative:
        return session.get_one(Initiative, self._initiatives[moment.story])

    def _submit(self, session: Session, moment: Moment, actor: Actor) -> None:
        made = submit(session, actor, self._texts[moment.story], submission_key=f"demo-{moment.story}", now=moment.at)
        self._initiatives[moment.story] = made.id

    def _support(self, session: Session, moment: Moment, actor: Actor) -> None:
        said = moment.data
        if moment.at < self._remembered_since and not said.get("evidence"):
            _old_support(session, self._initiatives[moment.story], moment, actor)
            return
        support(
            session,
            self._of(session, moment),
            actor,
            frequency=_or_none(Frequency, moment),
            reach=_or_none(Reach, moment),
            evidence=said.get("evidence") or "",
            now=moment.at,
        )

    def _comment(self, session: Session, moment: Moment, actor: Actor) -> None:
        parent = moment.data["parent"]
        made = comment(
            session,
            ItemRef(KIND, self._initiatives[moment.story]),
            actor,
            self._render(moment.data["text"]),
            parent_id=self._comments[moment.story, parent] if parent else None,
            internal=bool(moment.data.get("internal")),
            now=moment.at,
        )
        self._comments[moment.story, moment.data["key"]] = made.id

    def _react(self, session: Session, moment: Moment, actor: Actor) -> None:
        comment_id = self._comments[moment.story, moment.data["key"]]
        react(session, comment_id, actor, ReactionKind(moment.data["kind"]), now=moment.at)

    def _move(self, session: Session, moment: Moment, actor: Actor) -> None:
        move(
            session,
            self._of(session, moment),
            actor,
            self._status(session, moment.data["to"]),
            reason=self._render(moment.data.get("reason") or ""),
            defer_until=moment.data["until"],
            now=moment.at,
        )

    def _plan(self, session: Session, moment: Moment, actor: Actor) -> None:
        initiative = self._of(session, moment)
        due_on = moment.data["due_on"]
        earliest = (moment.at + timedelta(days=1)).date()
        plan(
            session,
            initiative,
            actor,
            owner_id=self._company.people[moment.data["owner"]].actor.id,
            due_on=max(due_on, earliest) if due_on else None,
            area_id=initiative.area_id,
            tags=[tag.name for tag in initiative.tags],
            now=moment.at,
        )

    def _status(self, session: Session, key: str) -> KnownStatus:
        known = statuses(session)
        own = self._company.statuses.get(key)
        return known.by_id[own] if own is not None else next(status for status in known.all if status.key == key)


def _old_support(session: Session, initiative_id: int, moment: Moment, actor: Actor) -> None:
    """What `support` has left by today, several times as fast: half of all moments are these."""
    details = {"frequency": _or_none(Frequency, moment), "reach": _or_none(Reach, moment), "evidence": ""}
    whose = {"initiative_id": initiative_id, "person_id": actor.id, "at": moment.at}
    given = SupportGiven(initiative_id=initiative_id, person_id=actor.id)
    entry = {"name": given.name, "item_kind": given.item_kind, "item_id": given.item_id, "actor_id": actor.id}
    session.execute(_supports.insert(), {**whose, **details})
    session.execute(_journal.insert(), {**entry, "at": moment.at, "data": asdict(given)})
    session.execute(
        _initiatives.update()
        .where(_initiatives.c.id == initiative_id)
        .values(support_count=_initiatives.c.support_count + 1)
    )


def _or_none(kind: type[E], moment: Moment) -> E | None:
    value = moment.data.get(kind.__name__.lower())
    return kind(value) if value else None


def _number(metric: dict[str, Any], name: str) -> Decimal | None:
    return Decimal(str(metric[name])) if metric.get(name) is not None else None
