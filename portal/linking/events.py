"""What happens to links. Each of the two items has an entry of its own in the journal, so that both have a history."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class LinkEvent(Event):
    """Something that happened to the link between two items, as one of them has it."""

    item_kind: str  # type: ignore[misc]  # elsewhere a class variable: items of every kind are tied
    subject_id: int
    #: What the other one is to it (a Relation).
    link: str
    other_kind: str
    other_id: int
    #: The same was recorded just before at the other one.
    mirrored: bool = False
    #: Nobody is told: it came in a file, or undoes what was done just now.
    quiet: bool = False

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
