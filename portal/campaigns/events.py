"""What happens with campaigns."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event
from portal.initiatives.events import InitiativeEvent


@dataclass(frozen=True, kw_only=True)
class CampaignEvent(Event):
    """Something happened to a campaign."""

    item_kind: ClassVar[str] = "campaign"
    campaign_id: int

    @property
    def item_id(self) -> int:
        return self.campaign_id


@dataclass(frozen=True, kw_only=True)
class CampaignMade(CampaignEvent):
    """It was written down; nobody is asked yet."""

    name: ClassVar[str] = "campaigns.made"


@dataclass(frozen=True, kw_only=True)
class CampaignEdited(CampaignEvent):
    """Other words or days: ``what`` names the fields."""

    name: ClassVar[str] = "campaigns.edited"
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CampaignDiscarded(CampaignEvent):
    """It was thrown away before it began, or (``gone`` False) taken back."""

    name: ClassVar[str] = "campaigns.discarded"
    gone: bool


@dataclass(frozen=True, kw_only=True)
class CampaignStarted(CampaignEvent):
    """Everybody is asked. ``ends_on``: the last day to answer, in ISO 8601."""

    name: ClassVar[str] = "campaigns.started"
    ends_on: str


@dataclass(frozen=True, kw_only=True)
class CampaignClosed(CampaignEvent):
    """The last day has passed, or it was closed earlier."""

    name: ClassVar[str] = "campaigns.closed"
    keeper_id: int | None
    early: bool = False


@dataclass(frozen=True, kw_only=True)
class CampaignReopened(CampaignEvent):
    """It can be answered again, until ``ends_on`` in ISO 8601."""

    name: ClassVar[str] = "campaigns.reopened"
    ends_on: str


@dataclass(frozen=True, kw_only=True)
class ResultsTold(CampaignEvent):
    """What came of it was said to everybody."""

    name: ClassVar[str] = "campaigns.results_told"


@dataclass(frozen=True, kw_only=True)
class CampaignEntrusted(CampaignEvent):
    """Somebody else sees to it."""

    name: ClassVar[str] = "campaigns.entrusted"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class InitiativePutIn(InitiativeEvent):
    """The committee counts it among the answers of a campaign."""

    name: ClassVar[str] = "campaigns.initiative_put_in"
    campaign_id: int


@dataclass(frozen=True, kw_only=True)
class InitiativeTakenOut(InitiativeEvent):
    """It is no answer of a campaign any more."""

    name: ClassVar[str] = "campaigns.initiative_taken_out"
    campaign_id: int
