"""Where searchable texts come from: one source a kind, which reads its owner's rows and asks its owner's rights."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A searchable text as its owner gives it; the fields are those of ``SearchDocument``."""

    item_id: int
    part: str = ""
    lang: str = ""
    title: str
    body: str = ""
    words: Sequence[str] = ()
    access: frozenset[str]
    status: str = ""
    genre: str = ""
    area_id: int | None = None
    author_id: int | None = None
    team_id: int | None = None
    at: date | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a result looks to whoever asks."""

    title: str
    href: str
    note: str = ""
    icon: str = ""
    status: str = ""


class Source(Protocol):
    """One kind of searchable text. Registered by the name of the kind."""

    #: The kind's name in the plural, as a heading of results.
    label: Any
    icon: str

    def texts(self, session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Text]]:
        """Everything searchable of these items; an item that is absent has nothing to be found any more."""

    def ids(self, session: Session) -> Iterator[Sequence[int]]:
        """All items that can be searched, in batches, rising."""

    def shown(
        self, session: Session, parts: Collection[tuple[int, str]], actor: Actor
    ) -> Mapping[tuple[int, str], Shown]:
        """Those of (item, part) that ``actor`` may see now. The last word on rights; one or two statements."""


sources: Registry[Source] = Registry("source of search")

EVERYONE = "all"


def of_person(person_id: int) -> str:
    """The token of one person."""
    return f"person:{person_id}"


def of_team(team_id: int) -> str:
    """The token of a team."""
    return f"team:{team_id}"


def of_role(role: str) -> str:
    """The token of everybody who holds a role."""
    return f"role:{role}"


def access_of(actor: Actor) -> frozenset[str]:
    """The tokens of whoever asks."""
    own = {EVERYONE, of_person(actor.id), *(of_role(role) for role in actor.roles)}
    return frozenset(own | ({of_team(actor.team_id)} if actor.team_id is not None else set()))
