"""What happens with tracks. What happens with those who follow them: ``care_events`` and ``learning_events``."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class TrackEvent(Event):
    """Something happened to a track."""

    item_kind: ClassVar[str] = "track"
    track_id: int

    @property
    def item_id(self) -> int:
        return self.track_id


@dataclass(frozen=True, kw_only=True)
class TrackMade(TrackEvent):
    """It was begun; nobody but editors sees it yet."""

    name: ClassVar[str] = "onboarding.track_made"


@dataclass(frozen=True, kw_only=True)
class TrackDraftChanged(TrackEvent):
    """Its draft says something else. ``what``: "words", "order", "section", "step", "begun", "dropped"."""

    name: ClassVar[str] = "onboarding.track_draft_changed"
    what: str


@dataclass(frozen=True, kw_only=True)
class TrackPublished(TrackEvent):
    """A version stands: 1 is the first."""

    name: ClassVar[str] = "onboarding.track_published"
    number: int


@dataclass(frozen=True, kw_only=True)
class TrackSettled(TrackEvent):
    """Who may begin it, or in which language it is, was settled otherwise. ``what`` names the fields."""

    name: ClassVar[str] = "onboarding.track_settled"
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TrackEntrusted(TrackEvent):
    """Somebody else keeps it; None: nobody. Whoever kept it before hears of it too."""

    name: ClassVar[str] = "onboarding.track_entrusted"
    person_id: int | None
    previous_keeper_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TrackClosed(TrackEvent):
    """Nobody begins it any more, or (``closed`` False) it is open again."""

    name: ClassVar[str] = "onboarding.track_closed"
    closed: bool


@dataclass(frozen=True, kw_only=True)
class TrackDiscarded(TrackEvent):
    """It was thrown away before it was ever published, or (``gone`` False) taken back."""

    name: ClassVar[str] = "onboarding.track_discarded"
    gone: bool
