"""Several ways to solve one problem in the demo: who proposed, supported and chose which."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.demo.timeline import Moment
from portal.core.actor import Actor
from portal.core.markdown import RenderedText
from portal.initiatives.models import Initiative, Solution
from portal.initiatives.queries.solutions import get_solution
from portal.initiatives.services.choosing import choose_solution, support_solution
from portal.initiatives.services.solutions import propose_solution


class Ways:
    """What has come of the solutions so far."""

    def __init__(self, render: Callable[[str], RenderedText]) -> None:
        self._render = render
        self._made: dict[tuple[str, int], int] = {}

    def propose(self, session: Session, initiative: Initiative, moment: Moment, actor: Actor) -> None:
        """Another way beside the author's own."""
        text, key = self._render(moment.data["text"]), f"demo-{moment.story}"
        made = propose_solution(session, initiative, actor, text, submission_key=key, now=moment.at)
        self._made[moment.story, moment.data["place"]] = made.id

    def judge(self, session: Session, initiative: Initiative, moment: Moment, actor: Actor) -> None:
        """Support one of them, or choose it; without a place it is the author's own."""
        own = select(Solution.id).where(Solution.original_of_id == initiative.id)
        solution_id = self._made.get((moment.story, moment.data["place"])) or session.scalars(own).one()
        held = get_solution(session, solution_id, actor, lock=True)
        verb: Callable[..., Any] = choose_solution if moment.what == "choose_way" else support_solution
        verb(session, *held, actor, now=moment.at)
