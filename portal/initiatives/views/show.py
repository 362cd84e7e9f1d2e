"""The page of one initiative and the history of its text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.anonymous.views.answering import conversation_panel
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.web.settling import settled_draft
from portal.discussion.composer import composer
from portal.discussion.thread import ThreadPage, thread
from portal.initiatives import presenting
from portal.initiatives.forms import FREQUENCIES, REACHES, SupportForm
from portal.initiatives.item_kind import KIND
from portal.initiatives.joining import Panel, panel_sources
from portal.initiatives.models import Frequency, Initiative, Reach, StatusType, Visibility
from portal.initiatives.policy import (
    can_edit,
    can_hand_in_again,
    can_merge,
    can_plan,
    can_restrict,
    can_support,
    can_withdraw,
    can_write_to_author,
    is_anonymous,
    is_one_of_authors,
)
from portal.initiatives.queries import areas, get_visible, statuses, teams
from portal.initiatives.queries.detail import Detail, detail
from portal.initiatives.queries.evidence import Evidence, evidence
from portal.initiatives.queries.past import Change, Move, past
from portal.initiatives.queries.revisions import revisions
from portal.initiatives.turns import UNDECIDED_TYPES
from portal.initiatives.views import blueprint
from portal.initiatives.views.merging.panel import merged_panel
from portal.initiatives.views.moving import decision
from portal.initiatives.views.solutions.panel import solutions_panel
from portal.linking.history import cards_in
from portal.linking.panel import LinksPanel, links_panel
from portal.people.access import current_actor, signed_in
from portal.people.identity import initials
from portal.people.queries import committee_is_named


@blueprint.get("/<item:number>")
@signed_in
def show(number: int) -> ResponseReturnValue:
    """The initiative, what was answered, what people say."""
    return page(number)


@blueprint.get("/<item:number>/revisions")
@signed_in
def history(number: int) -> ResponseReturnValue:
    """What it said before, with the words that changed."""
    session = db.session()
    initiative = get_visible(session, number, current_actor(), twin=True)
    return render_template(
        "initiatives/revisions.html",
        title=initiative.title,
        number=number,
        page=revisions(session, initiative, request.args.get("page")),
    )


def page(number: int, *, support_form: SupportForm | None = None) -> str:
    """The whole page; with a form that was refused, as it was typed."""
    session, actor, now = db.session(), current_actor(), clock.now()
    found, known = detail(session, number, actor), statuses(session)
    moves, changes = past(session, number)
    initiative, panels = found.initiative, _panels(found, actor, now)
    return render_template(
        "initiatives/show.html",
        initiative=story_part(found, actor),
        status=known.by_id[initiative.status_id],
        turn=presenting.turn(found, known.by_id[initiative.status_id], actor, now, heard=committee_is_named(session)),
        answer=presenting.official_answer(initiative, moves, known),
        support=support_part(found, actor, support_form),
        evidence=_evidence(found, actor),
        owner=_person(initiative.owner_id, found.owner_name),
        owner_team=_team(found.owner_team_id),
        restricted_to=_restricted_to(found),
        menu_items=[*_menu(initiative, actor), *(entry for panel in panels for entry in panel.menu)],
        panels=panels,
        follow=follow_part(found),
        withdrawn=can_hand_in_again(actor, initiative),
        merged=merged_panel(initiative, actor),
        solutions=solutions_panel(session, initiative, actor),
        links=_links(found, actor),
        settled_draft=settled_draft(),
        conversation=_conversation(initiative, actor),
        **decision(initiative, actor),
        **_talk(found, actor, _history(found, moves, changes, actor)),
    )


def _panels(found: Detail, actor: Actor, now: datetime) -> list[Panel]:
    """What slices above add to the page."""
    return [
        panel
        for name, source in panel_sources.items()
        for panel in source.panels(db.session(), found.initiative, actor, now, there=found.there[name])
    ]


def _history(
    found: Detail, moves: Sequence[Move], changes: Sequence[Change], actor: Actor
) -> list[presenting.HistoryEvent]:
    session, anonymous = db.session(), is_anonymous(found.initiative)
    return presenting.history(
        moves, changes, statuses(session), linked_in(session, changes, actor), anonymous=anonymous
    )


def linked_in(session: Session, changes: Sequence[Change], actor: Actor) -> Mapping[ItemRef, ItemCard]:
    """Cards of what a history names that it was tied to."""
    return cards_in(session, ((change.event, change.data) for change in changes), actor)


def _conversation(row: Initiative, actor: Actor) -> dict[str, Any] | None:
    """That with an anonymous author, for the committee."""
    if not can_write_to_author(actor, row):
        return None
    return conversation_panel(db.session(), ItemRef(KIND, row.id), asks=row.status_type in UNDECIDED_TYPES)


def story_part(found: Detail, actor: Actor) -> dict[str, Any]:
    """What it says, who said it, where and when."""
    row = found.initiative
    area = areas(db.session()).get(row.area_id or 0)
    return {
        "number": row.id,
        "title": row.title,
        "language": row.language,
        "kind_label": presenting.kind_label(row),
        "problem_html": row.problem_html,
        "solution_html": row.solution_html,
        "outcome_html": row.outcome_html,
        "metric": presenting.metric(row),
        "area": area.name if area else None,
        "tags": found.tags,
        "author": _nobody() if is_anonymous(row) else _person(row.author_id, found.author_name),
        "author_team": _team(row.team_id),
        "submitted_at": row.submitted_at,
        "edited_at": row.edited_at,
        "revised": found.revised,
        "due_on": row.due_on,
        "comment_count": row.comment_count,
        "complete": row.complete,
        "complete_href": url_for(".change", number=row.id) if not row.complete and can_edit(actor, row) else None,
    }


def _links(found: Detail, actor: Actor) -> LinksPanel:
    """What it grew out of and into."""
    row = found.initiative
    answerable = {row.author_id, row.owner_id, *row.co_author_ids}
    return links_panel(db.session(), ItemRef(KIND, row.id), actor, answerable, any_there=found.linked)


def _person(person_id: int | None, name: str | None) -> dict[str, str] | None:
    """Nobody for the anonymous and the erased."""
    if person_id is None or not name:
        return None
    return {"name": name, "initials": initials(name), "href": f"/people/{person_id}"}


def _nobody() -> dict[str, str | None]:
    """Somebody who speaks without a name."""
    return {"name": _("Without a name"), "initials": None, "href": None}


def _team(team_id: int | None) -> str | None:
    team = teams(db.session()).get(team_id or 0)
    return team.name if team else None


def _restricted_to(found: Detail) -> list[str] | None:
    """Names of the teams that see it; None when it isn't restricted."""
    if found.initiative.visibility is not Visibility.TEAMS:
        return None
    named = teams(db.session())
    return [named[id_].name for id_ in found.team_ids if id_ in named]


def _evidence(found: Detail, actor: Actor) -> list[Evidence]:
    """Lines of others; one's own stands beside the pill."""
    if not found.evidence_count:
        return []
    return [line for line in evidence(db.session(), found.initiative.id) if line.person_id != actor.id]


def support_part(found: Detail, actor: Actor, form: SupportForm | None = None) -> dict[str, Any]:
    """How many support it, what they say, and what this reader has said or may say."""
    row = found.initiative
    open_to_me = can_support(actor, row)
    typed = form.data if form else {}
    mine = found.mine
    return {
        "count": row.support_count,
        "line": presenting.support_line(row.support_count),
        "mine": mine is not None,
        "action": f"/initiatives/{number_path(row.id)}/{'unsupport' if mine else 'support'}" if open_to_me else None,
        "details_action": f"/initiatives/{number_path(row.id)}/support/details",
        "frequency": _bars(found.frequency, FREQUENCIES),
        "reach": _bars(found.reach, REACHES),
        "more_evidence": found.evidence_count - (1 if mine and mine.evidence else 0),
        "said": mine if mine and (mine.frequency or mine.reach or mine.evidence) else None,
        "asked": request.args.get("voice") == "ask",
        "frequencies": FREQUENCIES,
        "reaches": REACHES,
        "form": form,
        "errors": form.errors if form else {},
        "typed": typed
        or {
            "frequency": mine.frequency if mine else None,
            "reach": mine.reach if mine else None,
            "evidence": mine.evidence if mine else "",
        },
    }


def follow_part(found: Detail) -> dict[str, Any]:
    """Whether this reader follows it, and where that is changed."""
    return {"on": found.follows, "action": f"/discussion/initiative/{number_path(found.initiative.id)}/follow"}


def _bars(counts: Any, labels: dict[Frequency, Any] | dict[Reach, Any]) -> list[tuple[Any, int]]:
    """Labels with their counts; nothing when nobody has said anything."""
    return [(labels[key], count) for key, count in counts.items()] if any(counts.values()) else []


def _menu(row: Initiative, actor: Actor) -> list[dict[str, Any]]:
    """What may be done with it beside supporting and deciding."""
    base = f"/initiatives/{number_path(row.id)}"
    items = [
        (can_edit(actor, row), {"label": _("Edit"), "icon": "pencil", "href": f"{base}/edit"}),
        (can_plan(actor, row), {"label": _("Owner, day, area, tags"), "icon": "calendar", "href": f"{base}/plan"}),
        (can_restrict(actor, row), {"label": _("Who can see it"), "icon": "lock", "href": f"{base}/restrict"}),
        (can_merge(actor, row), {"label": _("Merge with a twin…"), "icon": "git-merge", "href": f"{base}/merge"}),
        (
            can_withdraw(actor, row),
            {"label": _("Take the initiative back"), "icon": "rotate-ccw", "action": f"{base}/withdraw"},
        ),
    ]
    return [item for allowed, item in items if allowed]


def _talk(found: Detail, actor: Actor, events: list[presenting.HistoryEvent]) -> dict[str, Any]:
    """The stream: what happened and what people say in one order, or one of the two."""
    session, number = db.session(), found.initiative.id
    item = ItemRef(KIND, number)
    shown = request.args.get("show", "all")
    if shown == "history":
        return {"stream": events, "shown": shown, "talk": None, "composer": None}
    discusses = found.initiative.status_type is not StatusType.DRAFT
    talk = thread(session, item, actor, after=request.args.get("talk"), discusses=discusses, asks=_asks(found, actor))
    return {
        "stream": presenting.stream(talk, [] if shown == "discussion" else events, request.args.get("since")),
        "shown": shown,
        "talk": talk,
        "composer": composer(session, talk, actor) if talk.can_comment else None,
        "older_href": _next_page(number, talk, shown),
    }


def _asks(found: Detail, actor: Actor) -> bool:
    """Whether a question of this reader would let the clock stand still until the author answers."""
    row = found.initiative
    return row.author_id is not None and row.status_type in UNDECIDED_TYPES and not is_one_of_authors(actor, row)


def _next_page(number: int, talk: ThreadPage, shown: str) -> str | None:
    """The rest of a long discussion; ``since`` says where the events between two pages belong."""
    if talk.after is None:
        return None
    since = talk.comments[-1].at.timestamp()
    return f"/initiatives/{number_path(number)}?show={shown}&talk={talk.after}&since={since:.6f}#talk"
