"""The initiative beside its score."""

import secrets
from typing import Any

from portal.core.db import db
from portal.core.numbers import number_path
from portal.initiatives import presenting as initiatives
from portal.initiatives.forms import FREQUENCIES
from portal.initiatives.queries import areas, statuses
from portal.initiatives.queries.detail import Detail


def story(found: Detail) -> dict[str, Any]:
    """What the initiative says, and what its supporters say: that stands beside and never comes into the value."""
    row, session = found.initiative, db.session()
    area, status = areas(session).get(row.area_id or 0), statuses(session).by_id[row.status_id]
    return {
        "number": row.id,
        "path": number_path(row.id),
        "title": row.title,
        "language": row.language,
        "kind_label": initiatives.kind_label(row),
        "problem_html": row.problem_html,
        "solution_html": row.solution_html,
        "outcome_html": row.outcome_html,
        "metric": initiatives.metric(row),
        "status": status,
        "area": area.name if area else None,
        "submitted_at": row.submitted_at,
        # So that the same note sent twice stands there once.
        "submission_key": secrets.token_urlsafe(24),
        "support_line": initiatives.support_line(row.support_count),
        "frequency": [(FREQUENCIES[key], count) for key, count in found.frequency.items() if count],
    }
