"""What happens with cards. Nothing here says who learns what."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class CardEvent(Event):
    """Something happened to a card."""

    item_kind: ClassVar[str] = "card"
    card_id: int

    @property
    def item_id(self) -> int:
        return self.card_id


@dataclass(frozen=True, kw_only=True)
class CardMade(CardEvent):
    """An editor wrote it, or took what was proposed (``proposed``). ``of_id``: the item that it is taken from."""

    name: ClassVar[str] = "cards.made"
    of_id: int | None
    proposed: bool = False


@dataclass(frozen=True, kw_only=True)
class CardEdited(CardEvent):
    """It asks or answers otherwise: ``what`` names the fields; ``again``: whoever knew it is asked once more."""

    name: ClassVar[str] = "cards.edited"
    what: tuple[str, ...]
    again: bool


@dataclass(frozen=True, kw_only=True)
class CardConfirmed(CardEvent):
    """Its item changed, and an editor says that the card still holds."""

    name: ClassVar[str] = "cards.confirmed"


@dataclass(frozen=True, kw_only=True)
class CardRetired(CardEvent):
    """Nobody is asked it any more (``gone``), or that was undone."""

    name: ClassVar[str] = "cards.retired"
    gone: bool


@dataclass(frozen=True, kw_only=True)
class CardSourceChanged(CardEvent):
    """What it is taken from says something else now."""

    name: ClassVar[str] = "cards.source_changed"
    of_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ProposalLeft(Event):
    """The editors don't want a card of some words of an item (``left``), or do after all."""

    name: ClassVar[str] = "cards.proposal_left"
    item_kind: ClassVar[str] = "card_proposal"
    of_id: int
    key: str
    left: bool

    @property
    def item_id(self) -> int:
        return self.of_id
