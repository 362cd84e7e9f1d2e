"""The routes of the committee: the queue, and what is promised."""

from flask import Blueprint

blueprint = Blueprint("committee", __name__, url_prefix="/queue")
