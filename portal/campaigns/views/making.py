"""Writing a campaign down, changing it, throwing it away, closing it."""

import secrets
from datetime import timedelta

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.campaigns.forms import CampaignForm
from portal.campaigns.models import Campaign, Stage
from portal.campaigns.policy import RUN_CAMPAIGNS, can_edit
from portal.campaigns.queries.campaigns import get_campaign, runners
from portal.campaigns.services.making import Plan, discard, edit, make
from portal.campaigns.services.running import close
from portal.campaigns.views import blueprint
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import render
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited

#: Where somebody may name people.
TEXTS = ("question", "about")
USUAL_DAYS = 21


@blueprint.get("/new")
@requires(RUN_CAMPAIGNS)
def new() -> ResponseReturnValue:
    """The form of a new one: from today, for three weeks."""
    today = i18n.today(clock.now())
    form = CampaignForm(
        formdata=None, starts_on=today, ends_on=today + timedelta(days=USUAL_DAYS), keeper_id=current_actor().id,
        submission_key=secrets.token_urlsafe(16),
    )  # fmt: skip
    return _page(form)


@blueprint.post("/new")
@requires(RUN_CAMPAIGNS)
@rate_limited
@holds(_l("Sent again, it becomes a campaign."), *TEXTS, along=("starts_on", "ends_on", "submission_key"))
def begin() -> ResponseReturnValue:
    """Write it down; with today as its first day everybody is asked at once."""
    form = _form()
    if whole_and_known(form, *TEXTS):
        key = form.submission_key.data or secrets.token_urlsafe(16)
        plan = _plan(form)
        try:
            with transaction() as session:
                made = make(session, current_actor(), plan, submission_key=key, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            running = made.stage is Stage.RUNNING
            say(_("Everybody is asked now.") if running else _("Saved. Everybody is asked on the first day."))
            return redirect(url_for(".show", number=made.id))
    return _page(form), 422


@blueprint.get("/<int:number>/edit")
@requires(RUN_CAMPAIGNS)
def change(number: int) -> ResponseReturnValue:
    """The form as it stands."""
    campaign = _editable(number)
    return _page(CampaignForm.of(campaign), campaign)


@blueprint.post("/<int:number>/edit")
@requires(RUN_CAMPAIGNS)
@rate_limited
@holds(_l("Sent again, it becomes the text of the campaign."), *TEXTS, along=("starts_on", "ends_on", "version"))
def save(number: int) -> ResponseReturnValue:
    """Keep it; what somebody else saved meanwhile is shown beside."""
    campaign, form = _editable(number), _form()
    if not whole_and_known(form, *TEXTS):
        return _page(form, campaign), 422
    plan, version = _plan(form), form.version.data or 0
    try:
        with transaction() as session:
            row = get_campaign(session, number, runs=True)
            edit(session, row, current_actor(), plan, version=version, now=clock.now())
    except Conflict:
        campaign = _editable(number)
        standing = CampaignForm.of(campaign)
        standing.offer_keepers(runners(db.session()))
        form.show_theirs(standing)
        return _page(form, campaign), 409
    except Invalid as error:
        form.refuse(error)
        return _page(form, campaign), 422
    say(_("Saved."))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/close")
@requires(RUN_CAMPAIGNS)
def close_now(number: int) -> ResponseReturnValue:
    """End it before its last day."""
    with transaction() as session:
        close(session, get_campaign(session, number, runs=True), current_actor(), now=clock.now())
    say(_("Closed. Those who answered wait for the results now."))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/discard")
@requires(RUN_CAMPAIGNS)
def throw_away(number: int) -> ResponseReturnValue:
    """Throw away what nobody was asked yet; a note offers to undo that."""
    with transaction() as session:
        row = get_campaign(session, number, runs=True, discarded=True)
        discard(session, row, current_actor(), now=clock.now())
    say(_("The campaign is gone. Nobody was asked."), undo=(url_for(".have_back", number=number), _("Undo")))
    return redirect(url_for(".index"))


@blueprint.post("/<int:number>/have-back")
@requires(RUN_CAMPAIGNS)
def have_back(number: int) -> ResponseReturnValue:
    """Undo that."""
    with transaction() as session:
        row = get_campaign(session, number, runs=True, discarded=True)
        discard(session, row, current_actor(), gone=False, now=clock.now())
    return redirect(url_for(".show", number=number))


def _editable(number: int) -> Campaign:
    campaign = get_campaign(db.session(), number, runs=True)
    require(can_edit(current_actor(), campaign))
    return campaign


def _form() -> CampaignForm:
    form = CampaignForm()
    form.offer_keepers(runners(db.session()))
    return form


def _plan(form: CampaignForm) -> Plan:
    """What was typed, rendered: before the transaction. To be asked of a valid form."""
    starts_on, ends_on = form.starts_on.data, form.ends_on.data
    if starts_on is None or ends_on is None:
        raise ValueError("a campaign without its days")
    about, keeper_id = render(form.about.data or ""), form.keeper_id.data
    return Plan(
        question=form.question.data or "", about=about, starts_on=starts_on, ends_on=ends_on, keeper_id=keeper_id
    )


def _page(form: CampaignForm, campaign: Campaign | None = None) -> str:
    form.offer_keepers(runners(db.session()))
    return render_template("campaigns/form.html", form=form, campaign=campaign)
