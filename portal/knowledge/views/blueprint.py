"""The group of routes that the modules beside this one fill."""

from flask import Blueprint

blueprint = Blueprint("knowledge", __name__, url_prefix="/knowledge")
