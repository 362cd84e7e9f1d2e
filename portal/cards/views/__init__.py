"""The routes of cards."""

from flask import Blueprint

blueprint = Blueprint("cards", __name__, url_prefix="/cards")
