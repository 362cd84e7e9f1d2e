"""How the algorithms of Malva Dim were used: walks that are nobody's, who uses them, and what did not fit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.algorithms.document import BlockKind
from portal.algorithms.graph import Arrow, Graph
from portal.algorithms.models import AlgorithmUser, AlgorithmWalk
from portal.algorithms.services.misfits import note_misfit, settle_misfit
from portal.algorithms.shapes import SOURCE
from portal.algorithms.understanding import understood
from portal.algorithms.walks import Entry, How
from portal.cli.demo.company import Company
from portal.cli.demo.timeline import LATEST_BEFORE_NOW
from portal.core import clock
from portal.core.clock import full_hour
from portal.core.extension import ItemRef
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision

#: How often a conversation is left, goes back, or turns to what is open at any time; and how long a step takes.
LEFT, BACK, ANY_TIME = 0.03, 0.07, 0.05
SECONDS = (6, 75)
MOST_STEPS = 16
#: Nine of ten conversations are about what most are about: an answer is so much likelier than the one below it.
LIKELIER = 0.6
#: So many of those who use an algorithm haven't walked its newest revision yet.
BEHIND = 0.25
USERS = (6, 15)


class AlgorithmUse:
    """Writes the use of each algorithm down, once the texts have come to what they say today."""

    def __init__(self, company: Company, now: datetime) -> None:
        self._company, self._now = company, now
        self._random = Random("algorithms")  # noqa: S311 - a past to show, no secret
        self._walks = 0

    def live(self, session: Session, rows: Sequence[Mapping[str, Any]], items: Mapping[str, ItemRef]) -> None:
        """``rows`` as the files say it, ``items`` by their ids there."""
        for row in rows:
            if not row.get("walks"):
                continue
            item = session.get_one(KnowledgeItem, items[row["id"]].id)
            published = KnowledgeRevision.item_id == item.id, KnowledgeRevision.published_at.is_not(None)
            revisions = session.scalars(select(KnowledgeRevision).where(*published).order_by(KnowledgeRevision.number))
            stood = list(revisions)
            session.connection().execute(insert(AlgorithmWalk), list(self._walk_rows(item, stood, row["walks"])))
            session.connection().execute(insert(AlgorithmUser), list(self._user_rows(item, stood)))
            for misfit in row.get("misfits", ()):
                self._misfit(session, item, stood, misfit)

    def _walk_rows(
        self, item: KnowledgeItem, stood: Sequence[KnowledgeRevision], count: int
    ) -> Iterator[dict[str, Any]]:
        for _walk in range(count):
            at = self._some_time(stood)
            revision = _standing_at(stood, at)
            path = list(self._path(_graph(revision)))
            last = path[-1].step
            finishes = {node.key for node in _graph(revision).nodes if node.kind is BlockKind.FINISH}
            self._walks += 1
            yield {
                "key": f"demo-walk-{self._walks:012d}",
                "item_id": item.id,
                "revision_number": revision.number,
                "at": full_hour(at),
                "seconds": sum(entry.seconds for entry in path),
                "finish": last if last in finishes else None,
                "path": {"steps": [entry.kept for entry in path]},
            }

    def _path(self, graph: Graph) -> Iterator[Entry]:
        """One conversation: from the start by likely answers to a finish, with a turn now and then."""
        here, how, number, trail = str(graph.start), How.START, None, list[str]()
        for _step in range(MOST_STEPS):
            yield Entry(here, self._random.randint(*SECONDS) if graph.leaving[here] else 0, how, number)
            trail.append(here)
            chance = self._random.random()
            if not graph.leaving[here] or chance < LEFT:
                return
            if chance < LEFT + BACK and len(trail) > 1:
                del trail[-1]
                here, how, number = trail.pop(), How.BACK, None
                continue
            at_any_time = chance < LEFT + BACK + ANY_TIME and bool(graph.any_time)
            taken = self._random.choice(graph.any_time) if at_any_time else self._likely(graph.leaving[here])
            here, how, number = str(taken.target), How.ANY_TIME if at_any_time else How.ANSWER, taken.number

    def _likely(self, arrows: Sequence[Arrow]) -> Arrow:
        return self._random.choices(arrows, [LIKELIER**arrow.number for arrow in arrows])[0]

    def _user_rows(self, item: KnowledgeItem, stood: Sequence[KnowledgeRevision]) -> Iterator[dict[str, Any]]:
        people = sorted(one.actor.id for one in self._company.people.values())
        for person_id in self._random.sample(people, self._random.randint(*USERS)):
            known = stood[-1] if len(stood) == 1 or self._random.random() > BEHIND else stood[-2]
            at = self._now - timedelta(days=self._random.randrange(1, 15))
            yield {"item_id": item.id, "person_id": person_id, "revision_number": known.number, "at": full_hour(at)}

    def _misfit(
        self, session: Session, item: KnowledgeItem, stood: Sequence[KnowledgeRevision], said: Mapping[str, Any]
    ) -> None:
        at = self._now - timedelta(days=said["days_ago"], minutes=self._random.randrange(20, 300))
        revision, actor = _standing_at(stood, at), self._company.people[said["by"]].actor
        node = next(node for node in _graph(revision).nodes if node.title == said["step"])
        key = f"demo-misfit-{item.id}-{said['by'].replace('.', '-')}-{said['days_ago']}"
        with clock.standing_at(at):
            noted = note_misfit(
                session, item, actor, key=key, number=revision.number, step=node.key, step_title=node.title,
                words=said["words"], now=at,
            )  # fmt: skip
        if "settled_by" in said:
            later = at + timedelta(days=2)
            keeper = self._company.people[said["settled_by"]].actor
            with clock.standing_at(later):
                settle_misfit(session, item, noted.id, keeper, now=later)

    def _some_time(self, stood: Sequence[KnowledgeRevision]) -> datetime:
        """More often lately: what is good gets about."""
        first = stood[0].published_at or self._now
        share: float = self._random.random() ** 0.6
        return first + (self._now - LATEST_BEFORE_NOW - first) * share


def _standing_at(stood: Sequence[KnowledgeRevision], at: datetime) -> KnowledgeRevision:
    return next((one for one in reversed(stood) if one.published_at and one.published_at <= at), stood[0])


def _graph(revision: KnowledgeRevision) -> Graph:
    return understood(revision.parts[SOURCE]).graph
