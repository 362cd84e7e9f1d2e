"""The routes of meetings: planning, holding, minutes."""

from flask import Blueprint

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")
