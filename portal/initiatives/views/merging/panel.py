"""What was merged into an initiative, for its page."""

from typing import Any

from flask import request

from portal.core.actor import Actor
from portal.core.db import db
from portal.core.numbers import number_words, read_number
from portal.initiatives import presenting
from portal.initiatives.models import Initiative
from portal.initiatives.policy import MERGE, is_one_of_authors
from portal.initiatives.queries.merging import MergedTwin, merged_twins
from portal.people.policy import may


def merged_panel(initiative: Initiative, actor: Actor) -> dict[str, Any] | None:
    """The twins with their texts, and from which of them the reader was led here; None when nothing was merged."""
    if not initiative.twin_count:
        return None
    twins = merged_twins(db.session(), initiative.id, actor)
    came_from = read_number(request.args.get("from", ""))
    return {
        "twins": twins,
        "came_from": next((twin for twin in twins if twin.number == came_from), None),
        "kinds": {twin.number: presenting.kind_label(twin) for twin in twins},
        "through": {twin.number: number_words(twin.into) for twin in twins if twin.into != initiative.id},
        "parts": may(actor, MERGE) and not is_one_of_authors(actor, initiative),
        "authors": _co_authors(initiative, twins),
    }


def _co_authors(initiative: Initiative, twins: list[MergedTwin]) -> list[dict[str, str]]:
    """Who wrote it together with the author; people who are erased have no name."""
    named = {twin.author_id: twin.author_name for twin in twins if twin.author_id and twin.author_name}
    return [
        {"name": name, "href": f"/people/{person_id}"}
        for person_id, name in named.items()
        if person_id != initiative.author_id
    ]
