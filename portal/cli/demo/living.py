"""Living the stories through: each moment is done by the service that a page would call, at its own time."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.orm import Session

from portal.anonymous.services.answering import write_to_author
from portal.cli.demo.ahead import Ahead
from portal.cli.demo.campaign_life import CampaignLife
from portal.cli.demo.company import Company
from portal.cli.demo.knowledge_life import KnowledgeLife
from portal.cli.demo.knowledge_pictures import Pictures
from portal.cli.demo.laying_out import initiative_texts
from portal.cli.demo.meeting_past import MeetingLife
from portal.cli.demo.outcomes import Outcomes
from portal.cli.demo.scoring_life import ScoreLife
from portal.cli.demo.talking import Deed, Talk
from portal.cli.demo.timeline import NOBODY, Moment
from portal.cli.demo.voices import Voices
from portal.cli.demo.ways import Ways
from portal.cli.demo.work import WorkLife
from portal.core import clock
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.files import Storage
from portal.core.markdown import RenderedText, render
from portal.delivery.models import PARTS
from portal.initiatives.item_kind import KIND
from portal.initiatives.models import Frequency, Initiative, Reach
from portal.initiatives.queries import KnownStatus, statuses
from portal.initiatives.services.merging import merge
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import plan
from portal.initiatives.services.submitting import submit
from portal.initiatives.services.supporting import support

E = TypeVar("E", bound=StrEnum)

#: How far back the inboxes of the demo reach. Telling people is most of the cost of a load, and nobody looks further.
INBOX_DAYS = 21

#: What of a moment's data is somebody's words in Markdown.
_SPOKEN = frozenset({"text", "reason", "about", "lesson", *PARTS})
_MENTION = re.compile(r"@\[([a-z.]+)\]")


class Life:
    """What has come of the stories so far."""

    def __init__(self, company: Company, secret: str, storage: Storage, ahead: Ahead, now: datetime) -> None:
        self._company, self._ahead = company, ahead
        self._ways, self._voices = Ways(self._render), Voices(secret, storage, self._render)
        self._talk = Talk(self._render, remembered_since=now - timedelta(days=INBOX_DAYS))
        self._knowledge = KnowledgeLife(company, self._talk, self._voices, Pictures(storage, ahead), ahead)
        self._outcomes = Outcomes(company, self._render)
        self._calls = CampaignLife(self._render, self._talk.items)
        self._initiatives: dict[str, Initiative] = {}
        self._nobodys = {**self._voices.deeds, "seal": self._seal, **self._knowledge.nobodys, **self._calls.nobodys}
        self._deeds: dict[str, Deed] = {
            "submit": self._submit,
            "support": self._support,
            "move": self._move,
            "merge": self._merge,
            "plan": self._plan,
            "measure": self._measure,
            "propose_way": lambda *what: self._way(self._ways.propose, *what),
            "support_way": lambda *what: self._way(self._ways.judge, *what),
            "choose_way": lambda *what: self._way(self._ways.judge, *what),
            "write_to_author": self._write_to_author,
            **self._talk.deeds,
            **ScoreLife(self._talk.items).deeds,
            **WorkLife(company, self._talk.items, self._render).deeds,
            **MeetingLife(company.people, self._talk.items, self._render).deeds,
            **self._knowledge.deeds,
            **self._calls.deeds,
        }

    @property
    def items(self) -> Mapping[str, ItemRef]:
        """What the stories have become, by their keys in the files."""
        return self._talk.items

    def prepare(self, session: Session, moments: Iterable[Moment], founded: datetime) -> None:
        """Have every text laid out ahead, in the order in which they are needed."""
        self._knowledge.found(session, founded)
        for moment in moments:
            if moment.what in {"submit", "seal"}:
                area_id = self._company.areas[moment.data["area"]]
                self._ahead.add(moment.story, initiative_texts, moment.data, area_id)
            elif "parts" in moment.data:
                self._knowledge.prepare(moment)
            for name in _SPOKEN & moment.data.keys():
                self._ahead.add(moment.data[name], render, self._named(moment.data[name]))

    def is_old(self, moment: Moment) -> bool:
        """Whether it happened before the inboxes begin: then nobody is told of it any more."""
        return self._talk.is_old(moment)

    def live(self, session: Session, moment: Moment) -> None:
        """Let it happen, at its time."""
        if moment.what == "merge":
            self.write(session)
        with clock.standing_at(moment.at):
            if moment.by == NOBODY:
                self._nobodys[moment.what](session, moment)
            else:
                self._deeds[moment.what](session, moment, self._company.people[moment.by].actor)

    def write(self, session: Session) -> None:
        """Make rows of clicks that wait: to be called when the old ones are over."""
        self._talk.clicks.write(session)

    def remind(self, session: Session, now: datetime) -> None:
        """What the calendar has brought by now."""
        self._outcomes.remind(session, now)

    def _named(self, text: str) -> str:
        return _MENTION.sub(lambda found: f"@{self._company.people[found[1]].actor.name}", text)

    def _render(self, text: str) -> RenderedText:
        """What was laid out ahead of it; an empty reason has nothing to be laid out."""
        rendered: RenderedText = self._ahead.result(text) if text else RenderedText("", "")
        return rendered

    def _seal(self, session: Session, moment: Moment) -> None:
        number = self._voices.seal(session, moment.story, self._ahead.result(moment.story))
        self._talk.items[moment.story] = ItemRef(KIND, number)

    def _of(self, session: Session, moment: Moment) -> Initiative:
        """Held, so that it isn't read again each time; services that change it read it anew."""
        if moment.story not in self._initiatives:
            self._initiatives[moment.story] = session.get_one(Initiative, self._talk.items[moment.story].id)
        return self._initiatives[moment.story]

    def _submit(self, session: Session, moment: Moment, actor: Actor) -> None:
        made = submit(
            session, actor, self._ahead.result(moment.story), submission_key=f"demo-{moment.story}", now=moment.at
        )
        self._talk.items[moment.story] = ItemRef(KIND, made.id)

    def _support(self, session: Session, moment: Moment, actor: Actor) -> None:
        said = moment.data
        frequency, reach = _or_none(Frequency, moment), _or_none(Reach, moment)
        evidence = said.get("evidence") or ""
        if self._talk.is_old(moment):
            details = {"frequency": frequency, "reach": reach, "evidence": evidence}
            self._talk.clicks.support(session, self._talk.items[moment.story].id, actor, details, moment.at)
            return
        initiative = self._of(session, moment)
        support(session, initiative, actor, frequency=frequency, reach=reach, evidence=evidence, now=moment.at)

    def _move(self, session: Session, moment: Moment, actor: Actor) -> None:
        initiative, to = self._of(session, moment), self._status(session, moment.data["to"])
        if "agreed" in moment.data:
            self._outcomes.begin(session, initiative, moment, actor, to)
            return
        if "verdict" in moment.data:
            self._outcomes.confirm(session, initiative, moment, actor, to)
            return
        move(
            session,
            initiative,
            actor,
            to,
            reason=self._render(moment.data.get("reason") or ""),
            defer_until=moment.data["until"],
            now=moment.at,
        )

    def _write_to_author(self, session: Session, moment: Moment, actor: Actor) -> None:
        item, text = self._talk.items[moment.story], self._render(moment.data["text"])
        asks = "?" in moment.data["text"]
        write_to_author(session, item, actor, text, form_key=f"demo-{moment.turn}", asks=asks, now=moment.at)

    def _merge(self, session: Session, moment: Moment, actor: Actor) -> None:
        into, twin = self._talk.items[moment.data["into"]].id, self._talk.items[moment.story].id
        merge(session, into, [twin], actor, reason=self._render(moment.data["reason"]), now=moment.at)

    def _measure(self, session: Session, moment: Moment, actor: Actor) -> None:
        self._outcomes.measure(session, self._of(session, moment), moment, actor)

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

    def _way(self, deed: Callable[..., None], session: Session, moment: Moment, actor: Actor) -> None:
        deed(session, self._of(session, moment), moment, actor)

    def _status(self, session: Session, key: str) -> KnownStatus:
        known = statuses(session)
        own = self._company.statuses.get(key)
        return known.by_id[own] if own is not None else next(status for status in known.all if status.key == key)


def _or_none(kind: type[E], moment: Moment) -> E | None:
    value = moment.data.get(kind.__name__.lower())
    return kind(value) if value else None
