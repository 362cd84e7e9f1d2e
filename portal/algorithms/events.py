"""What happens to an algorithm beside what happens to every item of knowledge."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class AlgorithmEvent(Event):
    """Something that happened to one algorithm."""

    item_kind: ClassVar[str] = "algorithm"
    algorithm_id: int

    @property
    def item_id(self) -> int:
        return self.algorithm_id


@dataclass(frozen=True, kw_only=True)
class ChangeSeen(AlgorithmEvent):
    """Somebody who uses it has seen what changed, up to the revision ``number``."""

    name: ClassVar[str] = "algorithms.change_seen"
    number: int


@dataclass(frozen=True, kw_only=True)
class MisfitNoted(AlgorithmEvent):
    """A step did not fit a conversation. The words, and who said them, stand in the row: nobody is counted here."""

    name: ClassVar[str] = "algorithms.misfit_noted"
    misfit_id: int
    step: str


@dataclass(frozen=True, kw_only=True)
class MisfitsGathered(AlgorithmEvent):
    """So many that nobody has settled within two weeks that its keeper is told; the latest stands last."""

    name: ClassVar[str] = "algorithms.misfits_gathered"
    misfit_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MisfitSettled(AlgorithmEvent):
    """Somebody answerable has dealt with one (``settled``), or it waits again after all.

    ``noted_by_id``: who had said so. ``became_kind`` and ``became_id``: what it grew into, if it did.
    """

    name: ClassVar[str] = "algorithms.misfit_settled"
    misfit_id: int
    noted_by_id: int | None
    settled: bool
    became_kind: str | None = None
    became_id: int | None = None
