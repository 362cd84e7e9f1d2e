"""Signing in and out, and how the portal looks and speaks."""

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import transaction
from portal.core.i18n import LANGUAGES
from portal.core.i18n import gettext as _
from portal.core.web.addresses import own_path
from portal.people.access import current_actor, public, signed_in
from portal.people.forms.account import SignInForm
from portal.people.frame import viewer
from portal.people.passwords import verify_password
from portal.people.queries import find_by_email
from portal.people.services.guessing import count_sign_in, forgive
from portal.people.services.profile import choose_language, choose_theme
from portal.people.services.sessions import begin_session, end_session
from portal.people.views.blueprint import people
from portal.people.views.cookies import browser, carry, drop


@people.get("/sign-in")
@public
def sign_in() -> str | Response:
    if viewer() is not None:
        return redirect(own_path(request.args.get("next")))
    return _sign_in_page(SignInForm(data={"next": own_path(request.args.get("next"))}))


@people.post("/sign-in")
@public
def sign_in_now() -> str | Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    token = _token_for(form.email.data or "", form.password.data or "")
    if token is None:
        form.form_errors.append(_("This e-mail and password don't belong together. Check both and try again."))
        return _sign_in_page(form), 422
    return carry(token, redirect(own_path(form.next.data)))


def _token_for(email: str, password: str) -> str | None:
    """A new session's token when the password is right. The same work and time whoever it is, or nobody."""
    now, here = clock.now(), browser()
    with transaction() as writing:
        person = find_by_email(writing, email)
        attempt = count_sign_in(writing, here, email, person, now=now)
    verified = person.password_hash if person else None
    right = verify_password(verified, password)
    if not right or person is None:
        return None
    with transaction() as writing:
        person = find_by_email(writing, email)
        if person is None or person.deactivated_at is not None or person.password_hash != verified:
            return None
        forgive(writing, attempt)
        return begin_session(writing, person, here, now=now)


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "people/sign_in.html",
        form=form,
        action=url_for("people.sign_in_now"),
        sso=None,
        reset_href=url_for("people.forgotten"),
        reason=None,
    )


@people.post("/sign-out")
@public
def sign_out() -> Response:
    person = viewer()
    if person is not None:
        with transaction() as writing:
            end_session(writing, person.actor, person.session_id)
    drop()
    flash(_("You are signed out."), "success")
    return redirect(url_for("people.sign_in"))


@people.post("/language")
@public
def set_language() -> Response:
    code = request.form.get("lang", "")
    person = viewer()
    if person is not None:
        with transaction() as writing:
            choose_language(writing, person.actor, code)
    if code in LANGUAGES:
        session["language"] = code
        session.permanent = True
    return redirect(own_path(request.form.get("next")))


@people.post("/theme")
@signed_in
def set_theme() -> Response:
    with transaction() as writing:
        choose_theme(writing, current_actor(), request.form.get("theme", ""))
    return redirect(own_path(request.form.get("next")))
