"""The routes of this slice, a module a subject."""

from portal.discussion.views import moderation, own, resolving, talk
from portal.discussion.views.blueprint import blueprint

__all__ = ["blueprint", "moderation", "own", "resolving", "talk"]
