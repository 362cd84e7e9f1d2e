"""All cards for their editors, and what could become one."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cards.policy import MAKE_CARDS
from portal.cards.presenting import deck_name, proposed, source
from portal.cards.queries.kept import FEWEST_PEOPLE, Remembering, Show, cards_page, remembering
from portal.cards.queries.proposed import get_proposal, next_proposals, proposals_of_item
from portal.cards.services.making import FromProposal, ProposalTaken, Words, get_card, make
from portal.cards.services.proposing import leave, propose_again
from portal.cards.views import blueprint
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import NotFound
from portal.core.i18n import LANGUAGES
from portal.core.i18n import gettext as _
from portal.core.markdown import plain_text, render
from portal.core.numbers import number_path, read_number
from portal.core.text import storable
from portal.core.web.filters import Chip, chip
from portal.core.web.flashes import say
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited

_FRONT_LETTERS = 160


@blueprint.get("/all")
@requires(MAKE_CARDS)
def all_cards() -> str:
    """Cards, the newest first, with how they are remembered where enough people learn them."""
    session = db.session()
    asked_for, asked_language = request.args.get("show"), request.args.get("language")
    show = Show(asked_for) if asked_for in set(Show) else Show.ALL
    language = asked_language if asked_language in LANGUAGES else None
    page = cards_page(session, show, language=language, cursor=request.args.get("page"))
    known = remembering(session, [row.id for row in page.rows])
    here = f"/cards/all?show={show.value}" + (f"&language={language}" if language else "")
    return render_template(
        "cards/all.html",
        rows=[_row(row, known.get(row.id)) for row in page.rows],
        show=show.value,
        chips=_chips(show, language),
        language_chips=_languages(show, language),
        pages=[f"{here}&page={cursor}" if cursor else None for cursor in (page.newer, page.older)],
        fewest=FEWEST_PEOPLE,
    )


@blueprint.get("/proposals")
@requires(MAKE_CARDS)
def proposals() -> str:
    """What algorithms, cases and the dictionary offer, one after the other."""
    session = db.session()
    of, since = read_number(request.args.get("of", "")), read_number(request.args.get("since", ""))
    if of is not None:
        found, further = proposals_of_item(session, of), None
    else:
        offered = next_proposals(session, since=since)
        found, further = offered.proposals, offered.further
    first = found[0] if found else None
    return render_template(
        "cards/proposals.html",
        proposal=first,
        shown=proposed(first) if first else None,
        more=len(found) - 1,
        only=number_path(of) if of is not None else None,
        further_href=f"/cards/proposals?since={number_path(further)}" if further is not None else None,
        submission_key=secrets.token_urlsafe(16),
    )


@blueprint.post("/proposals/take")
@requires(MAKE_CARDS)
@rate_limited
def take() -> ResponseReturnValue:
    """Make a card of what is proposed, as it stands."""
    item_id, key = _named()
    proposal = get_proposal(db.session(), item_id, key)
    words = Words(
        language=proposal.text.language, topic=proposal.topic, front=render(proposal.front),
        back=render(proposal.back), item_id=item_id,
    )  # fmt: skip
    sent = storable(request.form.get("submission_key", "")) or secrets.token_urlsafe(16)
    try:
        with transaction() as session:
            taken = FromProposal(key, proposal.quote)
            made = make(session, current_actor(), words, submission_key=sent, proposed=taken, now=clock.now())
    except ProposalTaken as error:
        say(str(error), "info")
        return _next(item_id)
    say(_("Taken: the card is in its deck."), undo=(url_for(".give_back", number=made.id), _("Undo")))
    return _next(item_id)


@blueprint.post("/<int:number>/give-back")
@requires(MAKE_CARDS)
def give_back(number: int) -> ResponseReturnValue:
    """Undo that."""
    with transaction() as session:
        item_id = propose_again(session, get_card(session, number, lock=True), current_actor(), now=clock.now())
    return redirect(url_for(".proposals", of=number_path(item_id) if item_id is not None else None))


@blueprint.post("/proposals/leave")
@requires(MAKE_CARDS)
def leave_out() -> ResponseReturnValue:
    """Want no card of these words."""
    item_id, key = _named()
    get_proposal(db.session(), item_id, key)
    with transaction() as session:
        leave(session, current_actor(), item_id, key, now=clock.now())
    back = url_for(".have_back", of=number_path(item_id), key=key)
    say(_("Left out. It won’t be proposed again."), undo=(back, _("Undo")))
    return _next(item_id)


@blueprint.post("/proposals/have-back")
@requires(MAKE_CARDS)
def have_back() -> ResponseReturnValue:
    """Undo that."""
    item_id, key = _named()
    with transaction() as session:
        leave(session, current_actor(), item_id, key, left=False, now=clock.now())
    return redirect(url_for(".proposals", of=number_path(item_id)))


def _named() -> tuple[int, str]:
    """The proposal that a form or an address names."""
    item_id = read_number(request.values.get("of", ""))
    if item_id is None:
        raise NotFound
    return item_id, storable(request.values.get("key", ""))[:32]


def _next(item_id: int) -> ResponseReturnValue:
    """On from the same item; within it, when the page shows one alone."""
    if request.values.get("only"):
        return redirect(url_for(".proposals", of=number_path(item_id)))
    return redirect(url_for(".proposals", since=number_path(item_id)))


def _row(row: Any, known: Remembering | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "language": row.language,
        "deck": deck_name(row.topic),
        "front": plain_text(row.front_html, _FRONT_LETTERS),
        "source": source(row.item_id, row.item_kind, row.item_title),
        "to_check": row.source_changed_at is not None and row.source_changed_at > row.checked_at,
        "retired": row.retired_at is not None,
        "hidden": not row.open and row.retired_at is None,
        "people": known.people if known else None,
        "forgotten": known.percent if known else None,
        "hard": known is not None and known.hard,
    }


def _chips(shown: Show, language: str | None) -> list[Chip]:
    labels = {
        Show.ALL: _("All"),
        Show.CHECK: _("To be checked"),
        Show.HARD: _("Nobody remembers them"),
        Show.HIDDEN: _("Out or hidden"),
    }
    also = f"&language={language}" if language else ""
    return [chip(label, f"/cards/all?show={one.value}{also}", None, one is shown) for one, label in labels.items()]


def _languages(show: Show, chosen: str | None) -> list[Chip]:
    every = chip(_("Every language"), f"/cards/all?show={show.value}", None, chosen is None)
    return [every] + [
        chip(name, f"/cards/all?show={show.value}&language={code}", None, code == chosen)
        for code, name in LANGUAGES.items()
    ]
