"""What slices above add to initiatives: parts of the page, conditions of moves, lines of the history, what asks for
proposals, choices of the lists.

They are registered by ``create_app()`` and by nothing else; initiatives ask here and know nobody.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import ColumnElement, ScalarSelect
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import Registry
from portal.core.numbers import read_number
from portal.initiatives.models import Initiative, StatusType

if TYPE_CHECKING:
    from portal.initiatives.queries.past import Change


class Place(StrEnum):
    """Where on the page of an initiative a part stands."""

    #: Above everything, as wide as the page: what it gave.
    LEAD = "lead"
    #: Under the state and whose turn it is.
    STATE = "state"
    #: After the three parts of the text, before the discussion.
    STORY = "story"
    #: Beside the story: owner, day, area and the like.
    FACTS = "facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A part of the page: its template, given ``values`` as ``panel``, its style sheet and entries of the menu."""

    place: Place
    template: str
    values: Mapping[str, Any]
    sheet: str | None = None
    #: Entries of the menu "More": {label, icon, href} or {label, icon, action} (sent by POST).
    menu: tuple[Mapping[str, Any], ...] = field(default=())


class PanelSource(Protocol):
    """Who adds a part to the page of an initiative."""

    def there(self, number: Any) -> ColumnElement[bool]:
        """Whether there are rows of the initiative with that id, read within the page's own statement."""

    def panels(
        self, session: Session, initiative: Initiative, actor: Actor, now: datetime, *, there: bool
    ) -> tuple[Panel, ...]:
        """The parts for this reader, one statement at most; without rows none, as every page pays for it."""


#: By the name of what they show ("outcomes.outcome"), in the order of the page.
panel_sources: Registry[PanelSource] = Registry("part of an initiative's page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What has to be done before a move: a sentence, where it is done, and what the way there is called."""

    text: Any
    href: str
    label: Any
    #: The page leads on by itself, so whoever chooses the move comes there at once.
    at_once: bool = False


#: What is missing for a move to a type of status, if anything: asked before the form of the move is shown and again in
#: the transaction of the move, of everyone but the portal itself.
move_conditions: Registry[Callable[[Session, Initiative, StatusType, Actor], Missing | None]] = Registry(
    "condition of a move"
)

#: Icon and words ("responsible: Olena") of what slices above did, by the name of the event; no words: no line.
#: The event's ``transition_id``, when it has one, brings the reason of that move along.
history_words: Registry[Callable[["Change"], tuple[str, str]]] = Registry("words of the history")


def missing(session: Session, initiative: Initiative, to: StatusType, actor: Actor) -> Missing | None:
    """The first thing that is missing for the move, or None."""
    found = (condition(session, initiative, to, actor) for condition in move_conditions)
    return next((one for one in found if one is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What asks people to propose something: the form of a new proposal says so above its fields."""

    #: As the form, its draft and what waits under seal keep it: "campaign:12".
    key: str
    #: What stands before the title ("Answers the question"), and a note behind it.
    intro: Any
    title: str
    href: str
    note: str = ""
    #: Whether what is handed in now still becomes an answer.
    open: bool = True


class Caller(Protocol):
    """Who asks for proposals."""

    def call(self, session: Session, number: int) -> Call | None:
        """What the form says; None where nothing was ever asked of everybody."""

    def answered(
        self, session: Session, number: int, initiative: Initiative, actor: Actor | None, now: datetime
    ) -> None:
        """A proposal was handed in as an answer, in this very transaction; whatever is gone meanwhile, it stands.

        Without an ``actor`` it comes out from under a seal: it was sent earlier, while the call was open.
        """


#: Who asks, by the name that forms and drafts keep: "campaign" of "campaign:12".
callers: Registry[Caller] = Registry("caller for proposals")
#: The field of the form, and of its address.
ANSWERS = "answers"


def call_of(session: Session, text: str | None) -> Call | None:
    """What ``text`` names, if it asks for proposals."""
    name, number = _named(text)
    caller = callers.get(name)
    return caller.call(session, number) if caller and number is not None else None


def answer_call(
    session: Session, text: str | None, initiative: Initiative, actor: Actor | None, *, now: datetime
) -> None:
    """Let whoever asked know what came of it."""
    name, number = _named(text)
    caller = callers.get(name)
    if caller and number is not None:
        caller.answered(session, number, initiative, actor, now)


def _named(text: str | None) -> tuple[str, int | None]:
    name, _colon, digits = (text or "").partition(":")
    return name, read_number(digits)


class ListChoice(Protocol):
    """One more choice of the lists of initiatives: list, board, roadmap and what is taken away as a file."""

    def matching(self, number: int) -> ColumnElement[bool]:
        """Which initiatives it leaves."""

    def label(self, session: Session, number: int, actor: Actor) -> str | None:
        """What the chip says; None when there is nothing of that number for this reader."""


#: By the name in the address: "campaign" of "?campaign=12".
list_choices: Registry[ListChoice] = Registry("choice of a list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the work is, in steps: scalar selects, made for the id of the initiative of the statement around them."""

    done: Callable[[Any], ScalarSelect[int]]
    total: Callable[[Any], ScalarSelect[int]]


#: Who knows how far it is, by name.
progress_of_work: Registry[Progress] = Registry("progress of the work")

#: Who knows who did a part of the work on the initiative with that id: ids of people, in one statement.
doers_of_work: Registry[Callable[[Session, int], Collection[int]]] = Registry("doers of the work")
