"""One-time links, the first administrator, and the way back after a forgotten password."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.i18n import gettext as _
from portal.people.access import public
from portal.people.forms.account import ForgottenForm, NewPasswordForm, SetUpForm
from portal.people.models import LinkPurpose
from portal.people.passwords import check_new_password, hash_password
from portal.people.services.secrets import ask_for_help, choose_password, get_link, set_up_first_administrator
from portal.people.services.sessions import begin_session
from portal.people.views.blueprint import people
from portal.people.views.cookies import browser, carry

# Looking at a link never uses it: programs that preview links in messages may look as often as they like.


@people.get("/link/<token>")
@public
def one_time_link(token: str) -> str:
    return _choose_page(NewPasswordForm(), token)


@people.post("/link/<token>")
@public
def use_one_time_link(token: str) -> str | Response | tuple[str, int]:
    form = NewPasswordForm()
    person = get_link(db.session(), token, LinkPurpose.SIGN_IN, clock.now()).person
    if not form.validate() or person is None:
        return _choose_page(form, token), 422
    try:
        check_new_password(form.new_password.data or "", name=person.name, email=person.email)
    except Invalid as refusal:
        form.refuse(refusal)
        return _choose_page(form, token), 422
    password_hash, now = hash_password(form.new_password.data or ""), clock.now()
    with transaction() as writing:
        person = choose_password(writing, token, password_hash, now=now)
        session_token = begin_session(writing, person, browser(), now=now)
    flash(_("The password is yours. You are signed in."), "success")
    return carry(session_token, redirect("/"))


def _choose_page(form: NewPasswordForm, token: str) -> str:
    link = get_link(db.session(), token, LinkPurpose.SIGN_IN, clock.now())
    return render_template("people/choose_password.html", form=form, person=link.person)


@people.get("/set-up/<token>")
@public
def set_up(token: str) -> str:
    get_link(db.session(), token, LinkPurpose.SET_UP, clock.now())
    return render_template("people/set_up.html", form=SetUpForm())


@people.post("/set-up/<token>")
@public
def set_up_now(token: str) -> str | Response | tuple[str, int]:
    form, now = SetUpForm(), clock.now()
    get_link(db.session(), token, LinkPurpose.SET_UP, now)
    if not form.validate():
        return render_template("people/set_up.html", form=form), 422
    name, email = form.name.data or "", form.email.data or ""
    try:
        check_new_password(form.new_password.data or "", name=name, email=email)
        password_hash = hash_password(form.new_password.data or "")
        with transaction() as writing:
            person = set_up_first_administrator(
                writing,
                token,
                name=name,
                email=email,
                password_hash=password_hash,
                committee=form.committee.data,
                now=now,
            )
            session_token = begin_session(writing, person, browser(), now=now)
    except Invalid as refusal:
        form.refuse(refusal)
        return render_template("people/set_up.html", form=form), 422
    flash(_("The portal is yours. The first steps stand here."), "success")
    return carry(session_token, redirect("/"))


@people.get("/forgotten")
@public
def forgotten() -> str:
    return render_template("people/forgotten.html", form=ForgottenForm(), done=False)


@people.post("/forgotten")
@public
def forgotten_now() -> str | tuple[str, int]:
    form = ForgottenForm()
    if not form.validate():
        return render_template("people/forgotten.html", form=form, done=False), 422
    with transaction() as writing:
        ask_for_help(writing, browser(), form.email.data or "", now=clock.now())
    return render_template("people/forgotten.html", form=form, done=True)
