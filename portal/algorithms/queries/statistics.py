"""What walks tell of one version of an algorithm: where people come, stay, turn back and leave. Never who."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmWalk, Misfit
from portal.algorithms.walks import How

#: The latest of a version are counted: older ones tell of how people worked then.
MOST_WALKS = 2000
#: Fewer tell of single conversations, and nothing is shown.
ENOUGH_WALKS = 5
#: A walk without an end that began later than so long ago may still go on.
GOES_ON = timedelta(hours=2)


@dataclass(slots=True)
class StepFigures:
    """What happened at one step."""

    #: Walks that came there at least once.
    visits: int = 0
    #: Walks that ended there without a finish.
    left: int = 0
    #: How often somebody went back from there.
    back: int = 0
    misfits: int = 0
    #: Of each time that it was shown.
    seconds: list[int] = field(default_factory=list)

    @property
    def median_seconds(self) -> int:
        """Half of the times were shorter."""
        return round(median(self.seconds)) if self.seconds else 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What the walks of a version tell. ``ways``: walks that took an answer, by step (None: at any time) and number."""

    walks: int
    finished: int
    #: Of the whole conversations: those that began at the first step.
    median_seconds: int
    steps: Mapping[str, StepFigures]
    ways: Mapping[tuple[str | None, int], int]
    #: Walks that reached each finish.
    ends: Mapping[str, int]

    @property
    def tell(self) -> bool:
        """Whether there are enough to be shown."""
        return self.walks >= ENOUGH_WALKS

    def step(self, key: str) -> StepFigures:
        """Those of a step, where nobody may have come."""
        return self.steps.get(key) or StepFigures()

    def way(self, source: str | None, number: int) -> int:
        """Walks that took the answer."""
        return self.ways.get((source, number), 0)

    def shares(self) -> dict[str, Any] | None:
        """For static/js/map.js; None while there are too few."""
        if not self.tell:
            return None
        counts = {key: one.visits for key, one in self.steps.items() if one.visits}
        counts |= {f"{source or ''}>{number}": count for (source, number), count in self.ways.items()}
        return {"walks": self.walks, "counts": counts}


def figures(session: Session, item_id: int, number: int, now: datetime) -> Figures:
    """Of the revision ``number``: two statements."""
    columns = (AlgorithmWalk.path, AlgorithmWalk.finish, AlgorithmWalk.seconds)
    over = or_(AlgorithmWalk.finish.is_not(None), AlgorithmWalk.at <= now - GOES_ON)
    rows = session.execute(
        select(*columns)
        .where(AlgorithmWalk.item_id == item_id, AlgorithmWalk.revision_number == number, over)
        .order_by(AlgorithmWalk.id.desc())
        .limit(MOST_WALKS)
    ).all()
    steps: dict[str, StepFigures] = defaultdict(StepFigures)
    ways: Counter[tuple[str | None, int]] = Counter()
    for path, finish, _seconds in rows:
        _count(path["steps"], finish, steps, ways)
    for step, noted in _misfits(session, item_id, number):
        steps[step].misfits = noted
    lengths = [seconds for path, _finish, seconds in rows if path["steps"][0][2] != How.FOUND]
    return Figures(
        walks=len(rows),
        finished=sum(finish is not None for _path, finish, _seconds in rows),
        median_seconds=round(median(lengths)) if lengths else 0,
        steps=dict(steps),
        ways=ways,
        ends=Counter(finish for _path, finish, _seconds in rows if finish is not None),
    )


def _count(
    path: Sequence[Sequence[Any]],
    finish: str | None,
    steps: dict[str, StepFigures],
    ways: Counter[tuple[str | None, int]],
) -> None:
    gone: set[tuple[str | None, int]] = set()
    before: str | None = None
    for step, seconds, how, *numbers in path:
        steps[step].seconds.append(seconds)
        if how == How.BACK and before is not None:
            steps[before].back += 1
        gone.update((before if how == How.ANSWER else None, number) for number in numbers)
        before = step
    for step in {entry[0] for entry in path}:
        steps[step].visits += 1
    if finish is None and before is not None:
        steps[before].left += 1
    ways.update(gone)


def _misfits(session: Session, item_id: int, number: int) -> Sequence[tuple[str, int]]:
    rows = session.execute(
        select(Misfit.step, func.count())
        .where(Misfit.item_id == item_id, Misfit.revision_number == number)
        .group_by(Misfit.step)
    )
    return [(step, noted) for step, noted in rows]


def walked_versions(session: Session, item_id: int) -> Sequence[tuple[int, int]]:
    """Which versions were walked, the latest first, and how often."""
    rows = session.execute(
        select(AlgorithmWalk.revision_number, func.count())
        .where(AlgorithmWalk.item_id == item_id)
        .group_by(AlgorithmWalk.revision_number)
        .order_by(AlgorithmWalk.revision_number.desc())
    )
    return [(number, walks) for number, walks in rows]
