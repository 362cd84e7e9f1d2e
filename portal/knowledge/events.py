"""What happens to an item of knowledge. ``item_kind`` is the item's own ("case", "article"), so it is a field here."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class KnowledgeEvent(Event):
    """Something that happened to one item: ``**about(item)`` names it."""

    item_kind: str  # type: ignore[misc]  # elsewhere a class variable: knowledge has items of several kinds
    subject_id: int

    @property
    def item_id(self) -> int:
        return self.subject_id


@dataclass(frozen=True, kw_only=True)
class RevisionEvent(KnowledgeEvent):
    """Something that happened to one revision of an item; ``author_id``: who wrote it, nobody without a name."""

    number: int
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class ItemWritten(RevisionEvent):
    """Somebody began a new item, or a draft beside the published text (``number`` above 1)."""

    name: ClassVar[str] = "knowledge.written"


@dataclass(frozen=True, kw_only=True)
class ItemDiscarded(RevisionEvent):
    """A draft was thrown away (``gone``), or that was undone."""

    name: ClassVar[str] = "knowledge.discarded"
    gone: bool


@dataclass(frozen=True, kw_only=True)
class ItemHandedIn(RevisionEvent):
    """A revision waits for the editors; ``again`` when they had sent it back."""

    name: ClassVar[str] = "knowledge.handed_in"
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemTakenBack(RevisionEvent):
    """The author took a revision back before it was published."""

    name: ClassVar[str] = "knowledge.taken_back"


@dataclass(frozen=True, kw_only=True)
class ItemSentBack(RevisionEvent):
    """An editor asks for something first; what it is stands in the revision."""

    name: ClassVar[str] = "knowledge.sent_back"


@dataclass(frozen=True, kw_only=True)
class ItemPublished(RevisionEvent):
    """A revision stands now. ``first``: the item is new to readers; ``major``: it changes what people do."""

    name: ClassVar[str] = "knowledge.published"
    major: bool
    first: bool
    #: The number of the revision whose text came back, when it was rolled back to.
    rolled_back_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class VersionClosed(RevisionEvent):
    """A version that stood is closed to everybody (``closed``), or open again; why stands in the revision."""

    name: ClassVar[str] = "knowledge.version_closed"
    closed: bool


@dataclass(frozen=True, kw_only=True)
class VersionEmptied(RevisionEvent):
    """The words of a version that was closed a day ago were deleted for good."""

    name: ClassVar[str] = "knowledge.version_emptied"


@dataclass(frozen=True, kw_only=True)
class ItemArchived(KnowledgeEvent):
    """It holds no longer; the reason stands on the item."""

    name: ClassVar[str] = "knowledge.archived"


@dataclass(frozen=True, kw_only=True)
class ItemBroughtBack(KnowledgeEvent):
    """It was taken out of the archive."""

    name: ClassVar[str] = "knowledge.brought_back"


@dataclass(frozen=True, kw_only=True)
class ItemConfirmed(KnowledgeEvent):
    """Somebody answerable looked at it: it is still true. ``until``: when it is looked at again, in ISO 8601."""

    name: ClassVar[str] = "knowledge.confirmed"
    until: str


@dataclass(frozen=True, kw_only=True)
class CheckAgainSet(KnowledgeEvent):
    """The day on which it is looked at again changed (ISO 8601; None: never)."""

    name: ClassVar[str] = "knowledge.check_again_set"
    until: str | None


@dataclass(frozen=True, kw_only=True)
class KeeperChanged(KnowledgeEvent):
    """Somebody else keeps it true now (None: nobody)."""

    name: ClassVar[str] = "knowledge.keeper_changed"
    keeper_id: int | None
    previous_keeper_id: int | None


@dataclass(frozen=True, kw_only=True)
class FragmentMarked(KnowledgeEvent):
    """Somebody marked in green what is good; ``author_id``: of the item, nobody without a name."""

    name: ClassVar[str] = "knowledge.marked"
    mark_id: int
    author_id: int | None
    keeper_id: int | None


@dataclass(frozen=True, kw_only=True)
class MarkChanged(KnowledgeEvent):
    """Whoever marked something says it in other words."""

    name: ClassVar[str] = "knowledge.mark_changed"
    mark_id: int


@dataclass(frozen=True, kw_only=True)
class MarkTakenBack(KnowledgeEvent):
    """A mark is gone; ``by_id``: whose it was (an editor may have taken it away)."""

    name: ClassVar[str] = "knowledge.mark_taken_back"
    mark_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class MarkHadBack(KnowledgeEvent):
    """The taking back of a mark was undone; ``by_id``: whose it is."""

    name: ClassVar[str] = "knowledge.mark_had_back"
    mark_id: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class CheckDue(KnowledgeEvent):
    """The day has come on which its keeper wanted to look at it again (ISO 8601)."""

    name: ClassVar[str] = "knowledge.check_due"
    due_on: str


@dataclass(frozen=True, kw_only=True)
class CheckOverdue(KnowledgeEvent):
    """That day has passed two weeks ago and nobody has looked: the editors'."""

    name: ClassVar[str] = "knowledge.check_overdue"
    due_on: str


@dataclass(frozen=True, kw_only=True)
class AcknowledgementAsked(KnowledgeEvent):
    """Readers are asked to say that they have read it: all (no ``team_ids``), or those of some teams.

    ``told_team_ids``: who was asked before and needs no word. ``again``: it has changed in the matter since.
    """

    name: ClassVar[str] = "knowledge.acknowledgement_asked"
    team_ids: tuple[int, ...]
    told_team_ids: tuple[int, ...] = ()
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class AcknowledgementDropped(KnowledgeEvent):
    """Nobody is asked any more."""

    name: ClassVar[str] = "knowledge.acknowledgement_dropped"


@dataclass(frozen=True, kw_only=True)
class ItemAcknowledged(KnowledgeEvent):
    """Somebody says that they have read a revision."""

    name: ClassVar[str] = "knowledge.acknowledged"
    number: int


@dataclass(frozen=True, kw_only=True)
class HelpAnswered(KnowledgeEvent):
    """Somebody says whether it helped; why it didn't stands in the answer."""

    name: ClassVar[str] = "knowledge.help_answered"
    helpful: bool


@dataclass(frozen=True, kw_only=True)
class HelpAnswerSettled(KnowledgeEvent):
    """What was missing is dealt with (``settled``), or isn't after all."""

    name: ClassVar[str] = "knowledge.help_answer_settled"
    answered_by_id: int
    settled: bool


@dataclass(frozen=True, kw_only=True)
class ItemReacted(KnowledgeEvent):
    """A reaction to an item (``given``), or one taken back. ``author_id``: of the item; nobody without a name."""

    name: ClassVar[str] = "knowledge.reacted"
    reaction: str
    given: bool
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class CollectionEvent(Event):
    """Something that happened to a collection."""

    item_kind: ClassVar[str] = "collection"
    collection_id: int

    @property
    def item_id(self) -> int:
        return self.collection_id


@dataclass(frozen=True, kw_only=True)
class CollectionMade(CollectionEvent):
    """Somebody began one."""

    name: ClassVar[str] = "knowledge.collection_made"


@dataclass(frozen=True, kw_only=True)
class CollectionEdited(CollectionEvent):
    """Its title or what it says of itself changed."""

    name: ClassVar[str] = "knowledge.collection_edited"


@dataclass(frozen=True, kw_only=True)
class CollectionDiscarded(CollectionEvent):
    """It was thrown away (``gone``), or that was undone."""

    name: ClassVar[str] = "knowledge.collection_discarded"
    gone: bool


@dataclass(frozen=True, kw_only=True)
class CollectionArranged(CollectionEvent):
    """An item was put in, taken out (``position`` None) or moved to another place."""

    name: ClassVar[str] = "knowledge.collection_arranged"
    entry_id: int
    position: int | None


@dataclass(frozen=True, kw_only=True)
class GenresChanged(Event):
    """An administrator added, renamed, moved, retired or brought back a genre; ``what`` says which of these."""

    name: ClassVar[str] = "knowledge.genres_changed"
    item_kind: ClassVar[str] = "genre"
    genre_id: int
    what: str

    @property
    def item_id(self) -> int:
        return self.genre_id
