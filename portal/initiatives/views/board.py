"""The board: columns by status, cards that whoever may decide moves by dragging, by keyboard or on their pages."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from flask import render_template, request

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.numbers import number_path
from portal.core.reference import current_token
from portal.initiatives.models import StatusType
from portal.initiatives.policy import ANSWERS, legal_moves
from portal.initiatives.queries import KnownStatus, Statuses, areas, statuses
from portal.initiatives.queries.board import MOST_CARDS, CardRow, Cards, board_cards, board_statuses
from portal.initiatives.queries.lists import DUE_TYPES
from portal.initiatives.turns import WAITING_FOR_AUTHOR, day_state
from portal.initiatives.views import blueprint, filters
from portal.initiatives.views.bar import filter_bar
from portal.people.access import current_actor, signed_in
from portal.people.identity import initials
from portal.people.queries import shown_name


class Card(NamedTuple):
    """One card, as the template shows it."""

    number: int
    path: str
    title: str
    support_count: int
    area: str | None
    owner_name: str | None
    owner_initials: str | None
    due_on: date | None
    due_state: str | None
    #: Its status, when it isn't the one that the column is named after.
    status_label: str | None
    status_id: int
    #: Ids of the statuses that the reader may give it, with blanks between.
    moves: str


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One type of status with its cards. A piece of the page that is kept: the cards are made only to draw it."""

    type: StatusType
    label: str
    rows: tuple[CardRow, ...]
    #: The whole column as a list, when cards were left out.
    more_href: str | None
    reader: "_Reader"

    @property
    def cards(self) -> list[Card]:
        """The cards in the list's order."""
        return [self.reader.card(row) for row in self.rows]

    @property
    def fragment_key(self) -> Hashable:
        """Everything that decides what it shows."""
        plain = tuple(map(tuple, self.rows))  # compared several times as fast as rows of the database
        return self.type, self.label, plain, self.more_href, self.reader.key(self.rows)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What of a card decides where it may go."""

    status_id: int
    status_type: StatusType
    author_id: int | None
    owner_id: int | None
    complete: bool
    co_author_ids: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """Who looks at the board, and the names that stand on cards."""

    actor: Actor
    known: Statuses
    areas: Mapping[int, str]
    today: date
    #: Of the reference data that the names are from.
    token: str
    #: A thousand cards are of few kinds.
    _moves: dict[Hashable, str] = field(default_factory=dict)

    def key(self, rows: Iterable[CardRow]) -> Hashable:
        """What of the reader shows on these cards: the same for everybody who has no card of their own there."""
        own = any(row.author_id == self.actor.id or row.owner_id == self.actor.id for row in rows)
        return self.token, self.actor.roles, self.actor.id if own else None

    def moves(self, row: CardRow) -> str:
        """Ids of the statuses that the reader may give it, with blanks between."""
        me = self.actor.id
        kind = (row.status_id, row.author_id == me, row.owner_id == me, row.incomplete, row.co_author)
        if kind not in self._moves:
            standing = _Standing(
                row.status_id, self.known.by_id[row.status_id].type, row.author_id, row.owner_id, not row.incomplete,
                frozenset({me} if row.co_author else ()),
            )  # fmt: skip
            legal = legal_moves(standing, self.actor, self.known.open)
            self._moves[kind] = " ".join(str(to.id) for to in legal)
        return self._moves[kind]

    def card(self, row: CardRow) -> Card:
        """The row as the template shows it."""
        status = self.known.by_id[row.status_id]
        dated = row.due_on if status.type in DUE_TYPES else None
        owner = shown_name(row.owner_name) if row.owner_id else None
        return Card(
            row.id, number_path(row.id), row.title, row.support_count, self.areas.get(row.area_id or 0),
            owner, initials(owner) if owner else None, dated, day_state(dated, self.today),
            None if status.is_default else status.label, row.status_id, self.moves(row),
        )  # fmt: skip


@blueprint.get("/board")
@signed_in
def board() -> str:
    """The list's initiatives in columns."""
    actor, session = current_actor(), db.session()
    today, known = i18n.today(clock.now()), statuses(session)
    wanted = filters.parse(request.args, known)
    bar = filter_bar(session, wanted, actor, filters.BOARD, today=today)
    shown = board_statuses(known, wanted)
    found = board_cards(session, wanted, actor, shown, today=today)
    names = {area_id: row.name for area_id, row in areas(session).items()}
    reader = _Reader(actor, known, names, today, current_token(session))
    movable = any(reader.moves(row) for row in found.rows)
    return render_template(
        "initiatives/board.html",
        bar=bar,
        columns=_columns(shown, found, bar.links, reader),
        most_cards=None if found.whole else MOST_CARDS,
        any_at_all=bool(found.rows) or bool(bar.counts.by_place),
        targets=[(status, _asks(status)) for status in known.open] if movable else [],
    )


def _columns(shown: Iterable[KnownStatus], found: Cards, links: filters.FilterLinks, reader: _Reader) -> list[Column]:
    """A column for each type of status that is in use or has cards."""
    types = {status.id: status.type for status in reader.known.all}
    cards: dict[StatusType, list[CardRow]] = {}
    for row in found.rows:
        cards.setdefault(types[row.status_id], []).append(row)
    by_type: dict[StatusType, list[KnownStatus]] = {}
    for status in shown:
        by_type.setdefault(status.type, []).append(status)
    return [
        Column(
            type=type_,
            label=next((status.label for status in of_type if status.is_default), of_type[0].label),
            rows=tuple(cards.get(type_, ())),
            more_href=None if found.whole else links.list_of(of_type),
            reader=reader,
        )
        for type_, of_type in by_type.items()
        if cards.get(type_) or any(status.retired_at is None for status in of_type)
    ]


def _asks(status: KnownStatus) -> bool:
    """Whether a card that comes there asks for words or a day first; others are put down at once."""
    return status.type in ANSWERS or status.type is StatusType.DEFERRED or status.key in WAITING_FOR_AUTHOR
