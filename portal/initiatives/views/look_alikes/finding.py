"""What is like the text that somebody is writing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.alike import much_like
from portal.core.db import db
from portal.core.extension import LookAlike
from portal.core.text import clean_line, clean_text
from portal.initiatives.item_kind import KIND
from portal.initiatives.policy import CLOSED_TO_SUPPORT, PROPOSE
from portal.initiatives.views import blueprint
from portal.people.access import current_actor, requires

#: So close that one is asked once before a second one is handed in.
VERY_CLOSE = 0.8
MAX_TEXT_LETTERS = 2_000
MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class LookAlikeView:
    """One of them; without ``support_action`` it can only be read: it is closed, or one's own."""

    title: str
    href: str
    support_count: int
    status_type: str
    status_label: str
    own: bool
    support_action: str | None
    #: What it is, of knowledge that answers it: a case, an article.
    note: str = ""
    icon: str = ""


@blueprint.post("/look-alikes")
@requires(PROPOSE)
def find_look_alikes() -> ResponseReturnValue:
    """A piece of the form's page, empty when nothing is likely. Asked while one types; nothing of it is kept."""
    typed = _typed(request.form.get("title"), request.form.get("problem"))
    found = much_like(db.session(), typed, current_actor(), MOST_SHOWN)
    return render_template("initiatives/look_alikes/_beside.html", look_alikes=views_of(found)) if found else ""


def very_close(session: Session, title: str | None, problem: str | None, actor: Actor) -> list[LookAlikeView]:
    """Those initiatives that are all but the same."""
    found = much_like(session, _typed(title, problem), actor, MOST_SHOWN)
    return views_of([one for one in found if one.card.ref.kind == KIND and one.closeness >= VERY_CLOSE])


def views_of(found: Sequence[LookAlike]) -> list[LookAlikeView]:
    """What the page shows of each."""
    return [
        LookAlikeView(
            title=one.card.title,
            href=one.card.href,
            support_count=one.support_count,
            status_type=one.status_type,
            status_label=one.status_label,
            own=one.own,
            support_action=f"{one.card.href}/support-instead" if _takes_support(one) else None,
            note="" if one.card.ref.kind == KIND else one.card.note,
            icon=one.card.icon,
        )
        for one in found
    ]


def _takes_support(one: LookAlike) -> bool:
    return one.card.ref.kind == KIND and one.status_type not in CLOSED_TO_SUPPORT and not one.own


def _typed(title: str | None, problem: str | None) -> str:
    return f"{clean_line(title)}\n{clean_text(problem)}"[:MAX_TEXT_LETTERS]
