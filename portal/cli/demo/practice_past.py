"""The practice dialogues of Malva Dim: texts as the files have them, and what people have played of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.cli.demo.company import DATA, Company
from portal.core.extension import ItemRef
from portal.practice.document import Mark
from portal.practice.models import Dialogue, DialogueVersion, Practice
from portal.practice.play import Play, from_data, walk
from portal.practice.reader import read
from portal.practice.services.publishing import publish
from portal.practice.services.writing import begin

FOLDER = DATA / "dialogues"
#: Who wrote each, and how many days ago it was published.
_MADE: Mapping[str, tuple[str, int]] = {
    "shouting-since-saturday": ("marta.hnatiuk", 170),
    "cancel-a-minute-ago": ("pavlo.ostrovskyi", 150),
    "courier-at-the-door": ("marta.hnatiuk", 120),
    "grandmother-and-scale": ("pavlo.ostrovskyi", 100),
    "fifth-floor-in-plaster": ("marta.hnatiuk", 95),
    "refund-of-a-gift": ("marta.hnatiuk", 80),
    "wrong-layout-chat": ("pavlo.ostrovskyi", 70),
    "shy-thanks": ("marta.hnatiuk", 60),
    "charged-twice-at-midnight": ("pavlo.ostrovskyi", 55),
    "mother-on-crutches": ("marta.hnatiuk", 40),
    "water-at-night": ("pavlo.ostrovskyi", 65),
    "stuck-at-the-workshop": ("marta.hnatiuk", 45),
    "lost-between-shops": ("marta.hnatiuk", 30),
}
#: Who practises: for some it is the third month, for some the first week.
_PLAYERS = ("solomiia.vasylkiv", "nazar.ilkiv", "dmytro.hai", "kateryna.bilous", "olena.savchuk", "james.whitfield")
#: Who has begun some and not ended them yet, by their places.
_GOING_ON = (0, 2)
#: How often a reply is the best one, and how many dialogues of ten somebody has played.
_BEST, _PLAYED, _MOST_MOVES = 0.65, 0.5, 40


class PracticePast:
    """Publishes the dialogues, and lets some people have played them."""

    def __init__(self, company: Company, now: datetime) -> None:
        self._company, self._now = company, now
        self._ids = {one.actor.name: one.actor.id for one in company.people.values()}
        self._random = Random("practice")  # noqa: S311 - a past to show, no secret

    def live(self, session: Session) -> Mapping[str, ItemRef]:
        """The dialogues by the names of their files; their algorithms have to stand."""
        versions = {name: self._published(session, name, *made) for name, made in _MADE.items()}
        rows = [row for version in versions.values() for row in self._played(version)]
        session.connection().execute(insert(Practice), rows)
        return {name: ItemRef("dialogue", version.dialogue_id) for name, version in versions.items()}

    def _published(self, session: Session, name: str, by: str, days_ago: int) -> DialogueVersion:
        source = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
        editor, at = self._company.people[by].actor, self._now - timedelta(days=days_ago, hours=5)
        keeper_id = self._ids.get(read(source).front.values.get("keeper", ""), editor.id)
        made: Dialogue = begin(session, editor, source, origin_key=f"demo:{name}", keeper_id=keeper_id, now=at)
        return publish(session, made, editor, version=None, note="", now=at)

    def _played(self, version: DialogueVersion) -> Iterator[dict[str, Any]]:
        """Of some players one or two that ended, of two of them one that goes on as well."""
        play = from_data(version.play)
        for place, key in enumerate(_PLAYERS):
            if key not in self._company.people or self._random.random() > _PLAYED:
                continue
            for ends in [True] * self._random.randint(1, 2) + [False] * (place in _GOING_ON):
                moves = self._moves(play)
                if ends:
                    yield self._row(version, key, moves, ended=True)
                elif len(moves) > 1 and self._random.random() < _PLAYED:
                    yield self._row(version, key, moves[: len(moves) // 2], ended=False)

    def _moves(self, play: Play) -> list[int]:
        """A way to the end: mostly the best reply, sometimes another."""
        moves: list[int] = []
        while len(moves) < _MOST_MOVES and not (way := walk(play, moves)).ended:
            choices = way.moment.choices
            best = next(
                (number for number, one in enumerate(choices, 1) if one.mark is Mark.BEST and one.leads is not None), 1
            )
            moves.append(best if self._random.random() < _BEST else self._random.randint(1, len(choices)))
        return moves

    def _row(self, version: DialogueVersion, key: str, moves: Sequence[int], *, ended: bool) -> dict[str, Any]:
        days = max(1.0, (self._now - version.published_at) / timedelta(days=1) - 1)
        begun = self._now - timedelta(days=self._random.uniform(0.2, min(days, 60.0)))
        at = begun + timedelta(seconds=25 * len(moves))
        return {
            "person_id": self._company.people[key].actor.id, "dialogue_id": version.dialogue_id,
            "version_id": version.id, "path": {"moves": list(moves)}, "begun_at": begun, "moved_at": at,
            "finished_at": at if ended else None,
        }  # fmt: skip
