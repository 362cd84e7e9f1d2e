"""The data: counters against what they count, statuses, links between things, rendered texts, files."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select, update

from portal.cli.application import config_of
from portal.cli.doctor.checks import Check, Examined, Faults, shortened
from portal.cli.doctor.rendering import render_again, stale_texts
from portal.core.db import transaction
from portal.core.files import BEGINNINGS, ENDINGS, FolderStorage, StoredPicture, keys_without_rows
from portal.discussion.models import Comment
from portal.initiatives.item_kind import KIND
from portal.initiatives.models import Initiative, Status, Transition
from portal.initiatives.queries.truth import COMMENTS, SOLUTIONS, SUPPORTS, TWINS
from portal.initiatives.services.counting import count_faults, recount
from portal.onboarding.services.stock import stock_faults, take_stock_of_all
from portal.people.models import Person, PersonRole, Role


def _numbers(examined: Examined, condition: ColumnElement[bool]) -> list[int]:
    return list(examined.session.scalars(select(Initiative.id).where(condition).order_by(Initiative.id)))


def _filters(examined: Examined) -> Faults:
    found = count_faults(examined.session)
    return [f"{len(found)} numbers on the filters are wrong: portal doctor --fix counts them anew."] if found else []


def _mend_filters() -> str:
    with transaction() as session:
        return f"{recount(session)} numbers were counted anew"


def _counts(examined: Examined) -> Faults:
    faults = []
    for name, column, truth in _counters():
        wrong = _numbers(examined, column != truth)
        if wrong:
            faults.append(f"The {name} of initiatives {shortened(wrong)} are counted wrongly: portal doctor --fix")
    return faults


def _counters() -> Sequence[tuple[str, Any, ScalarSelect[int]]]:
    return (
        ("supports", Initiative.support_count, SUPPORTS),
        ("comments", Initiative.comment_count, COMMENTS),
        ("twins", Initiative.twin_count, TWINS),
        ("solutions", Initiative.solution_count, SOLUTIONS),
    )


def _mend_counts() -> str:
    mended = 0
    with transaction() as session:
        for _name, column, truth in _counters():
            statement = update(Initiative).where(column != truth).values({column: truth}).returning(Initiative.id)
            mended += len(session.execute(statement, execution_options={"synchronize_session": False}).all())
    return f"{mended} counts were put right"


def _statuses(examined: Examined) -> Faults:
    faults = []
    other_type = exists().where(Status.id == Initiative.status_id, Status.type != Initiative.status_type)
    if wrong := _numbers(examined, other_type):
        faults.append(
            f"The status and its type differ at initiatives {shortened(wrong)}: "
            "give each its status once more on its page."
        )
    last = (
        select(Transition.to_status_id)
        .where(Transition.initiative_id == Initiative.id)
        .order_by(Transition.id.desc())
        .limit(1)
        .correlate(Initiative)
        .scalar_subquery()
    )
    if wrong := _numbers(examined, or_(last.is_(None), last != Initiative.status_id)):
        faults.append(
            f"The history of initiatives {shortened(wrong)} doesn't end at their status: "
            "give each its status once more on its page."
        )
    return faults


def _learners(examined: Examined) -> Faults:
    wrong = stock_faults(examined.session)
    return [f"How far {len(wrong)} learners are is kept wrongly: portal doctor --fix reckons it anew."] if wrong else []


def _mend_learners() -> str:
    with transaction() as session:
        return f"{take_stock_of_all(session)} learners were reckoned anew"


def _orphans(examined: Examined) -> Faults:
    session = examined.session
    lost = select(func.count()).where(Comment.item_kind == KIND, ~exists().where(Initiative.id == Comment.item_id))
    comments = session.scalar(lost.select_from(Comment)) or 0
    gone = f"{comments} comments belong to initiatives that don't exist: a backup from before tells what they were."
    faults = [gone] if comments else []
    administrators = session.scalar(
        select(func.count())
        .select_from(PersonRole)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.ADMINISTRATOR, Person.deactivated_at.is_(None))
    )
    if not administrators:
        faults.append("There is no administrator: `portal run` prints a set-up link, or `portal user role` names one.")
    return faults


def _texts(examined: Examined) -> Faults:
    stale = stale_texts(examined.session)
    return (
        [f"{stale} texts were rendered by an older version: portal doctor --fix renders them again."] if stale else []
    )


def _files(examined: Examined) -> Faults:
    storage = FolderStorage(config_of(examined.app).files_dir)
    missing: list[int] = []
    for number, sha256 in examined.session.execute(select(StoredPicture.id, StoredPicture.sha256)):
        if not all(storage.path(f"{sha256}{ending}").is_file() for ending in ENDINGS):
            missing.append(number)
    lost = f"The bytes of pictures {shortened(missing)} are missing in {storage.root}: copy them there from a backup."
    faults = [lost] if missing else []
    if stray := keys_without_rows(examined.session, storage, BEGINNINGS):
        example = storage.path(stray[0])
        faults.append(
            f"{len(stray)} files belong to no picture, among them {example}: a worker deletes them within two days."
        )
    return faults


CHECKS = (
    Check("Numbers on the filters", _filters, _mend_filters),
    Check("Supports and comments counted", _counts, _mend_counts),
    Check("Statuses and their history", _statuses),
    Check("How far learners are", _learners, _mend_learners),
    Check("Things that belong together", _orphans),
    Check("Rendered texts", _texts, render_again),
    Check("Files", _files),
)
