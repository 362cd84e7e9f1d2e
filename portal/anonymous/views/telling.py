"""What every form without a name does alike, whatever it tells of.

That somebody works here is checked at the door by the view; who it is goes no further than to the draft that is
forgotten.
"""

from collections.abc import Collection, Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from portal.anonymous.forms import WithPictures
from portal.anonymous.services.codes import NONCE, new_nonce
from portal.anonymous.services.pictures import MOST_PICTURES, without_uploads
from portal.anonymous.views.opened import config
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import forget_what_was_deleted, transaction
from portal.core.drafts import forget_for_good
from portal.people.pictures import storage


def nonce_of_form() -> str:
    """That of the form that was sent, or a new one."""
    nonce = request.form.get("nonce", "")
    return nonce if NONCE.fullmatch(nonce) else new_nonce()


def forget_what_was_written(actor: Actor, form: str, key: str) -> bool:
    """Delete for good what was kept of the form under the name; whether no copy is left in the database's log."""
    with transaction() as session:
        gone = forget_for_good(session, actor, form, key, now=clock.now())
    for name in gone:
        storage().forget(name)
    return forget_what_was_deleted()


def typed_without_uploads(parts: Collection[str]) -> tuple[MultiDict[str, str], bool]:
    """What was typed, without pictures that were uploaded by name; whether there were any."""
    typed = MultiDict(request.form)
    for part in parts:
        typed[part] = without_uploads(typed.get(part, ""))
    return typed, any(typed[part] != request.form.get(part, "").strip() for part in parts)


def form_values(form: WithPictures, nonce: str) -> Mapping[str, Any]:
    """What the template of such a form needs beside its own."""
    return {
        "form": form,
        "nonce": nonce,
        "most_pictures": MOST_PICTURES,
        "largest_bytes": config().upload_max_bytes,
        "chosen_again": request.method == "POST" and bool(form.sent_pictures),
    }
