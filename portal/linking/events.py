"""What happens to links. ``item_kind`` is that of the item at which it was done."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class LinkEvent(Event):
    """Something that happened to the link from one item to another."""

    item_kind: str  # type: ignore[misc]  # elsewhere a class variable: items of every kind are tied
    subject_id: int
    link: str
    other_kind: str
    other_id: int

    @property
    def item_id(self) -> int:
        return self.subject_id


@dataclass(frozen=True, kw_only=True)
class ItemsTied(LinkEvent):
    """Two items were tied together."""

    name: ClassVar[str] = "linking.tied"


@dataclass(frozen=True, kw_only=True)
class ItemsUntied(LinkEvent):
    """A link was taken away."""

    name: ClassVar[str] = "linking.untied"
