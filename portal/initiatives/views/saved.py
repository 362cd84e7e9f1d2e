"""Saved views: the menu of them, which is also a page of its own, keeping one and removing one."""

from urllib.parse import parse_qsl

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.forms import Form, Letters, LineField, Required
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.initiatives.models import Shape
from portal.initiatives.policy import can_remove_view
from portal.initiatives.queries import statuses
from portal.initiatives.queries.saved_views import View, saved_views
from portal.initiatives.services.saved_views import remove_view, save_view
from portal.initiatives.views import blueprint, filters
from portal.people.access import current_actor, signed_in


class ViewForm(Form):
    """A name for the present choices."""

    name = LineField(_l("Name of the view"), [Required(), Letters(2, 60)])
    shared = BooleanField(_l("Everybody sees it"))
    shape = HiddenField()
    of = HiddenField()


@blueprint.get("/views")
@signed_in
def saved() -> str:
    """One's own views and the shared ones, and a line to keep the present choices under a name."""
    return _page(ViewForm(formdata=None, shape=_shape(request.args.get("shape")), of=_choices(request.args.get("of"))))


@blueprint.post("/views")
@signed_in
def save() -> ResponseReturnValue:
    """Keep the choices."""
    form = ViewForm()
    form.shape.data, form.of.data = _shape(form.shape.data), _choices(form.of.data)
    if form.validate():
        shape = Shape(form.shape.data)
        try:
            with transaction() as session:
                save_view(
                    session, current_actor(), form.name.data or "", shape, form.of.data,
                    shared=bool(form.shared.data), now=clock.now(),
                )  # fmt: skip
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Saved as “%(name)s”.", name=form.name.data))
            return redirect(_href(shape, form.of.data))
    return _page(form), 422


@blueprint.post("/views/<int:view_id>/remove")
@signed_in
def remove(view_id: int) -> ResponseReturnValue:
    """Remove one."""
    with transaction() as session:
        gone = remove_view(session, current_actor(), view_id)
    say(_("“%(name)s” is removed.", name=gone.name))
    return redirect(filters.VIEWS)


def _page(form: ViewForm) -> str:
    actor = current_actor()
    views = saved_views(db.session(), actor)
    return render_template(
        "initiatives/views.html",
        form=form,
        own=[_shown(view) for view in views if view.maker_id == actor.id],
        shared=[_shown(view) for view in views if view.maker_id != actor.id],
        back=_href(Shape(_shape(form.shape.data)), form.of.data or ""),
    )


def _shown(view: View) -> dict[str, object]:
    actor = current_actor()
    own = view.maker_id == actor.id
    removable = can_remove_view(actor, maker_id=view.maker_id, shared=view.shared)
    return {
        "name": view.name,
        "href": _href(view.shape, view.query),
        "note": (_("shared") if view.shared else "") if own else view.maker,
        "remove": f"{filters.VIEWS}/{view.id}/remove" if removable else None,
    }


def _href(shape: Shape, query: str) -> str:
    return f"{filters.PATHS[shape]}?{query}" if query else filters.PATHS[shape]


def _shape(text: str | None) -> str:
    return text if text in set(Shape) else Shape.LIST.value


def _choices(query: str | None) -> str:
    """The choices of an address, as we write them ourselves: whatever else it holds is left out."""
    known = statuses(db.session())
    wanted = filters.parse(MultiDict(parse_qsl((query or "")[:2000], max_num_fields=100)), known)
    return filters.FilterLinks(wanted, known).at("").removeprefix("?")[:1000]
