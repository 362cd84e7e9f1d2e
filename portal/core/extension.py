"""Typed registries: how a lower slice shows or asks something without knowing who answers.

They are filled by ``create_app()`` and by nothing else. Registering the same value under the same name again is
harmless (tests build several applications); another value under a taken name is an error.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import BigInteger, BindParameter, ColumnElement, ScalarSelect, bindparam
from sqlalchemy.orm import Session

from portal.core.actor import Actor

T = TypeVar("T")


class Registry(Generic[T]):
    """Named values of one type, in the order in which they were registered."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._values: dict[str, T] = {}

    def register(self, name: str, value: T) -> None:
        """Add a value; raise ValueError when another one has the name."""
        if self._values.setdefault(name, value) != value:
            raise ValueError(f"{self._what} {name!r} is registered twice")

    def __getitem__(self, name: str) -> T:
        return self._values[name]

    def get(self, name: str) -> T | None:
        """The value of that name, or None."""
        return self._values.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._values.values()))

    def names(self) -> list[str]:
        """The names, in the order of the values."""
        return list(self._values)

    def items(self) -> list[tuple[str, T]]:
        """Pairs of name and value."""
        return list(self._values.items())

    @contextmanager
    def with_also(self, name: str, value: T) -> Iterator[None]:
        """One more value for the length of a block (tests of what a later slice will do)."""
        self.register(name, value)
        try:
            yield
        finally:
            del self._values[name]

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """All but one for the length of a block."""
        held = self._values
        self._values = {other: value for other, value in held.items() if other != name}
        try:
            yield
        finally:
            self._values = held


@dataclass(frozen=True, slots=True)
class ItemRef:
    """Any item of the portal by kind and id: an initiative, later a case, an article, an algorithm."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCard:
    """What others may show of an item: never made for somebody who may not see it."""

    ref: ItemRef
    title: str
    href: str
    #: What sort of item it is, in a word or two, and the drawing for it; empty where nobody needs them.
    note: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """Something that exists already and is much like what somebody is writing."""

    card: ItemCard
    #: From 0 to 1.
    closeness: float
    support_count: int
    status_type: str
    status_label: str
    #: Whether it is by whoever asks.
    own: bool


class LookAlikes(Protocol):
    """What finds things that are much like a text."""

    def similar(self, session: Session, text: str, actor: Actor, limit: int) -> Sequence[LookAlike]:
        """What is likely to be about the same matter and open to ``actor``, the closest first; often nothing.

        The first line of ``text`` is its title. Asked while somebody types: in a few milliseconds, and nothing is kept.
        """


#: Who finds look-alikes. The one that was registered last answers: a search that understands more than titles
#: registers itself after the match of titles and so takes its place.
look_alikes: Registry[LookAlikes] = Registry("look-alikes")


class Spoken(StrEnum):
    """What happened to a comment. Only ``ADDED`` is somebody's word; the others bring it back or take it away."""

    ADDED = "added"
    PUT_BACK = "put_back"
    SHOWN_AGAIN = "shown_again"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"

    @property
    def delta(self) -> int:
        """By how much the number of readable comments changes: 1 or -1."""
        return -1 if self in {Spoken.WITHDRAWN, Spoken.HIDDEN} else 1


class ItemKind(Protocol):
    """What the owner of a kind of item answers about its items. Registered by the kind's name."""

    def cards(self, session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        """Cards of those of ``ids`` that ``actor`` may see. One statement, whatever the number."""

    def audience(self, session: Session, item_id: int) -> Collection[int]:
        """Ids of the people whom the item concerns by office: author, owner."""

    def may_discuss(self, session: Session, item_id: int, actor: Actor) -> bool:
        """Whether ``actor`` sees the item and may add to its discussion now."""

    def readers(self, session: Session, item_id: int, people: Collection[int]) -> Collection[int]:
        """Those of ``people`` who may see the item; nobody else is ever told of it."""

    def place_of_talk(self, session: Session, item_id: int) -> int:
        """The item where words meant for this one stand now: itself, or the one that it was merged into.

        It stays so until the transaction ends: whoever would merge or part the item waits.
        """

    def discussed(self, session: Session, item_id: int, *, by: Actor, spoken: Spoken, internal: bool) -> None:
        """Count what happened to a comment through ``by``; called in the transaction of the change."""


#: Kinds of items by name ("initiative").
item_kinds: Registry[ItemKind] = Registry("item kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSource:
    """Where the cards of a kind of item stand, so that cards of several kinds can be read in one statement."""

    id: Any
    title: Any
    #: A whole number that tells what sort of item it is: genre, status.
    sort: Any
    #: The conditions under which somebody with these roles sees it; ``ME`` and ``TEAM`` stand for the reader's ids.
    visible: Callable[[Actor], tuple[ColumnElement[bool], ...]]
    #: The card of a row: id, title, sort.
    card: Callable[[Session, int, str, int], ItemCard]


#: The same names as ``item_kinds``; a kind that isn't here can't be tied to others.
card_sources: Registry[CardSource] = Registry("source of cards")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """By when the next word on items of a kind is promised: scalar selects, made for the id of the item around them."""

    #: The last day on which it is in time; nothing while the author is asked, and where nothing is promised.
    day: Callable[[Any], ScalarSelect[Any]]
    #: Since when the author has been asked; nothing while it is somebody else's turn.
    asked_at: Callable[[Any], ScalarSelect[Any]]


#: Who keeps the promises, by the kind of item; of kinds that aren't here nothing is promised.
promises: Registry[Promises] = Registry("promises")

#: Items that somebody may see by words of their titles, the best first, by who finds them: called with the words,
#: whoever asks and how many of each kind are wanted at most. A search comes last and adds what it understands.
title_finders: Registry[Callable[[Session, str, Actor, int], Sequence[ItemCard]]] = Registry("finder of titles")

#: Whether somebody beside its author may say that a comment on an item is settled, by the kind of item; comments on
#: items of kinds that aren't here can't be.
comment_settlers: Registry[Callable[[Session, int, Actor], bool]] = Registry("who settles comments")

#: Whether somebody may read any of these texts by their ids, for what is no item itself but shows pictures (a comment),
#: by the kind under which the uses of pictures are noted. One statement for each kind of item, whatever the number.
text_readers: Registry[Callable[[Session, Collection[int], Actor], bool]] = Registry("reader of texts")


class Origin(Protocol):
    """What is no item of its own, but something grows out of it: a word that a step of an algorithm did not fit."""

    def card(self, session: Session, number: int, actor: Actor) -> ItemCard | None:
        """What it is and where it stands, for whoever may make something of it; its ``ref`` is its own."""

    def words(self, session: Session, number: int, actor: Actor) -> str:
        """What a text that grows out of it begins with; empty for whoever may not make anything of it."""

    def grew(self, session: Session, number: int, into: ItemRef, actor: Actor, *, now: datetime) -> ItemRef | None:
        """Remember what it grew into, in the transaction of the caller; the item that it belongs to, to be tied."""


#: Such origins by the name that forms and drafts keep: "misfit" of "misfit:12".
origins: Registry[Origin] = Registry("origin")


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """A place in the navigation. ``action`` None: everyone signed in sees it."""

    group: str
    label: Any
    endpoint: str
    icon: str
    order: int
    action: str | None = None
    #: The name of a registered count that is shown beside the label.
    count: str | None = None
    #: Also in the bottom bar of a phone.
    phone: bool = False
    #: The group for which it stands where there is no room for each of its places.
    stands_for: str | None = None


nav_items: Registry[NavItem] = Registry("navigation item")

#: The id of whoever looks, as a parameter: statements that every page runs are built once, not once a request.
ME: BindParameter[int] = bindparam("me", type_=BigInteger)
#: The id of their team, for statements that are built for people who have one.
TEAM: BindParameter[int] = bindparam("team", type_=BigInteger)

#: Numbers in the frame (unread messages), all read in one statement. Each function is called once for each set of
#: roles, with somebody who has them, and gives a scalar select in which ``ME`` stands for the reader's id.
nav_counts: Registry[Callable[[Actor], ScalarSelect[int] | ColumnElement[int]]] = Registry("navigation count")


class Belongings(Protocol):
    """Rows that hang on an item and go along when it is merged into another of its kind, and come back.

    Called in the transaction of the merge; nobody else writes to the items meanwhile.
    """

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[dict[str, Any]]:
        """Move to ``target`` those rows of ``source`` whose like it has not; the others wait where they are.

        Gives the name of each row that moved: small data, equal whenever the same row moves, and never that of
        another one: an id stands there only if it isn't given twice (``db.IDS_ONCE``) or its row is never deleted.
        """

    def give_back(self, session: Session, names: Collection[dict[str, Any]], holder: ItemRef, home: ItemRef, /) -> None:
        """Move the named rows from ``holder`` to ``home``, as far as they are still there."""

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Two items have been parted and all rows are where they belong: mend what reaches from one to the other."""


#: What moves with an item that is merged into another, by a name that the log of the merge keeps.
belongings: Registry[Belongings] = Registry("belongings")


class Duty(Protocol):
    """Something a person is responsible for that somebody must take over when they leave."""

    label: Any

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many such duties the person has: a part of the one statement that counts all kinds."""

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Give all of them to another person, in the transaction of the caller."""


duties: Registry[Duty] = Registry("duty")


#: What else of a person is to be removed when they are erased: called with the id and the name that goes, in the
#: transaction of erasing.
erasures: Registry[Callable[[Session, int, str], None]] = Registry("erasure")
