"""What happens in a conversation with an anonymous author. ``item_kind`` is the item's own, so it is a field here."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class ConversationEvent(Event):
    """One more message; listed in the journal under the item that the conversation is about."""

    item_kind: str  # type: ignore[misc]  # elsewhere a class variable: items of several kinds are told without a name
    subject_id: int
    message_id: int

    @property
    def item_id(self) -> int:
        return self.subject_id


@dataclass(frozen=True, kw_only=True)
class AuthorWrote(ConversationEvent):
    """An anonymous author wrote to those who answer them."""

    name: ClassVar[str] = "anonymous.author_wrote"


@dataclass(frozen=True, kw_only=True)
class AuthorWrittenTo(ConversationEvent):
    """Somebody wrote to an anonymous author."""

    name: ClassVar[str] = "anonymous.author_written_to"
