"""Seeing what changed before the next walk, confirming it, and who has not seen it yet."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.algorithms.changes import changes_by_step
from portal.algorithms.policy import can_see_users
from portal.algorithms.queries.users import ChangeWaiting, users
from portal.algorithms.services.using import confirm_change
from portal.algorithms.shapes import KIND, SOURCE
from portal.algorithms.understanding import understood
from portal.algorithms.views.blueprint import PATH, blueprint
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, require
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.typed import whole_number
from portal.core.web.coming import with_way_back
from portal.core.web.flashes import say
from portal.knowledge.changes import PartChange
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.policy import can_see_revision
from portal.knowledge.queries import get_visible, revision_of, standing
from portal.people.access import current_actor, signed_in
from portal.people.queries import team_names, teams


def changed_since(
    session: Session, item: KnowledgeItem, actor: Actor, waiting: ChangeWaiting
) -> tuple[PartChange, ...]:
    """Step by step what differs from the revision that ``actor`` knows; nothing when that one is closed to them."""
    before, after = revision_of(session, item, waiting.known), standing(session, item)
    if after is None or not can_see_revision(actor, item, before):
        return ()
    one, other = (understood(str(revision.parts.get(SOURCE, ""))).document for revision in (before, after))
    return changes_by_step(one, other)


@blueprint.post("/<item:number>/changes")
@signed_in
def seen(number: int) -> ResponseReturnValue:
    """'I have seen it': what changed up to the revision ``number`` of the form; then the walk begins."""
    actor = current_actor()
    try:
        with transaction() as session:
            item = get_visible(session, KIND, number, actor)
            confirm_change(session, item, actor, number=whole_number(request.form.get("number")) or 0, now=clock.now())
    except Conflict as error:
        say(str(error.sentence), "info")
    else:
        say(_("Thank you. It is noted that you have seen it."))
    return redirect(with_way_back(f"{PATH}/{number_path(number)}/walk"))


@blueprint.get("/<item:number>/users")
@signed_in
def users_of(number: int) -> ResponseReturnValue:
    """Who uses it and has, or has not, seen the last change: for keeper and editors; a lead sees the team's own."""
    actor, session = current_actor(), db.session()
    item = get_visible(session, KIND, number, actor)
    rows = users(session, item.id, _teams_for(session, actor, item))
    named = team_names(session)
    return render_template(
        "algorithms/users.html", title=item.title, address=f"{PATH}/{number_path(number)}", names=named,
        behind=_by_team([row for row in rows if row.behind], named),
        up_to_date=_by_team([row for row in rows if not row.behind], named),
    )  # fmt: skip


def _teams_for(session: Session, actor: Actor, item: KnowledgeItem) -> list[int] | None:
    """None: all of them; else the teams that this person leads. Forbidden for everyone else."""
    if can_see_users(actor, item):
        return None
    led = [team.id for team in teams(session) if team.lead_id == actor.id]
    require(bool(led))
    return led


def _by_team(rows: Sequence[Row[Any]], named: dict[int, str]) -> list[tuple[int | None, list[Row[Any]]]]:
    """Names under their teams, people without one last."""
    ids = {row.team_id for row in rows}
    ordered = sorted(ids, key=lambda one: (one is None, i18n.sort_key(named.get(one or 0, ""))))
    return [(team_id, [row for row in rows if row.team_id == team_id]) for team_id in ordered]
