"""Tying an item to another one: looking for it, saying what it is, taking it back."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.numbers import read_number
from portal.core.text import clean_line
from portal.core.web.flashes import say
from portal.linking.finding import find_items
from portal.linking.panel import links_href, tie_path
from portal.linking.policy import LINK, can_tie
from portal.linking.relations import CHOICES, Relation
from portal.linking.services import answerable, card_for, tie, untie
from portal.people.access import current_actor, requires

MAX_WANTED_LETTERS = 200
blueprint = Blueprint("linking", __name__, url_prefix="/links")


@blueprint.get("/<kind>/<item:number>")
@requires(LINK)
def choose(kind: str, number: int) -> str:
    """Look for the other item; what was found can be chosen."""
    return _page(ItemRef(kind, number))


@blueprint.post("/<kind>/<item:number>")
@requires(LINK)
def add(kind: str, number: int) -> ResponseReturnValue:
    """Tie the chosen one."""
    item, chosen = ItemRef(kind, number), request.form
    other, relation = _ref(chosen.get("to", "")), _relation(chosen.get("relation", ""))
    if other is None or relation is None:
        return _page(item, refusal=Invalid(_("Choose one of those that were found."))), 422
    try:
        return _tied(item, relation, other)
    except Invalid as error:
        return _page(item, refusal=error), 422


@blueprint.post("/<kind>/<item:number>/<relation>/<other_kind>/<item:other>")
@requires(LINK)
def put_back(kind: str, number: int, relation: str, other_kind: str, other: int) -> ResponseReturnValue:
    """Tie again what was taken away."""
    known = _relation(relation)
    if known is None:
        raise NotFound
    return _tied(ItemRef(kind, number), known, ItemRef(other_kind, other))


@blueprint.post("/<kind>/<item:number>/<relation>/<other_kind>/<item:other>/remove")
@requires(LINK)
def remove(kind: str, number: int, relation: str, other_kind: str, other: int) -> ResponseReturnValue:
    """Take a link away; the note on the next page brings it back."""
    item, known, far = ItemRef(kind, number), _relation(relation), ItemRef(other_kind, other)
    if known is None:
        raise NotFound
    with transaction() as session:
        href = card_for(session, item, current_actor()).href
        gone = untie(session, item, known, far, current_actor(), now=clock.now())
    if gone:
        say(_("The link is gone."), undo=(tie_path(item, known, far), _("Undo")))
    return redirect(f"{href}#links", 303)


def _tied(item: ItemRef, relation: Relation, other: ItemRef) -> ResponseReturnValue:
    with transaction() as session:
        href = card_for(session, item, current_actor()).href
        made = tie(session, item, relation, other, current_actor(), now=clock.now())
    if made:
        say(_("Linked. It can be seen from both pages."), undo=(f"{tie_path(item, relation, other)}/remove", _("Undo")))
    else:
        say(_("These two are linked so already."), "info")
    return redirect(f"{href}#links", 303)


def _page(item: ItemRef, *, refusal: DomainError | None = None) -> str:
    session, actor = db.session(), current_actor()
    card = card_for(session, item, actor)
    wanted = clean_line(request.values.get("q"))[:MAX_WANTED_LETTERS]
    concerned = answerable(session, item)
    # Who answers for the other one only may say more; that is known when it is chosen.
    chosen = _relation(request.values.get("relation", "")) or Relation.SEE_ALSO
    return render_template(
        "linking/choose.html",
        card=card,
        action=links_href(item),
        wanted=wanted,
        found=find_items(session, wanted, actor, but=item),
        choices=list(CHOICES.items()),
        chosen=chosen,
        states=can_tie(actor, Relation.GREW_OUT_OF, concerned),
        refusal=refusal,
    )


def _relation(text: str) -> Relation | None:
    return Relation(text) if text in set(Relation) else None


def _ref(text: str) -> ItemRef | None:
    """The item that a button names: 'case:12'."""
    kind, _colon, digits = text.partition(":")
    number = read_number(digits)
    return ItemRef(kind, number) if number is not None else None
