"""Wanting cards: the one switch, the decks, and a deck to be read through."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cards.policy import can_make
from portal.cards.presenting import days_in_words, deck_name
from portal.cards.queries.decks import Deck, days_ahead, deck_cards, decks, learner
from portal.cards.queries.today import todays_cards
from portal.cards.schedule import CARDS_A_DAY
from portal.cards.services.learning import choose_decks, join, pause
from portal.cards.views import blueprint
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.i18n import LANGUAGES
from portal.core.i18n import gettext as _
from portal.core.text import storable
from portal.core.web.flashes import say
from portal.people.access import current_actor, signed_in

#: So many cards of a deck are read through at once.
MOST_CARDS = 200


@blueprint.get("")
@signed_in
def index() -> str:
    """What today has, which decks one wants; for whoever wants none, what cards are."""
    session, actor, now = db.session(), current_actor(), clock.now()
    row = learner(session, actor.id)
    learns = row is not None and row.paused_at is None
    found = todays_cards(session, actor.id, now) if learns else None
    return render_template(
        "cards/index.html",
        learns=learns,
        paused=row is not None and not learns,
        waiting=len(found.queue) if found else 0,
        met=found.met if found else 0,
        a_day=CARDS_A_DAY,
        shelves=_by_language(decks(session, actor.id)),
        ahead=days_in_words(list(days_ahead(session, actor.id, now)), i18n.today(now)) if learns else [],
        can_make=can_make(actor),
    )


@blueprint.post("/join")
@signed_in
def switch_on() -> ResponseReturnValue:
    """Want cards, and begin with the first."""
    with transaction() as session:
        join(session, current_actor(), language=i18n.language(), now=clock.now())
    return redirect(url_for(".index"))


@blueprint.post("/pause")
@signed_in
def switch_off() -> ResponseReturnValue:
    """Want none for now."""
    with transaction() as session:
        pause(session, current_actor(), now=clock.now())
    say(_("Cards are off. What you remember is kept."), undo=(url_for(".switch_on"), _("Undo")))
    return redirect(url_for(".index"))


@blueprint.post("/decks")
@signed_in
def choose() -> ResponseReturnValue:
    """Of the decks that the page showed, want these and no others."""
    wanted, shown = _decks("deck"), _decks("shown")
    with transaction() as session:
        choose_decks(session, current_actor(), wanted, shown=shown)
    say(_("Saved."))
    return redirect(url_for(".index"))


@blueprint.get("/deck")
@signed_in
def deck() -> str:
    """All cards of a deck, answers folded up."""
    language, _sign, topic = _parted(request.args.get("of", ""))
    rows = deck_cards(db.session(), language, topic, limit=MOST_CARDS)
    return render_template(
        "cards/deck.html",
        name=deck_name(topic),
        language=LANGUAGES.get(language, ""),
        rows=rows,
        can_make=can_make(current_actor()),
    )


def _decks(name: str) -> set[tuple[str, str]]:
    return {(language, topic) for language, _sign, topic in map(_parted, request.form.getlist(name))}


def _parted(value: str) -> tuple[str, str, str]:
    return storable(value).partition(":")


def _by_language(found: Sequence[Deck]) -> list[dict[str, Any]]:
    """The reader's own language first; within each what is about everything, then by the alphabet."""
    own = i18n.language()
    ordered = sorted(found, key=lambda one: (one.language != own, one.language, i18n.sort_key(one.topic)))
    return [
        {"code": code, "name": LANGUAGES.get(code, code), "decks": [_shown(one) for one in some]}
        for code, some in groupby(ordered, key=lambda one: one.language)
    ]


def _shown(one: Deck) -> dict[str, Any]:
    return {
        "key": f"{one.language}:{one.topic}",
        "name": deck_name(one.topic),
        "cards": one.cards,
        "met": one.met,
        "wanted": one.wanted,
    }
