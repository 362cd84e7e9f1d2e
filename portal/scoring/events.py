"""What happens when initiatives are valued. Never a value: nobody reads another's from the journal."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event
from portal.initiatives.events import InitiativeEvent


@dataclass(frozen=True, kw_only=True)
class ScoreGiven(InitiativeEvent):
    """A member of the committee scored it, or put right what they had given. Told to nobody."""

    name: ClassVar[str] = "scoring.score_given"
    round_id: int
    corrected: bool = False


@dataclass(frozen=True, kw_only=True)
class QuorumReached(InitiativeEvent):
    """Enough have scored it: those who have can agree. Nobody else may learn of it."""

    name: ClassVar[str] = "scoring.quorum_reached"
    round_id: int
    #: Who has scored it.
    given_by: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreAgreed(InitiativeEvent):
    """The committee agreed on a value."""

    name: ClassVar[str] = "scoring.agreed"
    round_id: int


@dataclass(frozen=True, kw_only=True)
class ScoringCalled(InitiativeEvent):
    """Somebody of the committee asks all of it to score, perhaps anew or by another model."""

    name: ClassVar[str] = "scoring.called"
    round_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True)
class ScoringModelChanged(Event):
    """A model of the company's own was made or changed (another version), retired or taken back into use."""

    name: ClassVar[str] = "scoring.model_changed"
    item_kind: ClassVar[str] = "scoring_model"
    model_id: int
    version_id: int
    retired: bool = False

    @property
    def item_id(self) -> int:
        return self.model_id


@dataclass(frozen=True, kw_only=True)
class ScoringSettingsChanged(Event):
    """Another version is used from now on, or another quorum holds."""

    name: ClassVar[str] = "scoring.settings_changed"
    item_kind: ClassVar[str] = "scoring_settings"
    settings_id: int
    version_id: int
    quorum: int
    for_waiting: bool

    @property
    def item_id(self) -> int:
        return self.settings_id
