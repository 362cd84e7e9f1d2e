"""The routes of recognition: thanks, and the year in what changed."""

from flask import Blueprint

blueprint = Blueprint("recognition", __name__, url_prefix="/changes")
