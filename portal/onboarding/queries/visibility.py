"""Who sees which track, and which are offered to somebody who looks for one."""

from sqlalchemy import ColumnElement, and_

from portal.onboarding.models import Track


def visible(*, edits: bool) -> ColumnElement[bool]:
    """What was published is everybody's to see; what is only written down, the editors'."""
    there = Track.discarded_at.is_(None)
    return there if edits else and_(there, Track.published_id.is_not(None))


def offered() -> ColumnElement[bool]:
    """What somebody may begin and a list or a search shows them: old links lead to a closed one, nothing else does."""
    return and_(visible(edits=False), Track.closed_at.is_(None))
