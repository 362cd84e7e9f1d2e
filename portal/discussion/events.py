"""What happens in a discussion. ``item_kind`` is the item's own, so it is a field here."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class DiscussionEvent(Event):
    """Something that happened to a comment; listed in the journal under the discussed item."""

    item_kind: str  # type: ignore[misc]  # elsewhere a class variable: a discussion has items of many kinds
    subject_id: int
    comment_id: int
    #: Whether it is a note of the committee: others must not learn that anything happened.
    internal: bool = False

    @property
    def item_id(self) -> int:
        return self.subject_id


@dataclass(frozen=True, kw_only=True)
class CommentAdded(DiscussionEvent):
    """A comment or a reply; ``mentioned`` are the ids of people named in it."""

    name: ClassVar[str] = "discussion.comment_added"
    parent_id: int | None
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommentEdited(DiscussionEvent):
    """A comment's text changed; ``mentioned`` are only people newly named."""

    name: ClassVar[str] = "discussion.comment_edited"
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommentWithdrawn(DiscussionEvent):
    """The author took a comment back."""

    name: ClassVar[str] = "discussion.comment_withdrawn"


@dataclass(frozen=True, kw_only=True)
class CommentPutBack(DiscussionEvent):
    """The author undid the withdrawal."""

    name: ClassVar[str] = "discussion.comment_put_back"


@dataclass(frozen=True, kw_only=True)
class CommentHidden(DiscussionEvent):
    """An editor hid a comment with a reason."""

    name: ClassVar[str] = "discussion.comment_hidden"
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class CommentShownAgain(DiscussionEvent):
    """An editor undid the hiding."""

    name: ClassVar[str] = "discussion.comment_shown_again"
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class CommentReported(DiscussionEvent):
    """Somebody reported a comment to the editors."""

    name: ClassVar[str] = "discussion.comment_reported"
    report_id: int


@dataclass(frozen=True, kw_only=True)
class ReactionGiven(DiscussionEvent):
    """A reaction to a comment."""

    name: ClassVar[str] = "discussion.reaction_given"
    reaction: str
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class ReactionWithdrawn(DiscussionEvent):
    """A reaction taken back."""

    name: ClassVar[str] = "discussion.reaction_withdrawn"
    reaction: str


@dataclass(frozen=True, kw_only=True)
class ReportsSettled(DiscussionEvent):
    """An editor looked at the reports of a comment; ``hidden`` when the comment was hidden for them."""

    name: ClassVar[str] = "discussion.reports_settled"
    report_ids: tuple[int, ...]
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class CommentResolved(DiscussionEvent):
    """What a comment asks for is settled."""

    name: ClassVar[str] = "discussion.comment_resolved"
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class CommentReopened(DiscussionEvent):
    """It isn't settled after all."""

    name: ClassVar[str] = "discussion.comment_reopened"
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class FollowChanged(Event):
    """Somebody began or ceased to follow an item by their own choice."""

    name: ClassVar[str] = "discussion.follow_changed"
    item_kind: str  # type: ignore[misc]  # elsewhere a class variable: items of many kinds are followed
    subject_id: int
    follows: bool

    @property
    def item_id(self) -> int:
        return self.subject_id
