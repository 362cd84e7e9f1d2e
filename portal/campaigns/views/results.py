"""What came of a campaign: written, and told to everybody."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.campaigns.forms import ResultsForm
from portal.campaigns.models import Campaign
from portal.campaigns.policy import RUN_CAMPAIGNS, can_tell_results
from portal.campaigns.presenting import numbers
from portal.campaigns.queries.answers import answers_of
from portal.campaigns.queries.campaigns import get_campaign
from portal.campaigns.services.telling import write_results
from portal.campaigns.views import blueprint
from portal.core import clock
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


@blueprint.get("/<int:number>/results")
@requires(RUN_CAMPAIGNS)
def results(number: int) -> ResponseReturnValue:
    """What is written so far, beside the numbers."""
    campaign = _over(number)
    return _page(ResultsForm(formdata=None, results=campaign.results, version=campaign.version), campaign)


@blueprint.post("/<int:number>/results")
@requires(RUN_CAMPAIGNS)
@rate_limited
@holds(_l("Sent again, it becomes what came of the campaign."), "results", along=("version", "tell"))
def save_results(number: int) -> ResponseReturnValue:
    """Keep it, or with ``tell`` let everybody read it."""
    campaign, form = _over(number), ResultsForm()
    if not whole_and_known(form, "results"):
        return _page(form, campaign), 422
    text, tell, version = render(form.results.data or ""), bool(request.form.get("tell")), form.version.data or 0
    try:
        with transaction() as session:
            row = get_campaign(session, number, runs=True)
            write_results(session, row, current_actor(), text, tell=tell, version=version, now=clock.now())
    except Conflict:
        campaign = _over(number)
        form.show_theirs(ResultsForm(formdata=None, results=campaign.results, version=campaign.version))
        return _page(form, campaign), 409
    except Invalid as error:
        form.refuse(error)
        return _page(form, campaign), 422
    told = tell or campaign.told_at is not None
    say(_("Everybody can read the results now.") if told else _("Saved. Nobody else sees it yet."))
    return redirect(url_for(".show", number=number) if told else url_for(".results", number=number))


def _over(number: int) -> Campaign:
    campaign = get_campaign(db.session(), number, runs=True)
    require(can_tell_results(current_actor(), campaign), _("It can still be answered: the results come afterwards."))
    return campaign


def _page(form: ResultsForm, campaign: Campaign) -> str:
    found = answers_of(db.session(), campaign.id, current_actor())
    return render_template("campaigns/results.html", form=form, campaign=campaign, numbers=numbers(found, campaign.id))
