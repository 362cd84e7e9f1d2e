"""The routes of metrics: read by everybody, kept by the committee and administrators."""

from flask import Blueprint

PATH = "/outcomes/metrics"
blueprint = Blueprint("metrics", __name__, url_prefix=PATH)
