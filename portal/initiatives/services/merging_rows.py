"""The rows that merging moves, and the notes by which they find home.

A row has a home: the initiative where it was written. What hangs on a twin *rises* to the initiative at the end of
the chain, as far as that one has not its like: a second voice of the same person waits at home. A row that is away is
noted once, with the merge of its home. Before any merge or parting all rows of the families concerned go home, and
afterwards they rise anew: so where each one stands follows from its home and from what is merged now, whatever was
merged and parted before.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from portal.core.batches import in_batches
from portal.core.extension import ItemRef, belongings
from portal.initiatives.models import Initiative, MergedRow, Support
from portal.initiatives.queries.families import twins_within, way_up
from portal.initiatives.queries.truth import COMMENTS, SOLUTIONS, SUPPORTS, TWINS

KIND = "initiative"
_IN_SQL = {"synchronize_session": False}
_Other = aliased(Support)

Name = dict[str, Any]


class Voices:
    """Belongings: supports. Each person counts once."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[Name]:
        """Voices of people who don't support the target yet, and wrote neither it nor anything on the way to it."""
        has = exists().where(_Other.initiative_id == target.id, _Other.person_id == Support.person_id)
        way = way_up(session, source.id)
        wrote = exists().where(Initiative.id.in_(way), Initiative.author_id == Support.person_id)
        moved = session.scalars(
            update(Support)
            .where(Support.initiative_id == source.id, ~has, ~wrote)
            .values(initiative_id=target.id)
            .returning(Support.id),
            execution_options=_IN_SQL,
        )
        return [{"id": support_id} for support_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[Name], holder: ItemRef, home: ItemRef, /) -> None:
        """The same voices, with what their people have added; those taken back meanwhile are gone."""
        for ids in in_batches(name["id"] for name in names):
            session.execute(
                update(Support)
                .where(Support.id.in_(ids), Support.initiative_id == holder.id)
                .values(initiative_id=home.id),
                execution_options=_IN_SQL,
            )

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""


def rise_within(session: Session, number: int) -> None:
    """Bring up from the twins whatever the initiative lacks, the nearest first, and note it."""
    notes = [
        {"merge_id": twin.merge_id, "belongings": what, "data": name}
        for twin in twins_within(session, number)
        for what, kind in belongings.items()
        for name in kind.rise(session, ItemRef(KIND, twin.number), ItemRef(KIND, number))
    ]
    for batch in in_batches(notes):
        session.execute(insert(MergedRow), batch)


def bring_home(session: Session, number: int) -> None:
    """Move everything that rose to an initiative back to where it was written, and forget the notes."""
    holder, family = ItemRef(KIND, number), twins_within(session, number)
    names: dict[tuple[int, str], list[Name]] = {}
    through = MergedRow.merge_id.in_([twin.merge_id for twin in family])
    for note in session.execute(select(MergedRow.merge_id, MergedRow.belongings, MergedRow.data).where(through)):
        names.setdefault((note.merge_id, note.belongings), []).append(note.data)
    for twin in reversed(family):
        for what, kind in belongings.items():
            if away := names.get((twin.merge_id, what)):
                kind.give_back(session, away, holder, ItemRef(KIND, twin.number))
    session.execute(delete(MergedRow).where(through), execution_options=_IN_SQL)


def count_again(session: Session, numbers: Collection[int]) -> None:
    """Put the counters of some initiatives right after rows have moved."""
    session.execute(
        update(Initiative)
        .where(Initiative.id.in_(numbers))
        .values(support_count=SUPPORTS, comment_count=COMMENTS, solution_count=SOLUTIONS, twin_count=TWINS),
        execution_options=_IN_SQL,
    )


def settle(session: Session, initiatives: Sequence[Initiative]) -> None:
    """Count anew what the families hold, and read it."""
    session.flush()  # the counts are made of what stands in the tables
    numbers = {one.id for one in initiatives}
    for one in initiatives:
        numbers |= {twin.number for twin in twins_within(session, one.id)}
    count_again(session, numbers)
    for one in initiatives:
        session.refresh(one)


def take_back_waiting_voices(session: Session, initiative: Initiative, person_id: int) -> None:
    """Somebody takes their voice back from what is one now: one that waits at a twin goes too."""
    if not initiative.twin_count:
        return
    inside = [twin.number for twin in twins_within(session, initiative.id)]
    gone = delete(Support).where(Support.initiative_id.in_(inside), Support.person_id == person_id)
    session.execute(gone, execution_options=_IN_SQL)
    count_again(session, inside)
