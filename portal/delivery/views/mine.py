"""What is entrusted to whoever looks, all of it on one page."""

from flask import render_template

from portal.core import clock
from portal.core.db import db
from portal.delivery.home_panel import mine_values
from portal.delivery.views import blueprint
from portal.people.access import current_actor, signed_in


@blueprint.get("/work")
@signed_in
def mine() -> str:
    """Open tasks, the nearest day first."""
    return render_template(
        "delivery/mine.html", panel=mine_values(db.session(), current_actor(), clock.now(), whole=True)
    )
