"""Giving and taking back one's support, from the list and from the page of an initiative."""

from typing import Any
from urllib.parse import urlsplit

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.numbers import number_path
from portal.core.web.addresses import own_path
from portal.initiatives.forms import SupportForm
from portal.initiatives.models import Initiative
from portal.initiatives.policy import SUPPORT
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.detail import detail
from portal.initiatives.services.supporting import support, withdraw_support
from portal.initiatives.views import blueprint, show
from portal.people.access import current_actor, requires


@blueprint.post("/<item:number>/support")
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


@blueprint.post("/<item:number>/unsupport")
@requires(SUPPORT)
def take_support_back(number: int) -> ResponseReturnValue:
    """Take one's support back."""
    with transaction() as session:
        initiative = get_visible(session, number, current_actor())
        withdraw_support(session, initiative, current_actor(), now=clock.now())
    return _answer(initiative, supported=False)


def _answer(initiative: Initiative, *, supported: bool) -> ResponseReturnValue:
    """For htmx the pill, and what stands around it on the initiative's own page; else the page of the press."""
    path = f"/initiatives/{number_path(initiative.id)}"
    on_page = _on_own_page(path)
    if request.headers.get("HX-Request") == "true":
        verb = "unsupport" if supported else "support"
        return render_template(
            "initiatives/_pill.html",
            count=initiative.support_count,
            supported=supported,
            action=f"{path}/{verb}",
            number=initiative.id,
            **(_around(initiative, just=supported) if on_page else {}),
        )
    if on_page:
        return redirect(f"{path}?voice=ask#my-voice" if supported else f"{path}#my-voice", 303)
    return redirect(own_path(_came_from(), default=path), 303)


def _around(initiative: Initiative, *, just: bool) -> dict[str, Any]:
    """The parts of the initiative's page that a press changes too: the line, one's own words, following."""
    found = detail(db.session(), initiative.id, current_actor())
    return {
        "support": show.support_part(found, current_actor()) | {"asked": just},
        "follow": show.follow_part(found),
    }


def _on_own_page(path: str) -> bool:
    """Whether the press came from the initiative's page."""
    came_from = request.headers.get("HX-Current-URL") or _came_from() or ""
    return urlsplit(came_from).path == path


def _came_from() -> str | None:
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
