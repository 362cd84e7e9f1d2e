"""What somebody read on a track and says something else now: the words that changed, and 'I know'."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.i18n import gettext as _
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.knowledge.changes import PartChange, at_a_glance
from portal.knowledge.item_kind import item_href
from portal.knowledge.presenting import Naming, changes, named
from portal.knowledge.queries import genres
from portal.onboarding.queries.changes import changes_for, revisions_of, versions_of
from portal.onboarding.queries.learning import DIALOGUE
from portal.onboarding.services.changes import note_seen
from portal.onboarding.views.caring import blueprint
from portal.people.access import current_actor, signed_in
from portal.people.queries import areas
from portal.practice.changes import changes as dialogue_changes

#: So many are shown with their words at once: comparing takes time.
SHOWN = 5


@blueprint.get("/learning/changes")
@signed_in
def what_changed() -> str:
    """The items with their differences, what matters first; an item read on two tracks stands once."""
    session = db.session()
    found: dict[tuple[str, int], Any] = {}
    for row in changes_for(session, current_actor().id):
        found.setdefault((row.kind, row.item_id), row)
    rows = list(found.values())
    revisions, versions = revisions_of(session, rows[:SHOWN]), versions_of(session, rows[:SHOWN])
    naming = Naming(named(genres(session).all), named(areas(session)))
    return render_template(
        "onboarding/mentor/changes.html", more=max(0, len(rows) - SHOWN),
        rows=[
            (row, f"/practice/{row.item_id}", _dialogue_words(row, versions))
            if row.kind == DIALOGUE
            else (row, item_href(row.kind, row.item_id), _words(row, revisions, naming))
            for row in rows[:SHOWN]
        ],
    )  # fmt: skip


def _words(row: Any, revisions: Any, naming: Naming) -> list[PartChange] | None:
    """What changed, cut to what is beside it; None where the earlier text is closed."""
    before, after = revisions.get((row.item_id, row.item_revision)), revisions.get((row.item_id, row.number))
    if before is None or after is None or before.is_closed:
        return None
    genre = genres(db.session()).by_id[row.genre_id]
    return [at_a_glance(change) for change in changes(before, after, genre, naming)]


def _dialogue_words(row: Any, versions: Any) -> list[PartChange]:
    """The same of a dialogue: versions are kept as they were."""
    before, after = versions[row.item_id, row.item_revision], versions[row.item_id, row.number]
    return [at_a_glance(change) for change in dialogue_changes(before, after)]


@blueprint.post("/learning/<int:enrolment_id>/changes/<key>/seen")
@signed_in
def seen(enrolment_id: int, key: str) -> ResponseReturnValue:
    """'I know': revision ``number`` that was before the reader."""
    with transaction() as session:
        number = whole_number(request.form.get("number")) or 0
        stood = note_seen(session, enrolment_id, key, current_actor(), number=number, now=clock.now())
    if not stood:
        say(_("It has changed once more meanwhile. Here is what it says now."), "info")
    return redirect("/learning/changes", 303)
