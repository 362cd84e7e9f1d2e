"""The routes of practice."""

from flask import Blueprint

blueprint = Blueprint("practice", __name__, url_prefix="/practice")
