"""The group of routes that the modules beside this one fill."""

from flask import Blueprint

PATH = "/algorithms"
blueprint = Blueprint("algorithms", __name__, url_prefix=PATH)
