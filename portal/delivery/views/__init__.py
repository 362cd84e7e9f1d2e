"""The routes of the work on initiatives."""

from flask import Blueprint

from portal.initiatives.queries.visibility import MergedAway
from portal.initiatives.views.merging.leading_on import lead_on

blueprint = Blueprint("delivery", __name__)
blueprint.register_error_handler(MergedAway, lead_on)
