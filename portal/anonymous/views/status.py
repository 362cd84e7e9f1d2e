"""The public page on which an anonymous author, with number and code, sees where it stands and talks on."""

import secrets

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.anonymous.forms import CodeForm, MessageForm
from portal.anonymous.kinds import author_pages
from portal.anonymous.queries import item_of, picture_of
from portal.anonymous.services.codes import is_code_of
from portal.anonymous.services.sealing import seal_message, seal_withdrawal, take_withdrawal_back
from portal.anonymous.views.author_page import author_page
from portal.anonymous.views.opened import (
    blueprint,
    close,
    config,
    keep_open,
    open_page,
    opened,
    opened_number,
)
from portal.core import clock
from portal.core.db import db, forget_what_was_deleted, transaction
from portal.core.errors import DomainError, NotFound, TooManyAttempts
from portal.core.files import ENDINGS
from portal.core.i18n import gettext as _
from portal.core.markdown import render
from portal.core.numbers import read_number
from portal.core.web.headers import unnoticed
from portal.guard.views.asking import whole_and_known
from portal.people.access import public
from portal.people.pictures import picture_answer


@blueprint.get("")
@unnoticed
@public
def status() -> ResponseReturnValue:
    """Where it stands, once the code was shown; else the page that asks for it."""
    number = opened_number()
    page = None if number is None else _status_page(number)
    return _code_page(CodeForm(formdata=None)) if page is None else page


@blueprint.post("")
@unnoticed
@public
def open_with_code() -> ResponseReturnValue:
    """Check number and code; what is wrong of the two isn't said."""
    form = CodeForm()
    if not form.validate():
        return _code_page(form), 422
    number = -abs(read_number(form.number.data or "") or 0)
    try:
        with transaction() as session:
            right = is_code_of(session, number, form.code.data or "", secret=config().secret_key, now=clock.now())
    except TooManyAttempts as error:
        form.refuse(error)
        return _code_page(form), error.status
    if not right:
        form.form_errors.append(_("This number and code don't belong together. Check each sign and try again."))
        return _code_page(form), 422
    return open_page(make_response(redirect(url_for(".status"), 303)), number)


@blueprint.post("/messages")
@unnoticed
@public
def write() -> ResponseReturnValue:
    """Put a message to those who answer under seal. When the half hour is over, the text is shown and waits."""
    number, form = opened_number(), MessageForm()
    if number is None:
        return render_template("anonymous/held.html", form=form, form_key=_form_key()), 409
    # Strictly: of whoever has no name here, names are nobody's but others'.
    if whole_and_known(form, "body", strict=True):
        text = render(form.body.data or "")
        try:
            with transaction() as session:
                seal_message(session, number, text, form_key=_form_key(), secret=config().secret_key)
        except DomainError as error:
            form.refuse(error)
        else:
            forget_what_was_deleted()
            return redirect(f"{url_for('.status')}#conversation", 303)
    return _status_page(number, form) or redirect(url_for(".status"), 303), 422


@blueprint.post("/withdraw")
@unnoticed
@public
@opened
def withdraw(number: int) -> ResponseReturnValue:
    """Take it back at the full hour; what nobody has seen yet, at once."""
    with transaction() as session:
        waits = seal_withdrawal(session, number)
    forget_what_was_deleted()
    if waits:
        return redirect(url_for(".status"), 303)
    return close(make_response(render_template("anonymous/gone.html")))


@blueprint.post("/withdraw/undo")
@unnoticed
@public
@opened
def leave_it(number: int) -> ResponseReturnValue:
    """Leave it after all."""
    with transaction() as session:
        take_withdrawal_back(session, number)
    return redirect(url_for(".status"), 303)


@blueprint.post("/close")
@unnoticed
@public
def forget_here() -> ResponseReturnValue:
    """Close it on this device."""
    return close(make_response(redirect(url_for(".status"), 303)))


@blueprint.get("/pictures/<token>")
@unnoticed
@public
def picture(token: str) -> Response:
    """A picture of what was opened."""
    session, number = db.session(), opened_number()
    item = None if number is None else item_of(session, number)
    found = None if item is None else picture_of(session, item, token)
    if found is None:
        raise NotFound
    response = picture_answer(found, ENDINGS[0])
    response.headers["Cache-Control"] = "no-store"
    return response


def _code_page(form: CodeForm) -> str:
    return render_template("anonymous/open.html", form=form, beginnings=list(author_pages))


def _status_page(number: int, form: MessageForm | None = None) -> Response | None:
    """The page, which keeps it open; None when there is nothing (any more) under the number."""
    found = author_page(db.session(), number, clock.now())
    if found is None:
        return None
    form = form or MessageForm(formdata=None)
    values = {
        "page": found,
        "view": found.view,
        "form": form,
        "form_key": _form_key() if form.errors else secrets.token_urlsafe(24),
    }
    return keep_open(make_response(render_template(found.template, **values)))


def _form_key() -> str:
    """Made with the form: sending it twice leaves one message."""
    return request.form.get("form_key", "")[:64] or secrets.token_urlsafe(24)
