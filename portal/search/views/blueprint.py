"""The group of routes that the modules beside this one fill."""

from flask import Blueprint

PATH = "/search"
WORDS, REPORTS = f"{PATH}/words", f"{PATH}/reports"
blueprint = Blueprint("search", __name__, url_prefix=PATH)
