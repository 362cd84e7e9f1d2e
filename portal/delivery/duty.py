"""The duty of whoever tasks are entrusted to."""

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.delivery.events import TaskChanged
from portal.delivery.models import Task
from portal.delivery.queries.mine import open_tasks_of


class EntrustedTasks:
    """What is to be done and isn't done yet."""

    label = _l("Tasks to do")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many open tasks the person has."""
        return select(func.count()).select_from(Task).where(*open_tasks_of(person_id)).scalar_subquery()

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Entrust all of them to somebody else, who is told."""
        now = clock.now()
        values = {"owner_id": to_id, "version": Task.version + 1, "soon_told_for": None}
        handed = update(Task).where(*open_tasks_of(person_id)).values(values).returning(Task.id, Task.initiative_id)
        rows = session.execute(handed, execution_options={"synchronize_session": "fetch"}).all()
        for task_id, number in sorted(rows):
            event = TaskChanged(
                initiative_id=number, task_id=task_id, what=("owner_id",), owner_id=to_id, previous_owner_id=person_id
            )
            record(session, event, actor, at=now)
