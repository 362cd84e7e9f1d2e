"""What the counters of an initiative count, as selects beside a statement on initiatives."""

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased

from portal.discussion.models import Comment
from portal.initiatives.models import Initiative, Solution, Support

_Twin = aliased(Initiative)

SUPPORTS: ScalarSelect[int] = (
    select(func.count()).where(Support.initiative_id == Initiative.id).correlate(Initiative).scalar_subquery()
)
#: Comments that everyone who sees the initiative may read.
COMMENTS: ScalarSelect[int] = (
    select(func.count())
    .where(
        Comment.item_kind == "initiative",
        Comment.item_id == Initiative.id,
        Comment.internal.is_(False),
        Comment.withdrawn_at.is_(None),
        Comment.hidden_at.is_(None),
    )
    .correlate(Initiative)
    .scalar_subquery()
)
TWINS: ScalarSelect[int] = (
    select(func.count(_Twin.id)).where(_Twin.merged_into_id == Initiative.id).correlate(Initiative).scalar_subquery()
)
#: Ways to solve it beside its author's own.
SOLUTIONS: ScalarSelect[int] = (
    select(func.count())
    .where(
        Solution.initiative_id == Initiative.id,
        Solution.withdrawn_at.is_(None),
        or_(Solution.original_of_id.is_(None), Solution.original_of_id != Initiative.id),
    )
    .correlate(Initiative)
    .scalar_subquery()
)
