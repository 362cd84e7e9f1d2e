"""The work on an initiative goes along when it is merged, and comes home when it is parted."""

from datetime import datetime

import pytest

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.markdown import render
from portal.delivery.models import PARTS, PdcaCard
from portal.delivery.queries.card import card_of
from portal.delivery.queries.work import get_task, work_of
from portal.delivery.services.card import write_card
from portal.delivery.services.tasks import change_task
from portal.delivery.words import TaskWords
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.services.merging import merge
from portal.initiatives.services.moving import change_status
from portal.initiatives.services.parting import unmerge
from tests.conftest import Clients
from tests.delivery import factories
from tests.initiatives import factories as initiatives

REASON = render("Це про одне й те саме: сходи біля входу.")


def titles(number: int) -> list[str]:
    db.session().rollback()
    return [task.title for task in work_of(db.session(), number).tasks]


def wrote(number: int, by: Actor, words: str, now: datetime) -> None:
    """Somebody writes the first part of the card."""
    parts = {name: render(words if name == "plan" else "") for name in PARTS}
    with transaction() as session:
        write_card(session, session.get_one(Initiative, number), by, parts, version=0, now=now)


def put_off(number: int, now: datetime) -> None:
    """What is being done can't be merged; put off it can."""
    with transaction() as session:
        row = session.get_one(Initiative, number)
        change_status(session, row, None, initiatives.status(StatusType.DEFERRED), defer_until=now.date(), now=now)


def merged(twin: int, into: int, by: Actor, now: datetime) -> None:
    with transaction() as session:
        merge(session, into, [twin], by, reason=REASON, now=now)


def parted(twin: int, by: Actor, now: datetime) -> None:
    with transaction() as session:
        unmerge(session, twin, by, reason=REASON, now=now)


@pytest.fixture
def twins(olena: Actor, dmytro: Actor, marta: Actor, now: datetime) -> tuple[int, int]:
    """One that is put off, and one that is being done; each with a milestone and a task on the way to it."""
    found = []
    for name, author in (("близнюка", olena), ("головної", dmytro)):
        number = factories.worked_on(author, marta)
        stage = factories.milestone(number, marta, f"Етап {name}")
        factories.task(number, marta, f"Крок {name}", milestone=stage)
        found.append(number)
    put_off(found[0], now)
    return found[0], found[1]


def test_the_work_of_both_is_one_plan_and_parts_again(twins: tuple[int, int], hanna: Actor, now: datetime) -> None:
    twin, into = twins
    merged(twin, into, hanna, now)
    assert sorted(titles(into)) == ["Крок близнюка", "Крок головної"]
    assert titles(twin) == []
    parted(twin, hanna, now)
    assert (titles(twin), titles(into)) == (["Крок близнюка"], ["Крок головної"])


def test_a_task_on_the_way_to_the_others_milestone_is_loose_after_parting(
    twins: tuple[int, int], hanna: Actor, marta: Actor, now: datetime
) -> None:
    twin, into = twins
    merged(twin, into, hanna, now)
    work = work_of(db.session(), into)
    ways = {stage.title: stage.id for stage in work.stages}
    row = next(task for task in work.tasks if task.title == "Крок близнюка")
    with transaction() as session:
        words = TaskWords(title=row.title, milestone_id=ways["Етап головної"])
        change_task(session, *get_task(session, row.id, marta, lock=True), marta, words, version=1, now=now)
    parted(twin, hanna, now)
    assert [task.title for task in work_of(db.session(), twin).loose] == ["Крок близнюка"]


def test_the_card_of_a_twin_goes_where_there_is_none(
    twins: tuple[int, int], hanna: Actor, marta: Actor, olena: Actor, now: datetime, earlier: datetime
) -> None:
    twin, into = twins
    with transaction() as session:
        session.add(
            PdcaCard(initiative_id=twin, plan="Думки", plan_html="Думки", renderer_version=1, changed_at=earlier)
        )
    merged(twin, into, hanna, now)
    card = card_of(db.session(), into)
    assert card is not None
    assert card.plan == "Думки"
    parted(twin, hanna, now)
    assert card_of(db.session(), into) is None


def test_a_second_card_waits_at_home(
    twins: tuple[int, int], hanna: Actor, marta: Actor, now: datetime, earlier: datetime
) -> None:
    twin, into = twins
    wrote(into, marta, "Думки головної", now)
    with transaction() as session:
        session.add(
            PdcaCard(initiative_id=twin, plan="Думки", plan_html="Думки", renderer_version=1, changed_at=earlier)
        )
    merged(twin, into, hanna, now)
    db.session().rollback()
    kept = card_of(db.session(), into)
    assert kept is not None
    assert kept.plan == "Думки головної"
    parted(twin, hanna, now)
    assert card_of(db.session(), twin) is not None


def test_old_addresses_lead_on(client: Clients, twins: tuple[int, int], hanna: Actor, now: datetime) -> None:
    twin, into = twins
    merged(twin, into, hanna, now)
    for page in ("work", "report"):
        assert client(hanna).get(f"/initiatives/{twin}/{page}").location == f"/initiatives/{into}?from={twin}"
    refused = client(hanna).post(f"/initiatives/{twin}/work/tasks", data={"title": "Крок"})
    assert refused.status_code == 409
    assert "Крок" in refused.text
