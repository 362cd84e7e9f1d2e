"""Out of the lists, and back; and a draft that somebody has left lying."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.knowledge.forms import ArchiveForm
from portal.knowledge.item_kind import item_href
from portal.knowledge.policy import can_archive
from portal.knowledge.queries import get_visible, open_revision
from portal.knowledge.services.keeping import archive, bring_back
from portal.knowledge.services.releasing import release
from portal.knowledge.views.blueprint import blueprint
from portal.people.access import current_actor, signed_in


@blueprint.get("/<item:number>/archive")
@signed_in
def ask_why(number: int) -> ResponseReturnValue:
    """The form that asks for the reason."""
    item = get_visible(db.session(), None, number, current_actor())
    require(can_archive(current_actor(), item))
    return _page(number, ArchiveForm(formdata=None))


@blueprint.post("/<item:number>/archive")
@signed_in
def put_away(number: int) -> ResponseReturnValue:
    """Take it out of the lists, with a reason; at once it can be undone."""
    form, actor = ArchiveForm(), current_actor()
    require(can_archive(actor, item := get_visible(db.session(), None, number, actor)) or item.archived_at is not None)
    if form.validate():
        try:
            with transaction() as session:
                item = get_visible(session, None, number, actor, lock=True)
                archive(session, item, actor, reason=form.reason.data or "", now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("It is in the archive now."), undo=(url_for(".bring_it_back", number=number), _("Undo")))
            return redirect(item_href(item.kind, number))
    return _page(number, form), 422


@blueprint.post("/<item:number>/bring-back")
@signed_in
def bring_it_back(number: int) -> ResponseReturnValue:
    """Let it hold again."""
    actor = current_actor()
    with transaction() as session:
        item = get_visible(session, None, number, actor, lock=True)
        bring_back(session, item, actor, now=clock.now())
    say(_("It holds again and is in the lists."))
    return redirect(item_href(item.kind, number))


@blueprint.post("/<item:number>/release")
@signed_in
def set_free(number: int) -> ResponseReturnValue:
    """Close a draft that keeps others from changing the text; its words go back to whoever wrote them."""
    actor = current_actor()
    with transaction() as session:
        item = get_visible(session, None, number, actor, lock=True)
        revision = open_revision(session, item)
        if revision is None:
            raise Conflict(_("Nobody is changing this text any more."))
        release(session, revision, actor, now=clock.now())
    say(_("The text is free. What was written is kept for its author."))
    return redirect(url_for(".edit", number=number))


def _page(number: int, form: ArchiveForm) -> str:
    item = get_visible(db.session(), None, number, current_actor())
    return render_template(
        "knowledge/archive.html", form=form, title=item.title, number=number, href=item_href(item.kind, number)
    )
