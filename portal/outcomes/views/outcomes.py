"""The routes of outcomes; the modules beside add theirs."""

from flask import Blueprint

blueprint = Blueprint("outcomes", __name__, url_prefix="/outcomes")
