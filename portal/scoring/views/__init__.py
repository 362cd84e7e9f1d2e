"""The routes of scoring: one's own score, all scores together, what was agreed, and how it is done."""

from flask import Blueprint

blueprint = Blueprint("scoring", __name__, url_prefix="/scoring")
