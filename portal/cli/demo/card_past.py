"""Cards of Malva Dim, and months of answers of those who learn by them: reckoned day by day as a page would."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.cards.models import Card, CardAnswer, Memory, Rating
from portal.cards.schedule import CARDS_A_DAY, Remembered, after
from portal.cards.services.learning import join
from portal.cards.services.making import Words, make
from portal.cards.services.sources import source_changed
from portal.cli.demo.ahead import Ahead
from portal.cli.demo.company import DATA, Colleague, Company
from portal.core import clock
from portal.core.extension import ItemRef
from portal.core.markdown import render
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision

MAKER = "marta.hnatiuk"
#: The first cards were made so many days ago, a few every week; none before its item was there.
FIRST_DAYS_AGO = 170
#: Who learns, since how many days, and on how many of ten working days they find the time.
LEARNERS = {
    "dmytro.hai": (120, 7), "kateryna.bilous": (150, 8), "maksym.dibrova": (60, 4), "olena.savchuk": (140, 6),
    "pavlo.ostrovskyi": (150, 7), "marta.hnatiuk": (160, 5), "zoriana.pelekh": (90, 6), "ihor.samchuk": (80, 3),
    "oksana.lytvyn": (70, 6), "petro.zahirnyi": (45, 5), "solomiia.vasylkiv": (9, 9), "iryna.zelenska": (30, 3),
    "timur.akhmetov": (110, 6), "alina.fedorova": (75, 7), "vera.nikitina": (50, 5), "yana.petrenko": (40, 4),
    "sergey.morozov": (35, 5), "james.whitfield": (95, 6), "priya.raman": (85, 7),
}  # fmt: skip
#: Cards that ask for too much at once: hardly anybody remembers them.
HARD = frozenset({"four-steps-angry", "scale-three", "ru-bad-news-order"})
_CHANCES = {True: (5, 3, 2, 0), False: (1, 2, 9, 3)}


def read_cards() -> list[dict[str, Any]]:
    """The file as it lies there."""
    lines = (DATA / "cards.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@dataclass
class _Learning:
    """One person's days so far."""

    known: dict[int, Remembered] = field(default_factory=dict)
    last: dict[int, datetime] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)


class CardPast:
    """Writes cards and answers down, once the texts have come to what they say today."""

    def __init__(self, company: Company, now: datetime, zone: ZoneInfo, ahead: Ahead) -> None:
        self._company, self._now, self._zone, self._ahead = company, now, zone, ahead
        self._random = Random("cards")  # noqa: S311 - a past to show, no secret
        self._told = read_cards()
        for told in self._told:
            for side in ("front", "back"):
                ahead.add(("card", told[side]), render, told[side])

    def live(self, session: Session, items: Mapping[str, ItemRef]) -> None:
        """``items``: what the stories have become, by their keys."""
        cards = self._make(session, items)
        for key, (days, of_ten) in LEARNERS.items():
            self._learn(session, self._company.people[key], cards, days, of_ten)
        self._look_at_sources(session)

    def _make(self, session: Session, items: Mapping[str, ItemRef]) -> Sequence[tuple[Card, bool]]:
        """The cards with whether they are hard to remember."""
        actor, made = self._company.people[MAKER].actor, []
        refs = [items[told["of"]] for told in self._told]
        published = select(KnowledgeItem.id, KnowledgeItem.published_at).where(
            KnowledgeItem.id.in_({ref.id for ref in refs})
        )
        since = {row.id: row.published_at for row in session.execute(published)}
        for place, (told, ref) in enumerate(zip(self._told, refs, strict=True)):
            at = self._now - timedelta(days=FIRST_DAYS_AGO - 2 * place)
            at = min(max(at, (since[ref.id] or at) + timedelta(days=2)), self._now - timedelta(hours=5))
            front, back = (self._ahead.result(("card", told[side])) for side in ("front", "back"))
            words = Words(language=told["lang"], topic=told["topic"], front=front, back=back, item_id=ref.id)
            with clock.standing_at(at):
                card = make(session, actor, words, submission_key=f"demo-card-{told['id']}", now=at)
            made.append((card, told["id"] in HARD))
        return made

    def _learn(
        self, session: Session, one: Colleague, cards: Sequence[tuple[Card, bool]], days: int, of_ten: int
    ) -> None:
        since = self._now - timedelta(days=days)
        join(session, one.actor, language=one.language, now=since)
        mine = [(card, hard) for card, hard in cards if card.language == one.language]
        learning = _Learning()
        for day in self._working_days(since, of_ten):
            self._live_a_day(learning, one.actor.id, mine, day)
        if learning.answers:
            session.connection().execute(insert(CardAnswer), learning.answers)
            session.connection().execute(
                insert(Memory), [self._row(one.actor.id, number, learning) for number in learning.known]
            )

    def _working_days(self, since: datetime, of_ten: int) -> Iterator[date]:
        """Up to the day before yesterday: something is due today."""
        day, last = since.astimezone(self._zone).date(), self._now.astimezone(self._zone).date() - timedelta(days=2)
        while day <= last:
            if day.weekday() < 5 and self._random.randrange(10) < of_ten:  # from Monday to Friday
                yield day
            day += timedelta(days=1)

    def _live_a_day(self, learning: _Learning, person_id: int, mine: Sequence[tuple[Card, bool]], day: date) -> None:
        at = datetime.combine(day, time(9, self._random.randrange(60)), self._zone).astimezone(self._now.tzinfo)
        hard = {card.id: difficult for card, difficult in mine if card.made_at < at}
        due = sorted((known.due_on, number) for number, known in learning.known.items() if known.due_on <= day)
        queue = [number for _due, number in due] + [number for number in hard if number not in learning.known]
        queue = queue[:CARDS_A_DAY]
        while queue:
            number = queue.pop(0)
            at += timedelta(seconds=self._random.randrange(6, 40))
            rating = self._random.choices(list(Rating), _CHANCES[hard[number]])[0]
            before = learning.known.get(number)
            result = after(before, rating, day)
            learning.answers.append({
                "person_id": person_id, "card_id": number, "rating": int(rating), "day": day, "at": at,
                "interval_days": result.interval_days, "first": before is None,
            })  # fmt: skip
            learning.known[number], learning.last[number] = result, at
            learning.counted[number] = learning.counted.get(number, 0) + 1
            if result.interval_days == 0:
                queue.append(number)

    @staticmethod
    def _row(person_id: int, number: int, learning: _Learning) -> dict[str, Any]:
        known = learning.known[number]
        return {
            "person_id": person_id, "card_id": number, "phase": known.phase, "step": known.step,
            "stability": known.stability, "difficulty": known.difficulty, "due_on": known.due_on,
            "last_on": known.last_on, "answered_at": learning.last[number], "answers": learning.counted[number],
        }  # fmt: skip

    @staticmethod
    def _look_at_sources(session: Session) -> None:
        """What was changed in the matter after its cards were made has called for a look."""
        changed = (
            select(KnowledgeRevision.item_id, KnowledgeRevision.number, KnowledgeRevision.published_at)
            .join(Card, Card.item_id == KnowledgeRevision.item_id)
            .where(KnowledgeRevision.major, KnowledgeRevision.published_at > Card.made_at)
            .distinct()
            .order_by(KnowledgeRevision.published_at)
        )
        for item_id, number, at in session.execute(changed).all():
            if at is not None:  # the condition says so, its type doesn't
                with clock.standing_at(at):
                    source_changed(session, item_id, number, major=True, now=at)
