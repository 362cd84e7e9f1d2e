"""The base of cases: the list, and a story to read."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.cases.shapes import KIND, QUOTE, STORY
from portal.core.alike import much_like
from portal.core.db import db
from portal.core.numbers import number_path
from portal.core.text import clean_line, clean_text
from portal.knowledge.item_kind import knowledge_kinds
from portal.knowledge.policy import WRITE
from portal.knowledge.views.listing import list_parts
from portal.knowledge.views.reading import page_parts
from portal.linking.panel import LinksPanel
from portal.people.access import current_actor, requires, signed_in

PATH = "/cases"
MOST_ALIKE, MAX_TYPED_LETTERS = 4, 2_000
blueprint = Blueprint("cases", __name__, url_prefix=PATH)


@blueprint.get("")
@signed_in
def index() -> str:
    """Rows, chips with numbers, orders, pages."""
    parts = list_parts(db.session(), current_actor(), KIND, PATH, has_channels=True)
    return render_template("cases/list.html", **parts)


@blueprint.get("/<item:number>")
@signed_in
def show(number: int) -> str:
    """The story, what readers say of it, and what came of it."""
    parts = page_parts(db.session(), KIND, number, current_actor())
    quote = parts["text"].chapter(QUOTE)
    return render_template(
        "cases/show.html",
        quote=quote.source if quote else None,
        next=_next(number, parts["links"]) if parts["item"]["published_at"] else None,
        **parts,
    )


@blueprint.post("/look-alikes")
@requires(WRITE)
def tells_of_the_same() -> ResponseReturnValue:
    """Knowledge that tells of the same as a story that is being typed; empty when nothing is likely.

    Nothing of it is kept. Proposals aren't shown: what somebody would change is another matter than what happened.
    """
    typed = f"{clean_line(request.form.get('title'))}\n{clean_text(request.form.get(STORY.lead))}"[:MAX_TYPED_LETTERS]
    found = much_like(db.session(), typed, current_actor(), 2 * MOST_ALIKE)
    cards = [one.card for one in found if one.card.ref.kind in knowledge_kinds][:MOST_ALIKE]
    return render_template("cases/_alikes.html", cards=cards) if cards else ""


def _next(number: int, links: LinksPanel) -> dict[str, Any]:
    """One click from the case to an initiative, or to a change of what it is tied to."""
    case = f"{KIND}:{number_path(number)}"
    tied = {one.card.ref: one.card for group in links.groups for one in group.items if one.card.ref.kind != KIND}
    return {
        "propose_href": f"/initiatives/new?from={case}",
        "changes": [
            (card.title, f"/knowledge/{number_path(ref.id)}/edit?because={case}")
            for ref, card in tied.items()
            if ref.kind in knowledge_kinds
        ],
    }
