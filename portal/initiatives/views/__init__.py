"""The pages of initiatives. The blueprint lives here; the modules beside add their routes to it."""

from flask import Blueprint

blueprint = Blueprint("initiatives", __name__, url_prefix="/initiatives")
