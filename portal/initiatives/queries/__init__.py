"""What may be read of initiatives, and by whom."""

from portal.initiatives.queries.reference import KnownStatus, Statuses, areas, statuses, teams
from portal.initiatives.queries.visibility import get_visible, locked, visible_to

__all__ = ["KnownStatus", "Statuses", "areas", "get_visible", "locked", "statuses", "teams", "visible_to"]
