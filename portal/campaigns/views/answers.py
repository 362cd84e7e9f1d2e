"""Which campaigns an initiative answers, said by those who run them."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.campaigns.forms import AnswersForm
from portal.campaigns.policy import RUN_CAMPAIGNS
from portal.campaigns.queries.answers import answered_by
from portal.campaigns.queries.campaigns import asking, get_campaign
from portal.campaigns.services.answering import put_in, take_out
from portal.campaigns.views import blueprint
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.initiatives.queries import get_visible
from portal.people.access import current_actor, requires


@blueprint.get("/of/<item:number>")
@requires(RUN_CAMPAIGNS)
def of_initiative(number: int) -> ResponseReturnValue:
    """The campaigns that take answers, with those ticked that it answers."""
    get_visible(db.session(), number, current_actor())
    chosen = [campaign_id for campaign_id, *_words in answered_by(db.session(), number)]
    was = " ".join(map(str, chosen))
    return _page(number, AnswersForm(formdata=None, campaigns=chosen, was=was, asking=asking(db.session())))


@blueprint.post("/of/<item:number>")
@requires(RUN_CAMPAIGNS)
def set_of_initiative(number: int) -> ResponseReturnValue:
    """Put it into what was ticked, take it out of what was unticked; what has its results stays as it was."""
    actor, now, form = current_actor(), clock.now(), AnswersForm(asking=asking(db.session()))
    get_visible(db.session(), number, actor)
    if not form.validate():
        return _page(number, form), 422
    try:
        with transaction() as session:
            initiative = get_visible(session, number, actor, lock=True)
            ticked, unticked = form.changed([campaign_id for campaign_id, *_words in answered_by(session, number)])
            for one in asking(session):
                if one.id in ticked | unticked:
                    change = put_in if one.id in ticked else take_out
                    change(session, get_campaign(session, one.id, runs=True), initiative, actor, now=now)
    except Invalid as error:
        form.refuse(error)
        return _page(number, form), 422
    say(_("Saved."))
    return redirect(f"/initiatives/{number_path(number)}")


def _page(number: int, form: AnswersForm) -> str:
    initiative = get_visible(db.session(), number, current_actor())
    return render_template(
        "campaigns/of_initiative.html",
        form=form,
        title=initiative.title,
        back=f"/initiatives/{number_path(number)}",
        notes=dict.fromkeys((one.id for one in asking(db.session())), ""),
    )
