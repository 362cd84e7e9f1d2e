"""An initiative as the committee looks at it in the queue and in a meeting: in short, and what can be done with it."""

import secrets
from typing import Any

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.numbers import number_path
from portal.initiatives import presenting
from portal.initiatives.forms import FREQUENCIES
from portal.initiatives.policy import can_write_to_author, is_anonymous, is_one_of_authors
from portal.initiatives.queries import statuses
from portal.initiatives.queries.detail import Detail, detail
from portal.initiatives.views.moving import decision
from portal.people.access import current_actor


def opened(number: int, back: str) -> dict[str, Any]:
    """The story in short, what supporters say, and what can be done with it from here, to come back to ``back``."""
    session, actor, now = db.session(), current_actor(), clock.now()
    found = detail(session, number, actor)
    row, status = found.initiative, statuses(session).by_id[found.initiative.status_id]
    path = number_path(number)
    return {
        "number": number,
        "path": path,
        "href": f"/initiatives/{path}",
        "title": row.title,
        "language": row.language,
        "author": found.author_name,
        "problem_html": row.problem_html,
        "solution_html": row.solution_html,
        "outcome_html": row.outcome_html,
        "metric": presenting.metric(row),
        "turn": presenting.turn(found, status, actor, now),
        "frequency": [(FREQUENCIES[key], count) for key, count in found.frequency.items() if count],
        "support_line": presenting.support_line(row.support_count),
        "own": is_one_of_authors(actor, row),
        "author_ids": {row.author_id, *row.co_author_ids},
        "answer": _answer(found),
        "back": back,
        **{key: value for key, value in decision(row, actor).items() if key in {"choices", "judges"}},
    }


def _answer(found: Detail) -> dict[str, str] | None:
    """Where a word to the author goes: into the discussion, or into the conversation with somebody without a name."""
    row, actor = found.initiative, current_actor()
    path = number_path(row.id)
    if is_one_of_authors(actor, row):
        return None
    if not is_anonymous(row):
        return {"action": f"/discussion/initiative/{path}/comments", "key": "submission_key", **_new_key()}
    if not can_write_to_author(actor, row):
        raise NotFound
    return {"action": f"/conversations/initiative/{path}", "key": "form_key", **_new_key()}


def _new_key() -> dict[str, str]:
    """So that the same form sent twice leaves one comment."""
    return {"value": secrets.token_urlsafe(24)}
