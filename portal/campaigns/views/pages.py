"""All campaigns, and the page of one."""

from typing import Any

from flask import render_template, request

from portal.campaigns.models import Campaign, Stage, stage_of
from portal.campaigns.policy import can_close, can_discard, can_edit, can_run, can_tell_results
from portal.campaigns.presenting import STAGE_ICONS, STAGES, numbers, when
from portal.campaigns.queries.answers import answers_of
from portal.campaigns.queries.campaigns import campaigns_page, get_campaign, keeper_name
from portal.campaigns.views import blueprint
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.markdown import plain_text
from portal.core.web.filters import Chip, chip
from portal.initiatives.queries import areas, statuses
from portal.initiatives.queries.lists import ListFilter, Sort, list_page
from portal.initiatives.views.list import list_row
from portal.people.access import current_actor, signed_in

#: How answers can be ordered on the page: the list has more.
_SORTS = (Sort.NEW, Sort.SUPPORT)


@blueprint.get("")
@signed_in
def index() -> str:
    """All of them, the latest first."""
    actor, today = current_actor(), i18n.today(clock.now())
    page = campaigns_page(db.session(), runs=can_run(actor), cursor=request.args.get("page"))
    rows = [_row(row, today) for row in page.rows]
    return render_template("campaigns/list.html", rows=rows, page=page, can_make=can_run(actor))


@blueprint.get("/<int:number>")
@signed_in
def show(number: int) -> str:
    """The question, its results once they are told, and what was proposed."""
    session, actor, today = db.session(), current_actor(), i18n.today(clock.now())
    campaign = get_campaign(session, number, runs=can_run(actor))
    found = answers_of(session, number, actor)
    sort = Sort.SUPPORT if request.args.get("sort") == Sort.SUPPORT else Sort.NEW
    wanted = ListFilter(joined=(("campaign", number),), sort=sort)
    page = list_page(session, wanted, actor, cursor=request.args.get("page"), today=today)
    known, names = statuses(session).by_id, {area_id: row.name for area_id, row in areas(session).items()}
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        stage=_stage_words(campaign.stage),
        when=when(campaign.stage, campaign.starts_on, campaign.ends_on, today),
        answer_href=f"/initiatives/new?answers=campaign:{number}" if campaign.stage is Stage.RUNNING else None,
        numbers=numbers(found, number) if found.total else (),
        keeper=keeper_name(session, campaign),
        rows=[list_row(row, actor, known, names, today) for row in page.rows],
        sorts=_sorts(number, sort),
        pages=[f"/campaigns/{number}?sort={sort.value}&page={cursor}" if cursor else None
               for cursor in (page.newer, page.older)],
        can=_can(actor, campaign),
    )  # fmt: skip


def _row(row: Any, today: Any) -> dict[str, Any]:
    stage = stage_of(row.started_at, row.closed_at, row.told_at)
    said = row.results_html if stage is Stage.TOLD else row.about_html
    return {
        "href": f"/campaigns/{row.id}",
        "question": row.question,
        "language": row.language,
        "words": plain_text(said, 200),
        "stage": _stage_words(stage),
        "when": when(stage, row.starts_on, row.ends_on, today),
        "answers": row.answers,
        "done": row.done,
    }


def _stage_words(stage: Stage) -> dict[str, Any]:
    return {"name": stage.value, "label": STAGES[stage], "icon": STAGE_ICONS[stage]}


def _sorts(number: int, chosen: Sort) -> list[Chip]:
    labels = {Sort.NEW: _("Newest first"), Sort.SUPPORT: _("Most supported")}
    return [chip(labels[sort], f"/campaigns/{number}?sort={sort.value}", None, sort is chosen) for sort in _SORTS]


def _can(actor: Actor, campaign: Campaign) -> dict[str, bool]:
    """What this reader may do with it."""
    return {
        "edit": can_edit(actor, campaign),
        "discard": can_discard(actor, campaign),
        "close": can_close(actor, campaign),
        "tell": can_tell_results(actor, campaign),
    }
