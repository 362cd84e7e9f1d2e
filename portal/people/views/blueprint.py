"""The three groups of routes: for everyone and colleagues, for oneself, for administrators."""

from flask import Blueprint

people = Blueprint("people", __name__)
me = Blueprint("me", __name__, url_prefix="/me")
administration = Blueprint("administration", __name__, url_prefix="/administration")

BLUEPRINTS = (people, me, administration)
