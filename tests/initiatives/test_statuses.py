"""The company's own statuses: free names and order, fixed meaning."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid
from portal.core.i18n import speaking
from portal.core.journal import JournalEntry
from portal.initiatives.models import Initiative, Status, StatusType
from portal.initiatives.queries import statuses
from portal.initiatives.services.moving import move
from portal.initiatives.services.statuses import add_status, rename_status, retire_status, shift_status
from tests.conftest import Clients
from tests.initiatives import factories

NAMES = {"uk": "Чекає на автора", "ru": "Ждёт автора", "en": "Waits for the author"}
PATH = "/administration/statuses"


def added(actor: Actor, now: datetime, type_: StatusType = StatusType.IN_REVIEW) -> Status:
    with transaction() as session:
        return add_status(session, actor, type_=type_, names=NAMES, now=now)


def test_a_custom_status_can_be_given_and_left(
    session: Session, lidiia: Actor, hanna: Actor, olena: Actor, now: datetime
) -> None:
    own = added(lidiia, now)
    made = factories.initiative(olena, StatusType.IN_REVIEW)

    with transaction() as writing:
        move(writing, writing.get_one(Initiative, made.id), hanna, statuses(writing).by_id[own.id], now=now)

    assert factories.fresh(made.id).status_id == own.id
    with speaking("ru"):
        assert statuses(session).by_id[own.id].label == "Ждёт автора"


def test_it_stands_after_those_of_its_type(session: Session, lidiia: Actor, now: datetime) -> None:
    own = added(lidiia, now)

    keys = [status.key for status in statuses(session).all]
    assert keys[keys.index("in_review") + 1] == own.key


def test_a_name_is_needed_in_each_language_and_only_once(lidiia: Actor, now: datetime) -> None:
    for names, field in (({**NAMES, "ru": " "}, "ru"), ({**NAMES, "en": "accepted"}, "en")):
        with pytest.raises(Invalid) as refusal, transaction() as session:
            add_status(session, lidiia, type_=StatusType.NEW, names=names, now=now)
        assert refusal.value.field == field


@pytest.mark.parametrize("type_", [StatusType.DRAFT, StatusType.MERGED])
def test_what_the_portal_sets_itself_stays_single(lidiia: Actor, now: datetime, type_: StatusType) -> None:
    with pytest.raises(Invalid):
        added(lidiia, now, type_)


def test_the_default_of_a_type_cannot_be_retired(session: Session, lidiia: Actor, now: datetime) -> None:
    with pytest.raises(Invalid), transaction() as writing:
        default = writing.scalars(select(Status).where(Status.key == "accepted")).one()
        retire_status(writing, default, lidiia, now=now)


def test_a_retired_one_takes_nothing_new(lidiia: Actor, hanna: Actor, olena: Actor, now: datetime) -> None:
    own = added(lidiia, now)
    made = factories.initiative(olena)
    with transaction() as session:
        retire_status(session, session.get_one(Status, own.id), lidiia, now=now)

    with pytest.raises(Invalid), transaction() as session:
        move(session, session.get_one(Initiative, made.id), hanna, statuses(session).by_id[own.id], now=now)


def test_renaming_is_seen_at_once_and_written_down(session: Session, lidiia: Actor, now: datetime) -> None:
    own = added(lidiia, now)
    statuses(session)

    with transaction() as writing:
        rename_status(writing, writing.get_one(Status, own.id), lidiia, names={**NAMES, "uk": "Питаємо"}, now=now)

    session.rollback()
    with speaking("uk"):
        assert statuses(session).by_id[own.id].label == "Питаємо"
    changed = select(JournalEntry.data).where(JournalEntry.name == "initiatives.statuses_changed")
    done = session.scalars(changed.order_by(JournalEntry.id))
    assert [data["what"] for data in done] == ["added", "renamed"]


def test_order_is_the_companys(session: Session, lidiia: Actor, now: datetime) -> None:
    own = added(lidiia, now)

    with transaction() as writing:
        shift_status(writing, writing.get_one(Status, own.id), lidiia, by=-1, now=now)

    session.rollback()
    keys = [status.key for status in statuses(session).all]
    assert keys[keys.index(own.key) + 1] == "in_review"


def test_only_administrators_may(hanna: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        added(hanna, now)


def test_the_pages_do_the_same(client: Clients, session: Session, lidiia: Actor) -> None:
    browser = client(lidiia)
    assert browser.get(PATH).status_code == 200

    assert browser.post(PATH, data={"type": "in_review", **NAMES}).status_code == 303
    own = session.scalars(select(Status.id).where(Status.key.like("waits%"))).one()
    for step in ("up", "down", "retire", "bring-back"):
        assert browser.post(f"{PATH}/{own}/{step}").status_code == 303
    assert browser.post(f"{PATH}/{own}", data={**NAMES, "uk": "Питаємо"}).status_code == 303
    assert "Питаємо" in browser.get(PATH).get_data(as_text=True)


def test_a_refusal_keeps_what_was_typed(client: Clients, lidiia: Actor) -> None:
    answer = client(lidiia).post(PATH, data={"type": "in_review", **NAMES, "en": "Accepted"})

    assert answer.status_code == 422
    assert "Чекає на автора" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/1", "/1/up", "/1/down", "/1/retire", "/1/bring-back"])
def test_strangers_to_the_office_are_kept_out(client: Clients, hanna: Actor, path: str) -> None:
    assert client(hanna).post(PATH + path).status_code == 403
    assert client().post(PATH + path).status_code == 401


def test_a_status_that_is_not_there_is_not_found(client: Clients, lidiia: Actor) -> None:
    assert client(lidiia).post(f"{PATH}/999/up").status_code == 404
