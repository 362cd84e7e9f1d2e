"""Writing a card and changing it."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.cards.forms import CardForm
from portal.cards.models import Card
from portal.cards.policy import MAKE_CARDS
from portal.cards.presenting import source
from portal.cards.proposals import Proposal
from portal.cards.queries.kept import item_named, remembering, topics
from portal.cards.queries.proposed import get_proposal
from portal.cards.services.making import FromProposal, Words, confirm, edit, get_card, make, retire
from portal.cards.views import blueprint
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.links import cards_of
from portal.core.markdown import render
from portal.core.numbers import number_path, read_number
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.knowledge.item_kind import item_href, knowledge_kinds
from portal.linking.finding import find_items
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited

TEXTS = ("front", "back")
_ALONG = ("language", "topic", "source", "of", "key", "submission_key")


@blueprint.get("/new")
@requires(MAKE_CARDS)
def new() -> str:
    """An empty card, one about an item (``from=case:12``), or what was proposed (``of`` and ``key``)."""
    proposal = _proposal(request.args.get("of"), request.args.get("key"))
    ref = _item(request.args.get("from")) if proposal is None else ItemRef(proposal.text.kind, proposal.text.item_id)
    known = {
        "front": proposal.front,
        "back": proposal.back,
        "topic": proposal.topic,
        "of": number_path(proposal.text.item_id),
        "key": proposal.key,
    } if proposal else {}  # fmt: skip
    form = CardForm(
        formdata=None,
        language=proposal.text.language if proposal else i18n.language(),
        source=item_href(ref.kind, ref.id) if ref else "",
        submission_key=secrets.token_urlsafe(16),
        **known,
    )
    return _page(form)


@blueprint.post("/new")
@requires(MAKE_CARDS)
@rate_limited
@holds(_l("Sent again, it becomes a card."), *TEXTS, along=_ALONG)
def begin() -> ResponseReturnValue:
    """Make it; after one that was proposed comes the next proposal."""
    form = CardForm()
    if not whole_and_known(form, *TEXTS):
        return _page(form), 422
    proposal = _proposal(form.of.data, form.key.data)
    try:
        words = _words(db.session(), form, current_actor(), held=None)
        taken = FromProposal(proposal.key, proposal.quote) if proposal else None
        key = form.submission_key.data or secrets.token_urlsafe(16)
        with transaction() as session:
            make(session, current_actor(), words, submission_key=key, proposed=taken, now=clock.now())
    except Invalid as error:
        form.refuse(error)
        return _page(form), 422
    say(_("The card is in its deck. Whoever learns it meets it in the next days."))
    since = number_path(proposal.text.item_id) if proposal else None
    return redirect(url_for(".proposals", since=since) if proposal else url_for(".all_cards"))


@blueprint.get("/<int:number>/edit")
@requires(MAKE_CARDS)
def change(number: int) -> str:
    """The card as it stands."""
    card = get_card(db.session(), number)
    return _page(CardForm.of_card(card, _address(db.session(), card)), card)


@blueprint.post("/<int:number>/edit")
@requires(MAKE_CARDS)
@rate_limited
@holds(_l("Sent again, it becomes the text of the card."), *TEXTS, along=(*_ALONG, "again", "version"))
def save(number: int) -> ResponseReturnValue:
    """Keep it; what somebody else saved meanwhile is shown beside."""
    card, form = get_card(db.session(), number), CardForm()
    if not whole_and_known(form, *TEXTS):
        return _page(form, card), 422
    again, version = bool(form.again.data), form.version.data or 0
    try:
        words = _words(db.session(), form, current_actor(), held=card)
        with transaction() as session:
            row = get_card(session, number, lock=True)
            edit(session, row, current_actor(), words, again=again, version=version, now=clock.now())
    except Conflict:
        card = get_card(db.session(), number)
        form.show_theirs(CardForm.of_card(card, _address(db.session(), card)))
        return _page(form, card), 409
    except Invalid as error:
        form.refuse(error)
        return _page(form, card), 422
    say(_("Saved."))
    return redirect(url_for(".all_cards"))


@blueprint.post("/<int:number>/confirm")
@requires(MAKE_CARDS)
def still_holds(number: int) -> ResponseReturnValue:
    """Its item changed, and the card is right all the same."""
    with transaction() as session:
        confirm(session, get_card(session, number, lock=True), current_actor(), now=clock.now())
    say(_("Noted: the card still holds."))
    return redirect(url_for(".all_cards", show="check"))


@blueprint.post("/<int:number>/retire")
@requires(MAKE_CARDS)
def take_out(number: int) -> ResponseReturnValue:
    """Ask nobody any more; a note offers to undo that."""
    with transaction() as session:
        retire(session, get_card(session, number, lock=True), current_actor(), now=clock.now())
    say(_("The card is out. Nobody is asked it any more."), undo=(url_for(".put_back", number=number), _("Undo")))
    return redirect(url_for(".all_cards"))


@blueprint.post("/<int:number>/put-back")
@requires(MAKE_CARDS)
def put_back(number: int) -> ResponseReturnValue:
    """Undo that."""
    with transaction() as session:
        retire(session, get_card(session, number, lock=True), current_actor(), gone=False, now=clock.now())
    return redirect(url_for(".change", number=number))


def _words(session: Session, form: CardForm, actor: Actor, *, held: Card | None) -> Words:
    """What was typed, rendered: before the transaction. Raises Invalid when the source can't be found."""
    typed = form.source.data or ""
    same = held is not None and typed == _address(session, held)
    item_id = held.item_id if held is not None and same else _meant(session, typed, actor)
    return Words(
        language=form.language.data or "",
        topic=form.topic.data or "",
        front=render(form.front.data or ""),
        back=render(form.back.data or ""),
        item_id=item_id,
    )


def _meant(session: Session, typed: str, actor: Actor) -> int | None:
    """The one item of knowledge that an address or words of a title name."""
    if not typed:
        return None
    found = find_items(session, typed, actor, but=ItemRef("card", 0))
    items = [card for card in found if card.ref.kind in knowledge_kinds]
    exact = [card for card in items if card.title.casefold() == typed.casefold()] or items
    if len(exact) == 1:
        return exact[0].ref.id
    if not items:
        raise Invalid(_l("There is no such case, article or algorithm. Paste the address of its page."), field="source")
    raise Invalid(_l("Several titles have these words. Paste the address of the one you mean."), field="source")


def _item(named: str | None) -> ItemRef | None:
    """``case:12`` of an address, when the reader sees it."""
    kind, _sign, number = (named or "").partition(":")
    item_id = read_number(number)
    if kind not in knowledge_kinds or item_id is None:
        return None
    ref = ItemRef(kind, item_id)
    return ref if cards_of(db.session(), [ref], current_actor()) else None


def _proposal(of: str | None, key: str | None) -> Proposal | None:
    item_id = read_number(of or "")
    return get_proposal(db.session(), item_id, key) if item_id is not None and key else None


def _address(session: Session, card: Card) -> str:
    ref = item_named(session, card.item_id) if card.item_id is not None else None
    return item_href(ref.kind, ref.id) if ref else ""


def _page(form: CardForm, card: Card | None = None) -> str:
    session = db.session()
    ref = item_named(session, card.item_id) if card is not None and card.item_id is not None else None
    return render_template(
        "cards/form.html",
        form=form,
        card=card,
        source=source(ref.id, ref.kind, None) if ref else None,
        remembering=remembering(session, [card.id]).get(card.id) if card is not None else None,
        topics=topics(session),
    )
