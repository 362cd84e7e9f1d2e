"""Rows of the inbox as people read them: sentence, excerpt, where the line leads."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, card_sources, item_kinds
from portal.core.i18n import gettext as _
from portal.core.links import cards_of
from portal.initiatives.events import InitiativeEvent
from portal.initiatives.queries.visibility import withdrawn_among
from portal.initiatives.turns import WAITING_FOR_AUTHOR
from portal.linking.history import LINK_EVENTS
from portal.linking.queries import cards_at
from portal.notifications.algorithms import place_of_misfits
from portal.notifications.knowledge import place_of
from portal.notifications.linked import far_end
from portal.notifications.meetings import place_of_meeting
from portal.notifications.merged import twins_in
from portal.notifications.onboarding import place_of_learning
from portal.notifications.quotes import NOTHING, Quote, Quotes
from portal.notifications.sentences import hidden_sentence, icon_of, inside_quotes, sentence_of, who_is
from portal.notifications.topics import Topic
from portal.notifications.wording import News
from portal.notifications.work import place_of_work
from portal.people.events import PasswordHelpAsked, SignedInOnNewDevice, StandInNamed
from portal.people.models import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the inbox. ``href`` is None when what it is about isn't open to this reader, or is no item."""

    id: int
    name: str
    topic: Topic
    icon: str
    text: str
    excerpt: str | None
    at: datetime
    unread: bool
    kept: bool
    href: str | None
    #: Whether it leads anywhere.
    opens: bool

    @property
    def mine(self) -> bool:
        """Whether it is about the reader's own."""
        return self.topic in {Topic.MINE, Topic.MENTIONS, Topic.DUTIES}


def lines(session: Session, actor: Actor, rows: Sequence[Row[Any]], *, excerpts: bool = True) -> list[Line]:
    """The lines of some rows: a statement for each kind of item; with ``excerpts``, one or two for what they quote."""
    refs = [ItemRef(row.item_kind, row.item_id) for row in rows if row.item_kind in item_kinds]
    refs += [ItemRef(row.item_kind, number) for row in rows for number in twins_in(row.data)]
    refs += [far for row in rows if (far := far_end(row.name, row.data))]
    # One statement for all kinds that can be read together: the home page shows lines of several.
    cards = {
        **cards_at(session, [ref for ref in refs if ref.kind in card_sources], actor),
        **cards_of(session, [ref for ref in refs if ref.kind not in card_sources], actor),
    }
    unseen = {ref.id for ref in refs if ref not in cards and ref.kind == InitiativeEvent.item_kind}
    withdrawn = {ItemRef(InitiativeEvent.item_kind, number) for number in withdrawn_among(session, unseen)}
    quotes = Quotes(session, rows, waiting=WAITING_FOR_AUTHOR) if excerpts else None
    return [_line(actor, row, cards, withdrawn, quotes.of(row) if quotes else NOTHING) for row in rows]


def _line(
    actor: Actor, row: Row[Any], cards: Mapping[ItemRef, ItemCard], withdrawn: Collection[ItemRef], quote: Quote
) -> Line:
    ref = ItemRef(row.item_kind, row.item_id)
    card = cards.get(ref)
    about_item = row.item_kind in item_kinds
    internal = row.data.get("internal", False) or quote.internal
    hidden = (about_item and card is None) or (internal and not actor.has(Role.COMMITTEE))
    return Line(
        id=row.id,
        name=row.name,
        topic=Topic(row.topic),
        icon=icon_of(row.name, row.data),
        text=hidden_sentence(withdrawn=ref in withdrawn) if hidden else sentence_of(_news(actor, row, card, cards)),
        excerpt=None if hidden else quote.words,
        at=row.at,
        unread=row.read_at is None,
        kept=row.kept_at is not None,
        href=None if hidden else _href(row, card, actor),
        opens=not hidden,
    )


def _news(actor: Actor, row: Row[Any], card: ItemCard | None, cards: Mapping[ItemRef, ItemCard]) -> News:
    whom_id = row.data.get("owner_id") or row.data.get("person_id")
    other = cards.get(far) if (far := far_end(row.name, row.data)) else None
    return News(
        name=row.name,
        data=row.data,
        topic=Topic(row.topic),
        reader_id=actor.id,
        title=inside_quotes(card.title) if card else "",
        who=who_is(row.actor_id, row.actor_name),
        whom=who_is(whom_id, row.other_name),
        others=row.others or 0,
        other=inside_quotes(other.title) if other else "",
        titles={
            number: inside_quotes(cards[ItemRef(row.item_kind, number)].title)
            for number in twins_in(row.data)
            if ItemRef(row.item_kind, number) in cards
        },
    )


def _href(row: Row[Any], card: ItemCard | None, actor: Actor) -> str | None:
    """The address of the item, at the comment or the conversation if it is about one; also of a meeting."""
    if card is None:
        return place_of_meeting(row.name, row.item_id)
    data: Mapping[str, Any] = row.data
    if place := place_of(row.name, row.item_id, Topic(row.topic)) or place_of_misfits(row.name, row.item_id):
        return place
    if place := place_of_learning(row.name, row.item_id, data, actor.id):
        return place
    if row.name in LINK_EVENTS:
        return f"{card.href}#links"
    if "message_id" in data:
        return f"{card.href}#conversation"
    if "solution_id" in data:
        return f"{card.href}#solution-{data['solution_id']}"
    if work := place_of_work(data):
        return f"{card.href}{work}"
    if "thanks_id" in data:
        return f"{card.href}#thanks-{data['thanks_id']}"
    return f"{card.href}#comment-{data['comment_id']}" if "comment_id" in data else card.href


#: Endpoints to which news leads that isn't about an item, by the event's name.
PLACES = {
    PasswordHelpAsked.name: "administration.people_list",
    SignedInOnNewDevice.name: "me.devices",
    StandInNamed.name: "home.index",
}


def by_day(found: Iterable[Line], now: datetime) -> list[tuple[str, list[Line]]]:
    """Lines under 'Today', 'Yesterday' and dates, in their order."""
    today = i18n.today(now)
    names = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}
    days: list[tuple[str, list[Line]]] = []
    for line in found:
        day = i18n.today(line.at)
        label = names.get(day) or i18n.day(day)
        if not days or days[-1][0] != label:
            days.append((label, []))
        days[-1][1].append(line)
    return days
