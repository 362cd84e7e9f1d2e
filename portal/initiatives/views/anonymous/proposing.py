"""Proposing without a name. That somebody works here is checked at the door; who it is goes no further than that."""

from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.anonymous.services.codes import Ticket, new_nonce
from portal.anonymous.services.pictures import prepare_pictures, with_pictures, without_uploads
from portal.anonymous.services.sealing import AlreadyLetOut
from portal.anonymous.views.opened import config
from portal.anonymous.views.telling import (
    forget_what_was_written,
    form_values,
    nonce_of_form,
    typed_without_uploads,
)
from portal.anonymous.views.ticket import lead_to_ticket
from portal.core import clock
from portal.core.db import db, forget_what_was_deleted, transaction
from portal.core.errors import DomainError
from portal.core.markdown import render
from portal.core.text import guess_language
from portal.core.web.headers import unnoticed
from portal.core.web.sizes import takes_files
from portal.guard.views.asking import whole_and_known
from portal.initiatives.joining import ANSWERS, call_of
from portal.initiatives.policy import PROPOSE
from portal.initiatives.queries.proposing import PROPOSAL, tag_names
from portal.initiatives.services.anonymous.sealing import seal_initiative
from portal.initiatives.services.anonymous.shape import PARTS
from portal.initiatives.services.texts import require_day_ahead
from portal.initiatives.views import blueprint
from portal.initiatives.views.anonymous.forms import AnonymousForm
from portal.initiatives.views.form import TEXTS, texts_of, with_areas
from portal.people.access import current_actor, requires


@blueprint.get("/anonymous")
@unnoticed
@requires(PROPOSE)
def propose_anonymously() -> ResponseReturnValue:
    """An empty form that nothing saves before it is sent."""
    return _page(AnonymousForm(), new_nonce())


@blueprint.post("/anonymous/switch/<key>")
@unnoticed
@requires(PROPOSE)
def switch_to_anonymous(key: str) -> ResponseReturnValue:
    """Go on without a name: the draft that was kept under the name is deleted for good, with its pictures."""
    deleted = forget_what_was_written(current_actor(), PROPOSAL, key)
    typed, lost_pictures = typed_without_uploads(PARTS)
    values = {"settled_draft": key, "lost_pictures": lost_pictures, "switched": True, "deleted": deleted}
    return _page(AnonymousForm(typed), new_nonce(), **values)


@blueprint.post("/anonymous")
@unnoticed
@requires(PROPOSE)
@takes_files
def hand_in_anonymously() -> ResponseReturnValue:
    """Put it under seal, and lead to number and code. Sending the form twice leads to the same."""
    form, nonce = with_areas(AnonymousForm()), nonce_of_form()
    if not whole_and_known(form, *TEXTS):
        return _page(form, nonce), 422
    try:
        made = _seal(form, nonce)
    except DomainError as error:
        form.refuse(error)
        return _page(form, new_nonce() if isinstance(error, AlreadyLetOut) else nonce), error.status
    return lead_to_ticket(made, nonce)


def _seal(form: AnonymousForm, nonce: str) -> Ticket:
    """Decode, clean and render, then seal in one short transaction."""
    pictures = prepare_pictures(form.sent_pictures)
    for part in PARTS:
        form[part].data = without_uploads(form[part].data or "")
    words = " ".join(form[name].data or "" for name in ("title", *PARTS))
    language = guess_language(words, fallback=config().language)
    texts = texts_of(form, language=language)
    require_day_ahead(texts, clock.now())
    if pictures:
        texts = replace(texts, problem=render(with_pictures(texts.problem.source, pictures, language)))
    with transaction() as session:
        call = call_of(session, request.form.get(ANSWERS))
        answers = call.key if call and call.open else None
        made = seal_initiative(session, texts, pictures, answers=answers, nonce=nonce, secret=config().secret_key)
    forget_what_was_deleted()
    return made


def _page(form: AnonymousForm, nonce: str, **values: Any) -> str:
    return render_template(
        "initiatives/anonymous/form.html",
        action=url_for(".propose_anonymously"),
        tag_names=tag_names(db.session(), current_actor()),
        call=call_of(db.session(), request.values.get(ANSWERS)),
        **form_values(with_areas(form), nonce),
        **values,
    )
