"""Administration of the company's public contacts."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.guard.forms import PublicContactForm
from portal.guard.policy import MANAGE_PUBLIC_CONTACTS
from portal.guard.queries import public_contacts
from portal.guard.services import allow, get_contact, put_back, withdraw
from portal.guard.views.blueprint import blueprint
from portal.people.access import current_actor, requires

PATH = "/administration/public-contacts"


@blueprint.get(PATH)
@requires(MANAGE_PUBLIC_CONTACTS)
def contact_list() -> str:
    """Everything that may stand in any text, and a form for one more."""
    return _page(PublicContactForm(formdata=None))


@blueprint.post(PATH)
@requires(MANAGE_PUBLIC_CONTACTS)
def allow_contact() -> ResponseReturnValue:
    """One more."""
    form = PublicContactForm()
    if form.validate():
        try:
            with transaction() as session:
                allow(session, current_actor(), value=form.value.data or "", note=form.note.data or "", now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Added. The guard lets it stand from now on."))
            return redirect(PATH, 303)
    return _page(form), 422


@blueprint.post(f"{PATH}/<int:contact_id>/withdraw")
@requires(MANAGE_PUBLIC_CONTACTS)
def withdraw_contact(contact_id: int) -> ResponseReturnValue:
    """Off the list; the note on the next page takes it back."""
    with transaction() as session:
        withdraw(session, get_contact(session, contact_id), current_actor(), now=clock.now())
    say(_("It is off the list."), undo=(f"{PATH}/{contact_id}/put-back", _("Undo")))
    return redirect(PATH, 303)


@blueprint.post(f"{PATH}/<int:contact_id>/put-back")
@requires(MANAGE_PUBLIC_CONTACTS)
def put_contact_back(contact_id: int) -> ResponseReturnValue:
    """On the list again."""
    with transaction() as session:
        put_back(session, get_contact(session, contact_id), current_actor(), now=clock.now())
    say(_("It is on the list again."))
    return redirect(PATH, 303)


def _page(form: PublicContactForm) -> str:
    contacts = public_contacts(db.session())
    return render_template("guard/public_contacts.html", contacts=contacts, form=form, base=PATH)
