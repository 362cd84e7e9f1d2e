"""One's own profile and password."""

from dataclasses import asdict

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.extension import nav_items
from portal.core.i18n import gettext as _
from portal.core.web.templating import path_to
from portal.people.access import current_actor, signed_in
from portal.people.directory import colleagues, team_of
from portal.people.forms.account import ChangePasswordForm, ProfileForm
from portal.people.frame import viewer
from portal.people.models import Person, Theme
from portal.people.passwords import check_new_password, hash_password, verify_password
from portal.people.services.guessing import ONE_ACCOUNT, count, forgive
from portal.people.services.profile import Profile, change_profile
from portal.people.services.secrets import change_password
from portal.people.views.blueprint import me
from portal.people.views.cookies import browser


@me.get("")
@signed_in
def profile() -> str:
    person = db.session.get_one(Person, current_actor().id)
    return _profile_page(person, _standing(person))


def _standing(person: Person) -> ProfileForm:
    """The form as the profile stands."""
    present = Profile.of(person)
    shown = {"language": present.language or "", "stand_in": present.stand_in_id, "opened": present.mark}
    return ProfileForm(formdata=None, data=asdict(present) | shown)


@me.post("")
@signed_in
def save_profile() -> str | Response | tuple[str, int]:
    form, actor = ProfileForm(), current_actor()
    try:
        if form.validate():
            with transaction() as writing:
                person, opened = writing.get_one(Person, actor.id), form.opened.data or None
                change_profile(writing, actor, person, _typed(form), opened=opened, now=clock.now())
            flash(_saved(form), "success")
            return redirect(url_for("me.profile"))
    except Invalid as refusal:
        form.refuse(refusal)
    except Conflict as conflict:
        person = db.session.get_one(Person, actor.id)
        form.show_theirs(_standing(person))
        return _profile_page(person, form), conflict.status
    return _profile_page(db.session.get_one(Person, actor.id), form), 422


def _saved(form: ProfileForm) -> str:
    """Names who stands in: what was typed is seen to be understood."""
    if form.stand_in.person_id is None:
        return _("Saved.")
    return _("Saved. While you are away, %(name)s stands in.", name=form.stand_in.data)


def _typed(form: ProfileForm) -> Profile:
    return Profile(
        job=form.job.data or "",
        language=form.language.data or None,
        theme=Theme(form.theme.data),
        shortcuts=bool(form.shortcuts.data),
        away_from=form.away_from.data,
        away_until=form.away_until.data,
        stand_in_id=form.stand_in.person_id,
    )


def _profile_page(person: Person, form: ProfileForm) -> str:
    team = team_of(db.session(), person.team_id)
    named = colleagues(db.session(), person.mentor_id, team.lead_id if team else None)
    return render_template(
        "people/profile.html",
        form=form,
        person=person,
        team=team,
        lead=named.get(team.lead_id or 0) if team else None,
        mentor=named.get(person.mentor_id or 0),
        tabs=tabs("me.profile"),
    )


def tabs(current: str) -> list[dict[str, object]]:
    """The pages about oneself; other slices add theirs as navigation items of the group 'profile'."""
    own = [("me.profile", _("Profile")), ("me.password", _("Password")), ("me.devices", _("My devices"))]
    places = sorted((item for item in nav_items if item.group == "profile"), key=lambda item: item.order)
    every = own + [(item.endpoint, item.label) for item in places]
    return [{"label": label, "href": path_to(name), "current": name == current} for name, label in every]


@me.get("/password")
@signed_in
def password() -> str:
    return render_template("people/password.html", form=ChangePasswordForm(), tabs=tabs("me.password"))


@me.post("/password")
@signed_in
def save_password() -> str | Response | tuple[str, int]:
    form = ChangePasswordForm()
    try:
        if form.validate():
            _change_password(form)
            flash(_("The password is changed. Other devices are signed out."), "success")
            return redirect(url_for("me.devices"))
    except Invalid as refusal:
        form.refuse(refusal)
    return render_template("people/password.html", form=form, tabs=tabs("me.password")), 422


def _change_password(form: ChangePasswordForm) -> None:
    """Counted, checked and hashed outside the transaction that keeps it."""
    signed, now, here = viewer(), clock.now(), browser()
    if signed is None:
        return
    with transaction() as writing:
        attempt = count(writing, [(here.bucket("own-password", str(signed.id)), ONE_ACCOUNT)], now=now)
        person = writing.get_one(Person, signed.id)
        verified, name, email = person.password_hash, person.name, person.email
    if not verify_password(verified, form.password.data or ""):
        raise Invalid(_("This is not your present password."), field="password")
    check_new_password(form.new_password.data or "", name=name, email=email)
    new_hash = hash_password(form.new_password.data or "")
    with transaction() as writing:
        forgive(writing, attempt)
        change_password(
            writing, signed.actor, verified_hash=verified, new_hash=new_hash, keep_session=signed.session_id, now=now
        )
