"""Giving and taking back one's support, from the list and from the page of an initiative."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.core.web.addresses import own_path
from portal.initiatives import presenting
from portal.initiatives.forms import SupportForm
from portal.initiatives.models import Initiative
from portal.initiatives.policy import SUPPORT
from portal.initiatives.queries import get_visible
from portal.initiatives.services.supporting import support, withdraw_support
from portal.initiatives.views import blueprint
from portal.people.access import current_actor, requires


@blueprint.post("/<int:number>/support")
@requires(SUPPORT)
def give_support(number: int) -> ResponseReturnValue:
    """Support it, or say more about the support given."""
    form = SupportForm()
    if not form.validate():
        field, errors = next(iter(form.errors.items()))
        raise Invalid(errors[0], field=field)
    with transaction() as session:
        initiative = get_visible(session, number, current_actor())
        support(session, initiative, current_actor(), **form.details, now=clock.now())
    return _answer(initiative, supported=True)


@blueprint.post("/<int:number>/unsupport")
@requires(SUPPORT)
def take_support_back(number: int) -> ResponseReturnValue:
    """Take one's support back."""
    with transaction() as session:
        initiative = get_visible(session, number, current_actor())
        withdraw_support(session, initiative, current_actor(), now=clock.now())
    return _answer(initiative, supported=False)


def _answer(initiative: Initiative, *, supported: bool) -> ResponseReturnValue:
    """The pill alone for htmx; else the page that the press came from."""
    if request.headers.get("HX-Request") == "true":
        verb = "unsupport" if supported else "support"
        return render_template(
            "initiatives/_pill.html",
            count=initiative.support_count,
            supported=supported,
            action=f"/initiatives/{initiative.id}/{verb}",
            number=initiative.id,
            line=presenting.support_line(initiative.support_count) if _on_own_page(initiative) else None,
        )
    return redirect(own_path(_came_from(), default=f"/initiatives/{initiative.id}"), 303)


def _on_own_page(initiative: Initiative) -> bool:
    """Whether the press came from the initiative's page, where a line beside the pill says the number too."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == f"/initiatives/{initiative.id}"


def _came_from() -> str | None:
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
