"""What happens with dialogues. What somebody plays is theirs and stands in no journal: see ``finishing``."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class DialogueEvent(Event):
    """Something happened to a dialogue."""

    item_kind: ClassVar[str] = "dialogue"
    dialogue_id: int

    @property
    def item_id(self) -> int:
        return self.dialogue_id


@dataclass(frozen=True, kw_only=True)
class DialogueMade(DialogueEvent):
    """It was begun; nobody plays it yet."""

    name: ClassVar[str] = "practice.dialogue_made"


@dataclass(frozen=True, kw_only=True)
class DialoguePublished(DialogueEvent):
    """Everybody can play it, in this version. ``major``: it changes what people do."""

    name: ClassVar[str] = "practice.dialogue_published"
    number: int
    major: bool = True


@dataclass(frozen=True, kw_only=True)
class DialogueClosed(DialogueEvent):
    """It is begun no more, or (``closed`` False) again."""

    name: ClassVar[str] = "practice.dialogue_closed"
    closed: bool


@dataclass(frozen=True, kw_only=True)
class DialogueEntrusted(DialogueEvent):
    """Somebody else keeps it."""

    name: ClassVar[str] = "practice.dialogue_entrusted"
    person_id: int | None
