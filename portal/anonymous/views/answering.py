"""The side of those who answer: the conversation with the author on the item's page."""

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.anonymous.forms import MessageForm
from portal.anonymous.kinds import author_pages
from portal.anonymous.queries import conversation
from portal.anonymous.services.answering import require_answer, write_to_author
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound
from portal.core.extension import ItemCard, ItemRef, item_kinds
from portal.core.markdown import render
from portal.core.web.addresses import own_path
from portal.guard.views.asking import whole_and_known
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited

blueprint = Blueprint("conversations", __name__, url_prefix="/conversations")


def conversation_panel(session: Session, item: ItemRef, *, asks: bool = False) -> dict[str, Any]:
    """What the page of the item shows to those who may answer its author; ``asks``: whether answers are waited for."""
    return {
        "words": author_pages[item.kind].words,
        "messages": conversation(session, item),
        "form": MessageForm(formdata=None),
        "asks": asks,
        "form_key": secrets.token_urlsafe(24),
        "action": url_for("conversations.write", kind=item.kind, number=item.id),
    }


@blueprint.post("/<kind>/<item:number>")
@signed_in
@rate_limited
def write(kind: str, number: int) -> ResponseReturnValue:
    """Write to the author. What can't be taken is shown again on a page of its own, with the reason."""
    actor, item, form = current_actor(), ItemRef(kind, number), MessageForm()
    form_key = request.form.get("form_key", "")[:40] or secrets.token_urlsafe(24)
    require_answer(db.session(), item, actor)
    card = _card(item, actor)
    if whole_and_known(form, "body"):
        text = render(form.body.data or "")
        try:
            with transaction() as session:
                write_to_author(session, item, actor, text, form_key=form_key, asks=form.asks.data, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            return redirect(own_path(request.form.get("back"), f"{card.href}#conversation"))
    action = url_for(".write", kind=kind, number=number)
    return render_template("anonymous/write.html", form=form, form_key=form_key, action=action, card=card), 422


def _card(item: ItemRef, actor: Actor) -> ItemCard:
    found = item_kinds[item.kind].cards(db.session(), [item.id], actor).get(item.id)
    if found is None:
        raise NotFound
    return found
