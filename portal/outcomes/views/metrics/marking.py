"""Which initiatives touched a metric, as the committee says."""

from flask import redirect
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import DomainError
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.outcomes.forms.metrics import MarkForm
from portal.outcomes.policy import KEEP_METRICS
from portal.outcomes.services.marking import mark, unmark
from portal.outcomes.views.metrics import PATH, blueprint
from portal.outcomes.views.metrics.show import known_metric, page
from portal.people.access import current_actor, requires


@blueprint.post("/<key>/marks")
@requires(KEEP_METRICS)
def add_mark(key: str) -> ResponseReturnValue:
    """Put an initiative on the line."""
    metric, form = known_metric(key), MarkForm()
    if form.validate() and form.wanted is not None:
        try:
            with transaction() as session:
                day = form.acted_on.data
                mark(session, current_actor(), metric, form.wanted, acted_on=day, now=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            say(_("It stands on the line now."))
            return redirect(f"{PATH}/{key}?initiative={number_path(form.wanted)}#compare", 303)
    return page(metric, form), 422


@blueprint.post("/<key>/marks/<item:number>/remove")
@requires(KEEP_METRICS)
def remove_mark(key: str, number: int) -> ResponseReturnValue:
    """Take it off the line again."""
    metric = known_metric(key)
    with transaction() as session:
        unmark(session, current_actor(), metric, number, now=clock.now())
    say(_("Taken off the line."))
    return redirect(f"{PATH}/{key}#touched", 303)
