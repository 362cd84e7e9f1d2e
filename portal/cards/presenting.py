"""How pages say what a card is: its answers with what each leads to, its deck, why it came back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.cards.models import Rating
from portal.cards.policy import can_make
from portal.cards.proposals import Proposal
from portal.cards.schedule import choices
from portal.cards.services.answering import remembered
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.markdown import render
from portal.core.numbers import number_path
from portal.core.panels import ItemOffer
from portal.knowledge.addresses import address
from portal.knowledge.item_kind import item_href

RATINGS = {
    Rating.AGAIN: _l("It didn’t come to mind"),
    Rating.HARD: _l("With an effort"),
    Rating.GOOD: _l("It came to mind"),
    Rating.EASY: _l("At once"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the four answers, and when the card comes back by it."""

    value: int
    label: str
    when: str


def in_days(days: int) -> str:
    """'later today', 'tomorrow', 'in 12 days': when something comes back."""
    if days == 0:
        return _("later today")
    return _("tomorrow") if days == 1 else ngettext("in %(num)s day", "in %(num)s days", days)


def deck_name(topic: str) -> str:
    """What the deck of a topic is called."""
    return topic or _("about everything")


def asked(row: Any, today: date) -> dict[str, Any]:
    """A card as its page asks it; ``row`` of ``asked_card``."""
    known = row.answers is not None
    given = choices(remembered(row) if known else None, today)
    return {
        "id": row.id,
        "language": row.language,
        "deck": deck_name(row.topic),
        "front": row.front_html,
        "back": row.back_html,
        "seen": row.answers or 0,
        "new": not known,
        "choices": [Choice(int(rating), str(RATINGS[rating]), in_days(days)) for rating, days in given.items()],
        "source": source(row.item_id, row.item_kind, row.item_title),
        "back_again": _back_again(row) if known else None,
    }


def proposed(proposal: Proposal) -> dict[str, Any]:
    """A card as it would be. Only editors look; the layout keeps what it has laid out lately."""
    text = proposal.text
    return {
        "front": render(proposal.front).html,
        "back": render(proposal.back).html,
        "deck": deck_name(proposal.topic),
        "source": source(text.item_id, text.kind, text.title),
    }


def offer_of(item: ItemRef, actor: Actor) -> ItemOffer | None:
    """In the menu of an item's page: to make a card of it."""
    if not can_make(actor):
        return None
    return ItemOffer(
        label=_("Make a card"), icon="bookmark", href=f"/cards/new?from={item.kind}:{number_path(item.id)}"
    )


def source(item_id: int | None, kind: str | None, title: str | None) -> dict[str, str] | None:
    """The item that a card is taken from, and where its versions stand."""
    if item_id is None or kind is None:
        return None
    return {"title": title or "", "href": item_href(kind, item_id), "versions_href": address(item_id, "versions")}


def _back_again(row: Any) -> str | None:
    """Why somebody is asked before the time: said once."""
    if row.comes_back_at is None or row.comes_back_at <= row.answered_at:
        return None
    return "source" if row.comes_back_at == row.source_changed_at else "words"


def days_in_words(counted: list[tuple[date, int]], today: date) -> list[tuple[str, int]]:
    """The next days that bring anything: 'tomorrow', then the date."""
    return [(_("tomorrow") if (day - today).days == 1 else i18n.full_day(day), n) for day, n in counted if day > today]
