"""What is in a collection: putting in from an item's page or by its address, taking out, the order."""

import re
import secrets
from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText
from portal.core.numbers import read_number
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.knowledge.item_kind import item_href, knowledge_kinds
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.queries import get_visible
from portal.knowledge.queries.collections import get_collection, offered_for
from portal.knowledge.services.collecting import make, move, put_in, take_out
from portal.knowledge.views.collections import blueprint
from portal.people.access import current_actor, signed_in


@blueprint.get("/of/<item:number>")
@signed_in
def choose(number: int) -> ResponseReturnValue:
    """Into which of one's own collections an item goes."""
    actor, session = current_actor(), db.session()
    item = get_visible(session, None, number, actor)
    return render_template(
        "knowledge/collect.html", item=item, href=item_href(item.kind, number),
        offered=offered_for(session, item.id, actor), submission_key=secrets.token_urlsafe(16),
    )  # fmt: skip


@blueprint.post("/of/<item:number>")
@signed_in
@holds(_l("Sent again, it becomes a collection with this item in it."), "title", along=("submission_key",))
def put_into_new(number: int) -> ResponseReturnValue:
    """Begin a collection with this item in it."""
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        item = get_visible(session, None, number, actor)
        key = request.form.get("submission_key", "")[:64] or secrets.token_urlsafe(16)
        made = make(
            session, actor, title=request.form.get("title", ""), about=RenderedText("", ""), submission_key=key, now=now
        )
        put_in(session, made, item, actor, now=now)
    return redirect(url_for(".show", number=made.id))


@blueprint.post("/<int:number>/put-in")
@signed_in
def put_by_address(number: int) -> ResponseReturnValue:
    """Put in what an address names that somebody has copied."""
    actor = current_actor()
    with transaction() as session:
        item = _named(session, request.form.get("address", ""))
        put_in(session, get_collection(session, number), item, actor, now=clock.now())
    return redirect(url_for(".show", number=number, _anchor=f"entry-{item.id}"))


def _named(session: Session, address: str) -> KnowledgeItem:
    for kind in knowledge_kinds:
        found = re.fullmatch(rf"{re.escape(kind.prefix)}/([^/]+)", _path(address))
        item_number = read_number(found[1]) if found else None
        if item_number is not None:
            return get_visible(session, kind.kind, item_number, current_actor())
    raise Invalid(
        _("This is no address of a case, an article or an algorithm. Open it, and copy the address from the browser.")
    )


def _path(address: str) -> str:
    try:
        return urlsplit(address.strip()).path.rstrip("/")
    except ValueError:  # "http://[" is none
        return ""


@blueprint.post("/<int:number>/items/<item:entry>/put-in")
@signed_in
def put(number: int, entry: int) -> ResponseReturnValue:
    """Put an item in, at ``place`` if one is named (having it back where it was)."""
    actor = current_actor()
    with transaction() as session:
        item = get_visible(session, None, entry, actor)
        row, place = get_collection(session, number), whole_number(request.args.get("place"))
        put_in(session, row, item, actor, position=place, now=clock.now())
    if request.form.get("then") == "item":
        say(_("It is in “%(title)s” now.", title=row.title))
        return redirect(url_for(".choose", number=entry))
    return redirect(url_for(".show", number=number, _anchor=f"entry-{entry}"))


@blueprint.post("/<int:number>/items/<item:entry>/take-out")
@signed_in
def take(number: int, entry: int) -> ResponseReturnValue:
    """Take an item out; a note offers to undo that."""
    actor = current_actor()
    with transaction() as session:
        row = get_collection(session, number)
        item = get_visible(session, None, entry, actor)
        place = take_out(session, row, entry, actor, now=clock.now())
    if place is not None:
        undo = url_for(".put", number=number, entry=entry, place=place)
        say(_("“%(title)s” is out of the collection.", title=item.title), undo=(undo, _("Undo")))
    if request.form.get("then") == "item":
        return redirect(url_for(".choose", number=entry))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/items/<item:entry>/move")
@signed_in
def change_order(number: int, entry: int) -> ResponseReturnValue:
    """Put an item right before another one (``before``; empty: to the end)."""
    before = request.form.get("before", "")
    place = read_number(before) if before else None
    if before and place is None:
        raise NotFound
    with transaction() as session:
        move(session, get_collection(session, number), entry, current_actor(), before=place, now=clock.now())
    return redirect(url_for(".show", number=number, _anchor=f"entry-{entry}"))
