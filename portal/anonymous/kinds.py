"""What other slices answer about the items that can be told without a name. Filled in each slice's wiring."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import Registry
from portal.people.models import Role


@dataclass(frozen=True, slots=True)
class AuthorRights:
    """What somebody who has shown the code may do with an item as it stands."""

    can_write: bool
    can_take_back: bool


class Opener(Protocol):
    """Turns what waited under seal into rows of its own kind, as if it had happened at the full hour ``at``.

    It is told nothing of who spoke, and writes no person, no team and no other time.
    """

    @property
    def answered_by(self) -> Role:
        """Who reads and answers what the author writes."""

    def holds(self, session: Session, number: int) -> bool:
        """Whether an item of this kind has the number."""

    def together(self, session: Session) -> AbstractContextManager[object]:
        """Opened around everything that is let out at an hour, for what is cheaper to do once."""

    def open_submission(self, session: Session, number: int, fields: Mapping[str, Any], *, at: datetime) -> None:
        """Make the item. Its pictures are let out by the caller, for the same kind and number."""

    def rights(self, session: Session, number: int) -> AuthorRights | None:
        """What the author may do now; None when there is no such item."""

    def take_back(self, session: Session, number: int, *, at: datetime) -> None:
        """Let it vanish from everybody's eyes but the author's."""

    def require_answer(self, session: Session, number: int, actor: Actor, *, hold: bool) -> None:
        """Raise NotFound when it is hidden from ``actor``, Forbidden unless they may write to its author now.

        ``hold``: nobody changes that until the end of the transaction.
        """

    def answered(self, session: Session, number: int, *, now: datetime) -> None:
        """Somebody has just written to the author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationWords:
    """What is said around a conversation, on both sides of it: whole sentences, because languages inflect."""

    #: To the author. ``waits`` and ``will_vanish`` hold %(time)s.
    title: Any
    note: Any
    waits: Any
    write: Any
    badge: Any
    shown_later: Any
    will_vanish: Any
    #: Beside the short buttons.
    take_back_note: Any
    vanish_note: Any
    #: To those who answer.
    title_of_readers: Any
    note_of_readers: Any
    ask: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorView:
    """What the author of one item sees of it. Without a ``status`` it waits, and nobody else sees it."""

    title: str
    #: Type (as ``components/marks.html`` draws it) and label.
    status: tuple[str, str] | None
    #: Whether those who answer wait for the author.
    authors_turn: bool = False
    rights: AuthorRights = AuthorRights(can_write=True, can_take_back=True)
    #: What the template of the kind shows.
    shown: Any


class AuthorPages(Protocol):
    """How a kind of item looks to its anonymous author."""

    words: ConversationWords
    #: Extends ``anonymous/status.html`` and is given the AuthorView as ``view``.
    template: str
    #: Where something of this kind is told without a name, and what the link to it says.
    begin_href: str
    begin_label: Any

    def let_out(self, session: Session, number: int, now: datetime) -> AuthorView | None:
        """What is seen of an item that has been let out; None when it hasn't been."""

    def sealed(self, session: Session, fields: Mapping[str, Any], /) -> AuthorView:
        """The same of one that waits."""


#: By kind of item ("initiative", "case").
openers: Registry[Opener] = Registry("opener")
author_pages: Registry[AuthorPages] = Registry("page of an anonymous author")
