"""Walks arrive late, twice, longer than before, or made up: each is kept once, and nobody's."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmUser, AlgorithmWalk
from portal.algorithms.services.walking import forget_old_walks
from portal.algorithms.walks import KEPT_DAYS, MOST_WALKS
from portal.core import work
from portal.core.actor import Actor
from portal.core.clock import full_hour
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.core.rate_limit import MOST
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.knowledge.services.keeping import archive
from tests.algorithms import factories
from tests.conftest import Clients
from tests.knowledge import factories as knowledge

KEY = "k" * 32
LISTEN, FITTING, VISIT = ["listen", 5, "start"], ["fitting", 9, "answer"], ["visit", 0, "answer"]
#: The step that only the second version has.
LATER = factories.GLASSES.replace(
    "## Кінець: Домовились про візит {#visit}", "## Кінець: Домовились про візит {#visit-2}"
)


@pytest.fixture
def glasses(olena: Actor, earlier: datetime) -> KnowledgeItem:
    """An algorithm by the author, published a day ago."""
    return factories.algorithm(olena, now=earlier)


def walk(now: datetime, *path: list[Any], key: str = KEY, revision: int = 1, **more: Any) -> dict[str, Any]:
    steps = list(path or (LISTEN, FITTING, VISIT))
    finish = steps[-1][0] if steps[-1][0].startswith(("visit", "call", "handed")) else None
    began = int(now.timestamp())
    return {"key": key, "revision": revision, "began_at": began, "seconds": 14, "finish": finish, "path": steps} | more


class Reporting:
    """Sends walks as a player does."""

    def __init__(self, client: Clients, number: int) -> None:
        self.client, self.number = client, number

    def __call__(self, actor: Actor, *walks: Any) -> tuple[int, Any]:
        answer = self.client(actor).post(
            f"/algorithms/{self.number}/walks", json={"walks": list(walks)}, headers={"Accept": "application/json"}
        )
        return answer.status_code, answer.get_json()


@pytest.fixture
def report(client: Clients, glasses: KnowledgeItem) -> Reporting:
    return Reporting(client, glasses.id)


def kept(session: Session) -> list[AlgorithmWalk]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(AlgorithmWalk).order_by(AlgorithmWalk.key)))


def test_a_walk_is_kept_by_the_hour_and_without_a_name(
    session: Session, report: Reporting, glasses: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    assert report(dmytro, walk(now)) == (200, {"taken": [KEY], "refused": []})
    [row] = kept(session)
    assert (row.item_id, row.revision_number, row.finish, row.seconds) == (glasses.id, 1, "visit", 14)
    assert row.at == full_hour(now)
    assert row.path == {"steps": [LISTEN, FITTING, VISIT]}
    assert not any("person" in column.name or "by_id" in column.name for column in AlgorithmWalk.__table__.columns)
    assert session.scalar(select(func.count()).where(JournalEntry.name.like("algorithms.%"))) == 0


def test_who_walks_uses_it_and_the_day_is_all_that_is_kept(
    session: Session, report: Reporting, glasses: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    for number in range(3):
        report(dmytro, walk(now, key=f"{number}" * 20))
    [user] = session.scalars(select(AlgorithmUser))
    assert (user.item_id, user.person_id, user.revision_number) == (glasses.id, dmytro.id, 1)
    assert (user.at.hour, user.at.minute, user.at.second) == (0, 0, 0)


def test_what_arrives_twice_is_one(session: Session, report: Reporting, dmytro: Actor, now: datetime) -> None:
    for _ in range(2):
        assert report(dmytro, walk(now), walk(now)) == (200, {"taken": [KEY, KEY], "refused": []})
    assert len(kept(session)) == 1


def test_a_longer_path_takes_the_place_of_a_shorter_one_and_never_the_reverse(
    session: Session, report: Reporting, dmytro: Actor, now: datetime
) -> None:
    report(dmytro, walk(now, LISTEN))
    report(dmytro, walk(now + timedelta(hours=2), LISTEN, FITTING, VISIT))
    report(dmytro, walk(now, LISTEN, FITTING))
    [row] = kept(session)
    assert (row.finish, len(row.path["steps"]), row.at) == ("visit", 3, full_hour(now))


def test_a_walk_that_says_something_else_leaves_what_is_kept_alone(
    session: Session, report: Reporting, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    report(dmytro, walk(now, LISTEN, FITTING))
    other = walk(now, LISTEN, ["adaptation", 1, "answer"], ["call-back", 0, "answer"])
    assert report(stranger, other)[0] == 200
    [row] = kept(session)
    assert row.path["steps"] == [LISTEN, FITTING]


def test_the_key_of_a_walk_elsewhere_is_refused(
    session: Session, client: Clients, report: Reporting, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    report(dmytro, walk(now))
    elsewhere = Reporting(client, factories.algorithm(olena).id)
    assert elsewhere(dmytro, walk(now, LISTEN, FITTING)) == (200, {"taken": [], "refused": [KEY]})
    assert [row.item_id for row in kept(session)] == [report.number]


@pytest.mark.parametrize("others", [["fitting", 0, "any"], ["visit-2", 0, "answer"], ["гість", 0, "answer"]])
def test_steps_that_are_not_there_are_refused_and_the_others_kept(
    session: Session, report: Reporting, dmytro: Actor, now: datetime, others: list[Any]
) -> None:
    answer = report(dmytro, walk(now, LISTEN, others, key="f" * 20, finish=None), walk(now))
    assert answer == (200, {"taken": [KEY], "refused": ["f" * 20]})
    assert [row.key for row in kept(session)] == [KEY]


def test_a_walk_finishes_on_the_version_that_it_began_with(
    session: Session, report: Reporting, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    factories.changed(report.number, olena, LATER, now=now)
    assert report(dmytro, walk(now))[1]["taken"] == [KEY]
    by_new_keys = walk(now, LISTEN, FITTING, ["visit-2", 0, "answer"], key="n" * 20, revision=2)
    assert report(dmytro, by_new_keys)[1]["taken"] == ["n" * 20]
    assert report(dmytro, walk(now, key="o" * 20, revision=2))[1]["refused"] == ["o" * 20]
    assert report(dmytro, walk(now, key="t" * 20, revision=3))[1]["refused"] == ["t" * 20]
    assert [row.revision_number for row in kept(session)] == [1, 2]


def test_a_draft_beside_is_no_version_to_walk(session: Session, report: Reporting, olena: Actor, now: datetime) -> None:
    knowledge.draft_beside(report.number, olena, source=LATER)
    assert report(olena, walk(now, revision=2))[1]["refused"] == [KEY]
    assert kept(session) == []


def test_a_clock_that_is_ahead_counts_as_now(session: Session, report: Reporting, dmytro: Actor, now: datetime) -> None:
    ahead = [walk(now + timedelta(days=3)), walk(now, key="y" * 20, began_at=2**40)]
    assert len(report(dmytro, *ahead)[1]["taken"]) == 2
    assert all(row.at <= datetime.now(UTC) for row in kept(session))


def test_what_is_too_old_to_be_kept_is_refused(
    session: Session, report: Reporting, dmytro: Actor, now: datetime
) -> None:
    old = now - timedelta(days=KEPT_DAYS + 1)
    assert report(dmytro, walk(old), walk(old, key="z" * 20, began_at=0))[1]["taken"] == []
    assert kept(session) == []
    assert session.scalar(select(func.count()).select_from(AlgorithmUser)) == 0


def test_a_call_that_was_on_when_it_was_archived_arrives(
    session: Session, report: Reporting, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    with transaction() as writing:
        archive(writing, writing.get_one(KnowledgeItem, glasses.id), olena, reason="Вже не так.", now=now)
    assert report(dmytro, walk(now))[0] == 200
    assert len(kept(session)) == 1


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.IN_REVIEW, ItemState.DISCARDED])
def test_what_is_hidden_is_not_there(
    session: Session, client: Clients, olena: Actor, dmytro: Actor, now: datetime, state: ItemState
) -> None:
    hidden = factories.algorithm(olena, state)
    assert Reporting(client, hidden.id)(dmytro, walk(now))[0] == 404
    assert client(dmytro).get(f"/algorithms/{hidden.id}/walk").status_code == 404
    assert kept(session) == []


def test_its_author_does_not_walk_a_draft_either(
    session: Session, client: Clients, olena: Actor, now: datetime
) -> None:
    draft = factories.algorithm(olena, ItemState.DRAFT)
    assert Reporting(client, draft.id)(olena, walk(now))[0] == 403
    assert client(olena).get(f"/algorithms/{draft.id}/walk").status_code == 404
    assert kept(session) == []


def test_a_case_is_no_algorithm(session: Session, client: Clients, olena: Actor, dmytro: Actor, now: datetime) -> None:
    case = knowledge.item(olena)
    assert Reporting(client, case.id)(dmytro, walk(now))[0] == 404
    assert client(dmytro).get(f"/algorithms/{case.id}/walk").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'"walks"',
        b"[" * 200_000,
        b'{"walks": null}',
        b'{"walks": []}',
        b'{"walks": {}}',
        b'{"walks": [1]}',
        b'{"walks": [{"key": "kkkkkkkkkkkkkkkkkkkk", "revision": 1e400, "began_at": NaN, "path": [[]]}]}',
        b'{"walks": [{"key": "kkkkkkkkkkkkkkkk\\u0000kkkk"}]}',
        b'{"walks": [{"key": "\\ud800kkkkkkkkkkkkkkkkkkkk"}]}',
        b'{"walks": [' + b"9" * 5000 + b"]}",
        "Привіт".encode("cp1251"),
    ],
)
def test_what_is_no_walk_is_refused(
    session: Session, client: Clients, report: Reporting, dmytro: Actor, body: bytes
) -> None:
    answer = client(dmytro).post(
        f"/algorithms/{report.number}/walks",
        data=body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert kept(session) == []


def test_too_many_at_once_are_refused(session: Session, report: Reporting, dmytro: Actor, now: datetime) -> None:
    many = [walk(now, key=f"{number:020}") for number in range(MOST_WALKS + 1)]
    assert report(dmytro, *many)[0] == 422
    assert report(dmytro, *many[1:])[0] == 200
    assert len(kept(session)) == MOST_WALKS


def test_a_program_that_reports_without_end_is_told_to_wait(
    report: Reporting, dmytro: Actor, olena: Actor, now: datetime
) -> None:
    for _ in range(MOST):
        assert report(dmytro, walk(now))[0] == 200
    assert report(dmytro, walk(now))[0] == 429
    assert report(olena, walk(now))[0] == 200


def test_nobody_reports_without_signing_in(client: Clients, glasses: KnowledgeItem, now: datetime) -> None:
    answer = client().post(
        f"/algorithms/{glasses.id}/walks", json={"walks": [walk(now)]}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 401


def test_walks_go_after_their_time(session: Session, report: Reporting, dmytro: Actor, now: datetime) -> None:
    report(dmytro, walk(now), walk(now - timedelta(days=KEPT_DAYS - 1), key="a" * 20))
    with transaction() as writing:
        forget_old_walks(writing, now)
    assert len(kept(session)) == 2
    with transaction() as writing:
        forget_old_walks(writing, now + timedelta(days=2))
    assert [row.key for row in kept(session)] == [KEY]
    assert "algorithms.old_walks" in dict(work.periodic_jobs.items())


def test_a_walk_of_many_steps_is_kept_whole(session: Session, report: Reporting, dmytro: Actor, now: datetime) -> None:
    rounds = [["adaptation", 1, "answer"], ["listen", 1, "answer"]] * 99
    long = walk(now, LISTEN, *rounds)
    assert len(json.dumps(long)) < 30_000
    assert report(dmytro, long)[1]["taken"] == [KEY]
    [row] = kept(session)
    assert len(row.path["steps"]) == 199
