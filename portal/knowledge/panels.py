"""What stands around the text on an item's page: reactions, 'did it help?', reading it, keeping it true.

The view of an item's page asks once, ``panels(session, detail(...), actor)``, and its template calls the macros of
``templates/knowledge/panels.html`` with what comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.discussion.thread import filters
from portal.knowledge.addresses import address
from portal.knowledge.changes import PartChange, at_a_glance, changes_between
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import ItemReactionKind, ItemState
from portal.knowledge.policy import (
    can_acknowledge,
    can_answer,
    can_ask_to_acknowledge,
    can_collect,
    can_keep,
    can_set_keeper,
    can_settle,
    can_settle_comments,
    has_read_what_holds,
)
from portal.knowledge.queries import genres
from portal.knowledge.queries.detail import Detail
from portal.knowledge.queries.upkeep import NAMED_DAYS_BEFORE
from portal.knowledge.queries.voices import Heard, heard, read_revision


@dataclass(frozen=True, slots=True)
class ReactionView:
    """How many gave one kind of reaction, and whether the reader did."""

    kind: str
    count: int
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """'Did it help?'"""

    can_answer: bool
    #: What the reader said; None for nothing yet.
    mine: bool | None
    reason: str
    helpful: int
    #: Noes that wait, for whoever settles them; else 0.
    unsettled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who is asked to say that they have read it, and what this reader has said."""

    #: Whether anybody is asked.
    asks: bool
    #: The reader is, and hasn't (or it has changed in the matter since).
    waits: bool
    #: The revision that the reader acknowledges with the button.
    number: int
    #: When the reader acknowledged last, if they did.
    acknowledged_at: datetime | None
    #: The revision that they had acknowledged, and what has changed since: only while it ``waits`` anew.
    since_number: int | None
    changes: Sequence[PartChange]
    #: What whoever wrote the change says of it.
    note: str
    #: For keeper and editors: how many of those asked have read it.
    can_ask: bool
    readers: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Who keeps it true, and when it was and will be looked at."""

    keeper_name: str | None
    keeper_href: str | None
    checked_at: datetime | None
    checked_by: str | None
    check_again_on: date | None
    overdue: bool
    #: The day is near: said to whoever keeps it.
    soon: bool
    can_keep: bool
    can_set_keeper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """All of it, for one item and one reader."""

    number: int
    #: The address of the item's page, and the one under which what is sent goes.
    href: str
    prefix: str
    reactions: tuple[ReactionView, ...]
    can_react: bool
    help: Help
    reading: Reading
    upkeep: Upkeep
    #: Whether the reader is its keeper; an editor who isn't finds its answers among everybody's.
    keeps: bool
    #: (title, address) of collections that it is in.
    collections: tuple[tuple[str, str], ...]
    can_collect: bool
    #: Whether the reader settles comments of others here: for ``discussion.thread.thread(settles=...)``.
    settles_comments: bool
    comments: int
    open_comments: int

    def talk_filters(self, *, unresolved: bool) -> list[dict[str, Any]]:
        """The chips above the discussion."""
        return filters(self.href, unresolved=unresolved, open_count=self.open_comments, all_count=self.comments)


def panels(session: Session, shown: Detail, actor: Actor) -> Panels:
    """Everything around the text: one statement, and one more while a change waits to be read."""
    item = shown.item
    said = heard(session, item, actor, counts_readers=can_ask_to_acknowledge(actor, item))
    may_answer = can_answer(actor, item)
    return Panels(
        number=item.id,
        href=item_href(item.kind, item.id),
        prefix=address(item.id),
        reactions=_reactions(said.reactions),
        can_react=may_answer,
        help=Help(
            can_answer=may_answer, mine=said.helped, reason=said.reason, helpful=item.helpful_count,
            unsettled=said.unsettled if can_settle(actor, item) else 0,
        ),
        reading=_reading(session, shown, said, actor),
        upkeep=upkeep(shown, actor),
        keeps=item.keeper_id == actor.id,
        collections=tuple((title, f"/collections/{number}") for number, title in said.collections.items()),
        can_collect=can_collect(actor) and item.state is ItemState.PUBLISHED,
        settles_comments=can_settle_comments(actor, item),
        comments=said.comments,
        open_comments=said.open_comments,
    )  # fmt: skip


def _reactions(given: Mapping[str, tuple[int, bool]]) -> tuple[ReactionView, ...]:
    """Every kind, also those that nobody has given."""
    return tuple(ReactionView(kind.value, *given.get(kind.value, (0, False))) for kind in ItemReactionKind)


def _reading(session: Session, shown: Detail, said: Heard, actor: Actor) -> Reading:
    item, stands = shown.item, shown.revision
    current = has_read_what_holds(said.acknowledged_at, item.changed_in_matter_at)
    waits = not current and can_acknowledge(actor, item, asked=item.must_acknowledge, team_ids=said.team_ids)
    before = None
    if waits and said.acknowledged_number is not None:
        before = read_revision(session, item, said.acknowledged_number)
    return Reading(
        asks=item.must_acknowledge,
        waits=waits,
        number=stands.number,
        acknowledged_at=said.acknowledged_at,
        since_number=before.number if before else None,
        changes=_changes(session, item, before, stands) if before else (),
        note=stands.note if before else "",
        can_ask=can_ask_to_acknowledge(actor, item),
        readers=said.readers,
        asked=said.asked,
    )


def _changes(session: Session, item: Any, before: Any, stands: Any) -> tuple[PartChange, ...]:
    shape = genres(session).by_id[item.genre_id].shape
    return tuple(at_a_glance(change) for change in changes_between(before, stands, shape))


def upkeep(shown: Detail, actor: Actor) -> Upkeep:
    """Who keeps the item true; no statement."""
    item, today = shown.item, i18n.today(clock.now())
    day = item.check_again_on if item.state is ItemState.PUBLISHED else None
    keeps = can_keep(actor, item)
    return Upkeep(
        keeper_name=shown.keeper_name,
        keeper_href=f"/people/{item.keeper_id}" if shown.keeper_name else None,
        checked_at=item.checked_at,
        checked_by=shown.checked_by_name,
        check_again_on=day,
        overdue=day is not None and day <= today,
        soon=keeps and day is not None and 0 < (day - today).days <= NAMED_DAYS_BEFORE,
        can_keep=keeps,
        can_set_keeper=can_set_keeper(actor, item),
    )
