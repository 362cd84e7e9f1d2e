"""The cards of a day, one after the other: four answers by buttons or keys, and the last one can be taken back."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cards.models import Rating
from portal.cards.presenting import asked, days_in_words
from portal.cards.queries.decks import days_ahead
from portal.cards.queries.today import asked_card, todays_cards
from portal.cards.services.answering import answer, take_back
from portal.cards.views import blueprint
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.typed import whole_number
from portal.people.access import current_actor, signed_in


@blueprint.get("/today")
@signed_in
def today() -> ResponseReturnValue:
    """The next card; when none is left, what comes on the next days."""
    session, actor, now = db.session(), current_actor(), clock.now()
    day = i18n.today(now)
    found = todays_cards(session, actor.id, now)
    if found is None:
        return redirect(url_for(".index"))
    wanted = whole_number(request.args.get("card"))
    card_id = wanted if wanted in found.queue else next(iter(found.queue), None)
    row = asked_card(session, card_id, actor.id) if card_id is not None else None
    return render_template(
        "cards/today.html",
        card=asked(row, day) if row is not None else None,
        met=found.met,
        last=found.last,
        whole=found.whole,
        again=len(found.again),
        ahead=[] if row is not None else days_in_words(list(days_ahead(session, actor.id, now)), day),
    )


@blueprint.post("/<int:number>/answer")
@signed_in
def give(number: int) -> ResponseReturnValue:
    """Keep an answer and go on. A page that is behind, or that was sent twice, changes nothing."""
    rating, seen = whole_number(request.form.get("rating")), whole_number(request.form.get("seen"))
    if rating in set(Rating) and seen is not None:
        with transaction() as session:
            answer(session, current_actor(), number, Rating(rating), seen=seen, now=clock.now())
    return redirect(url_for(".today"))


@blueprint.post("/undo")
@signed_in
def undo() -> ResponseReturnValue:
    """Take the last answer of today back: its card is asked again at once. A page that is behind takes nothing."""
    answer_id = whole_number(request.form.get("answer"))
    if answer_id is None:
        return redirect(url_for(".today"))
    with transaction() as session:
        card_id = take_back(session, current_actor(), answer_id, now=clock.now())
    return redirect(url_for(".today", card=card_id) if card_id is not None else url_for(".today"))
