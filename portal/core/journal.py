"""The spine: every change of the domain is one row here, written in the transaction of the change.

Handlers that write rows run at once, in the same transaction. Effects outside the database run afterwards, from
*delivery rows* (one a consumer and entry), by the worker: see ``portal.core.work``.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, insert
from sqlalchemy import event as event_of
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from portal.core.actor import Actor
from portal.core.db import Base, BigId, Json, Moment, Pk
from portal.core.extension import Registry


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, in the past tense; ids and small facts only, never free text."""

    #: A stable name ("initiatives.support_given"): rows outlive classes.
    name: ClassVar[str]
    #: The kind of item it happened to; ``item_id`` names the item.
    item_kind: ClassVar[str]

    @property
    def item_id(self) -> int:
        """The id of the item that it happened to."""
        raise NotImplementedError


class JournalEntry(Base):
    """One thing that happened. Append-only: a trigger refuses every change and removal."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "item_kind", "item_id", "id"), Index(None, "name", "at"))

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(80))
    item_kind: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[int] = mapped_column(BigId)
    #: Nobody for the anonymous and for the portal itself. No foreign key: core knows no people.
    actor_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[Moment]
    data: Mapped[Json]


_ENTER = insert(JournalEntry).returning(JournalEntry.id)
_ENTER_MANY = insert(JournalEntry)
#: Where a session keeps entries that are held back.
_HELD = "journal"


class Delivery(Base):
    """That a consumer has (or has not yet) carried out one entry's effect outside the database."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("consumer", "entry_id"), Index(None, "done_at", "next_try_at"))

    id: Mapped[Pk]
    consumer: Mapped[str] = mapped_column(String(40))
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    #: Also the lease: a worker that takes a row moves this on, so a crash gives the row back later.
    next_try_at: Mapped[Moment]
    done_at: Mapped[datetime | None]
    set_aside_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))

    entry: Mapped[JournalEntry] = relationship()


E = TypeVar("E", bound=Event)
Handler = Callable[[Session, Any, JournalEntry], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler of some events that runs before the commit, in the transaction of the change."""

    events: tuple[type[Event], ...]
    handle: Handler


@dataclass(frozen=True, slots=True)
class Consumer:
    """An effect outside the database. ``deliver`` must be idempotent; it runs without a transaction."""

    events: tuple[type[Event], ...]
    deliver: Callable[[JournalEntry], None]


subscriptions: Registry[Subscription] = Registry("subscription")
consumers: Registry[Consumer] = Registry("consumer")


def record(session: Session, event: Event, actor: Actor | None, *, at: datetime) -> JournalEntry:
    """Write the event down and let everyone who listens add their rows to the same transaction."""
    values = _values(event, actor, at)
    session.flush()  # what happened stands before its entry
    entry = JournalEntry(id=_entered(session, values), **values)
    kind = type(event)
    for name, consumer in consumers.items():
        if kind in consumer.events:
            session.add(Delivery(consumer=name, entry_id=entry.id, next_try_at=at))
    for subscription in subscriptions:
        if kind in subscription.events:
            subscription.handle(session, event, entry)
    return entry


def _values(event: Event, actor: Actor | None, at: datetime) -> dict[str, Any]:
    return {
        "name": event.name,
        "item_kind": event.item_kind,
        "item_id": event.item_id,
        "actor_id": actor.id if actor else None,
        "at": at,
        "data": asdict(event),
    }


def _entered(session: Session, values: dict[str, Any]) -> int | None:
    """Write an entry; its id, or None while entries are held."""
    if _HELD in session.info:
        session.info[_HELD].append(values)
        return None
    # Past the object-relational layer, which takes several times as long for a row that nobody changes.
    number: int = session.connection().execute(_ENTER, values).scalar_one()
    return number


@contextmanager
def held(session: Session) -> Iterator[None]:
    """Hold entries back and write many in one go: after the block, or before a statement that asks for the journal.

    For a load of what happened long ago, of which no consumer is to hear and whose handlers need no id.
    """
    connection = session.connection()

    def look(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if JournalEntry.__tablename__ in statement:
            _enter_held(session)

    session.info[_HELD] = []
    event_of.listen(connection, "before_cursor_execute", look)
    try:
        yield
        _enter_held(session)
    finally:
        event_of.remove(connection, "before_cursor_execute", look)
        del session.info[_HELD]


def _enter_held(session: Session) -> None:
    """In the order in which it happened."""
    waiting, session.info[_HELD] = session.info[_HELD], []
    if waiting:
        session.connection().execute(_ENTER_MANY, waiting)


def hold(session: Session, event: Event, actor: Actor, *, at: datetime) -> None:
    """An entry among those held, of which nobody at all is told."""
    session.info[_HELD].append(_values(event, actor, at))


def all_event_names(kinds: Sequence[type[Event]]) -> frozenset[str]:
    """The stable names of some kinds of events."""
    return frozenset(kind.name for kind in kinds)
