"""What is answered about a draft of something new, whatever it is to become: kept as one types, thrown away."""

from datetime import datetime

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from portal.core.actor import Actor
from portal.core.db import db
from portal.core.drafts import find_draft
from portal.core.errors import Conflict
from portal.core.forms import saved_words
from portal.core.i18n import gettext as _
from portal.core.web.addresses import own_path
from portal.core.web.errors import wants_json
from portal.core.web.flashes import say
from portal.core.web.settling import settle_draft


def kept(now: datetime, *, sent_to: str | None, onwards: str) -> ResponseReturnValue:
    """It is kept: said to the script with the address where it opens; else the way there.

    ``sent_to``: what was sent with it before.
    """
    if wants_json():
        if sent_to is not None:
            raise Conflict(_("This was sent already; what you write here now belongs to no draft."))
        return jsonify(saved=saved_words(now), opens=onwards)
    if sent_to is not None:
        return redirect(sent_to)
    say(_("The draft is saved. You can go on at any time, on any device."))
    return redirect(onwards)


def opens_at(address: str, actor: Actor, form: str, key: str) -> str | None:
    """Where a page that answers to sending a form opens by itself; None for other pages, and without a draft."""
    answers = request.method == "POST" and find_draft(db.session(), actor, form, key) is not None
    return address if answers else None


def thrown_away(key: str, *, found: bool, undo: str, default: str) -> ResponseReturnValue:
    """It is gone, from this device too, and can be had back; then to where it was pressed."""
    settle_draft(key)
    if found:
        say(_("The draft is deleted."), undo=(undo, _("Undo")))
    return redirect(own_path(request.form.get("back"), default=default))
