"""Support: one voice a person, exact however many come at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Busy, Forbidden
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.discussion.models import Follow
from portal.discussion.services.follows import unfollow
from portal.initiatives.models import Frequency, Initiative, Reach, StatusType, Support
from portal.initiatives.policy import CLOSED_TO_SUPPORT
from portal.initiatives.queries import get_visible
from portal.initiatives.services.supporting import support, withdraw_support
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories


def give(number: int, actor: Actor, now: datetime, **details: object) -> Support:
    with transaction() as session:
        return support(session, get_visible(session, number, actor), actor, now=now, **details)  # type: ignore[arg-type]  # a test's keywords


def take_back(number: int, actor: Actor, now: datetime) -> bool:
    with transaction() as session:
        return withdraw_support(session, get_visible(session, number, actor), actor, now=now)


def test_a_voice_counts(open_initiative: Initiative, dmytro: Actor, now: datetime) -> None:
    give(open_initiative.id, dmytro, now)

    assert factories.fresh(open_initiative.id).support_count == 1


def test_a_second_call_says_more_and_never_counts_twice(
    session: Session, open_initiative: Initiative, dmytro: Actor, now: datetime
) -> None:
    give(open_initiative.id, dmytro, now)
    mine = give(
        open_initiative.id, dmytro, now, frequency=Frequency.DAILY, reach=Reach.DOZENS, evidence=" 10  дзвінків\n"
    )

    assert (mine.frequency, mine.reach, mine.evidence) == (Frequency.DAILY, Reach.DOZENS, "10 дзвінків")
    assert factories.fresh(open_initiative.id).support_count == 1
    told = select(func.count()).select_from(JournalEntry).where(JournalEntry.name == "initiatives.support_given")
    assert session.scalar(told) == 1


def test_a_second_bare_call_keeps_the_details(open_initiative: Initiative, dmytro: Actor, now: datetime) -> None:
    give(open_initiative.id, dmytro, now, frequency=Frequency.WEEKLY)

    assert give(open_initiative.id, dmytro, now).frequency is Frequency.WEEKLY


def test_taking_back_is_counted_once(open_initiative: Initiative, dmytro: Actor, now: datetime) -> None:
    give(open_initiative.id, dmytro, now)

    assert take_back(open_initiative.id, dmytro, now)
    assert not take_back(open_initiative.id, dmytro, now)
    assert factories.fresh(open_initiative.id).support_count == 0


def test_nobody_supports_their_own(open_initiative: Initiative, olena: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        give(open_initiative.id, olena, now)


@pytest.mark.parametrize("type_", sorted(CLOSED_TO_SUPPORT - {StatusType.DRAFT, StatusType.MERGED}))
def test_support_is_closed_after_the_decision(olena: Actor, dmytro: Actor, now: datetime, type_: StatusType) -> None:
    made = factories.initiative(olena, type_)

    with pytest.raises(Forbidden):
        give(made.id, dmytro, now)
    with pytest.raises(Forbidden):
        take_back(made.id, dmytro, now)


def test_support_is_no_edit(open_initiative: Initiative, dmytro: Actor, now: datetime) -> None:
    give(open_initiative.id, dmytro, now)

    assert factories.fresh(open_initiative.id).version == 1


def at_once(app: Flask, calls: list[Callable[[], object]], threads: int) -> None:
    """Run the calls on threads, each with a session of its own; a busy database is asked again, as a person would."""

    def run(call: Callable[[], object]) -> None:
        for _attempt in range(20):
            with app.app_context():
                try:
                    call()
                except Busy:
                    continue
                finally:
                    db.session.remove()
                return
        raise AssertionError("the database stayed busy")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, calls))


def test_fifty_presses_of_one_person_leave_one(
    app: Flask, session: Session, open_initiative: Initiative, dmytro: Actor, now: datetime
) -> None:
    at_once(app, [lambda: give(open_initiative.id, dmytro, now)] * 50, threads=12)

    assert factories.fresh(open_initiative.id).support_count == 1
    assert session.scalar(select(func.count()).select_from(Support)) == 1


def test_two_hundred_people_at_once_leave_two_hundred(
    app: Flask, session: Session, open_initiative: Initiative, now: datetime
) -> None:
    crowd = [people.person() for _ in range(200)]

    def call(actor: Actor) -> Callable[[], object]:
        return lambda: give(open_initiative.id, actor, now)

    at_once(app, [call(actor) for actor in crowd], threads=12)

    assert factories.fresh(open_initiative.id).support_count == 200
    assert session.scalar(select(func.count()).select_from(Support)) == 200


def test_giving_and_taking_at_once_leaves_the_counter_true(
    app: Flask, session: Session, open_initiative: Initiative, now: datetime
) -> None:
    crowd = [people.person() for _ in range(8)]
    calls = [
        (lambda actor=actor, verb=verb: verb(open_initiative.id, actor, now))
        for _round in range(6)
        for actor in crowd
        for verb in (give, take_back)
    ]

    at_once(app, calls, threads=12)

    counted = session.scalar(select(func.count()).select_from(Support))
    assert factories.fresh(open_initiative.id).support_count == counted


def test_the_button_works_without_scripts(client: Clients, open_initiative: Initiative, dmytro: Actor) -> None:
    browser, path = client(dmytro), f"/initiatives/{open_initiative.id}"

    given = browser.post(f"{path}/support", headers={"Referer": "http://localhost/initiatives?sort=support"})
    assert (given.status_code, given.location) == (303, "/initiatives?sort=support")
    assert factories.fresh(open_initiative.id).support_count == 1

    taken = browser.post(f"{path}/unsupport", headers={"Referer": "https://elsewhere.test/trap"})
    assert (taken.status_code, taken.location) == (303, path)
    assert factories.fresh(open_initiative.id).support_count == 0


def test_with_htmx_only_the_pill_comes_back(client: Clients, open_initiative: Initiative, dmytro: Actor) -> None:
    answer = client(dmytro).post(f"/initiatives/{open_initiative.id}/support", headers={"HX-Request": "true"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f"/initiatives/{open_initiative.id}/unsupport" in page
    assert 'aria-pressed="true"' in page
    assert "<html" not in page


@pytest.mark.parametrize("verb", ["support", "unsupport"])
def test_who_may_press(client: Clients, olena: Actor, dmytro: Actor, verb: str) -> None:
    hidden = factories.initiative(olena, StatusType.DRAFT)
    open_ = factories.initiative(olena)

    assert client().post(f"/initiatives/{open_.id}/{verb}").status_code == 401
    assert client(dmytro).post(f"/initiatives/{hidden.id}/{verb}").status_code == 404
    assert client(dmytro).post(f"/initiatives/999999/{verb}").status_code == 404
    assert client(olena).post(f"/initiatives/{open_.id}/{verb}").status_code == 403


def test_a_made_up_frequency_is_refused(client: Clients, open_initiative: Initiative, dmytro: Actor) -> None:
    answer = client(dmytro).post(f"/initiatives/{open_initiative.id}/support", data={"frequency": "hourly"})

    assert answer.status_code == 422
    assert factories.fresh(open_initiative.id).support_count == 0


def test_a_press_without_the_forms_key_changes_nothing(
    app: Flask, client: Clients, open_initiative: Initiative, dmytro: Actor
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    assert client(dmytro).post(f"/initiatives/{open_initiative.id}/support").status_code == 400
    assert factories.fresh(open_initiative.id).support_count == 0


def follows(session: Session, number: int, actor: Actor) -> bool | None:
    """Whether the actor follows it; None when they were never asked."""
    session.rollback()
    muted = session.scalar(
        select(Follow.muted).where(
            Follow.item_kind == "initiative", Follow.item_id == number, Follow.person_id == actor.id
        )
    )
    return None if muted is None else not muted


def test_author_and_supporters_follow_at_once(
    session: Session, open_initiative: Initiative, olena: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    give(open_initiative.id, dmytro, now)

    assert follows(session, open_initiative.id, olena)
    assert follows(session, open_initiative.id, dmytro)
    assert follows(session, open_initiative.id, stranger) is None


def test_who_stopped_following_is_left_in_peace(
    session: Session, open_initiative: Initiative, dmytro: Actor, now: datetime
) -> None:
    give(open_initiative.id, dmytro, now)
    with transaction() as writing:
        unfollow(writing, ItemRef("initiative", open_initiative.id), dmytro, now=now)
    take_back(open_initiative.id, dmytro, now)
    give(open_initiative.id, dmytro, now)

    assert follows(session, open_initiative.id, dmytro) is False


def test_press_on_the_page_asks_how_often_right_there(
    client: Clients, open_initiative: Initiative, dmytro: Actor
) -> None:
    address = f"/initiatives/{open_initiative.id}"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{address}"}
    answer = client(dmytro).post(f"{address}/support", headers=headers).text
    voice = answer.split('id="my-voice"')[1]
    assert '<details class="reveal fold" open>' in voice
    assert 'id="follow"' in answer
    assert "Стежу" in answer


def test_press_on_the_page_without_scripts_asks_too(
    client: Clients, open_initiative: Initiative, dmytro: Actor
) -> None:
    address = f"/initiatives/{open_initiative.id}"
    browser = client(dmytro)
    given = browser.post(f"{address}/support", headers={"Referer": f"http://localhost{address}"})
    assert given.location == f"{address}?voice=ask#my-voice"
    assert '<details class="reveal fold" open>' in browser.get(given.location).text
    assert '<details class="reveal fold" open>' not in browser.get(address).text


def test_own_words_stand_beside_the_pill_as_you(
    client: Clients, open_initiative: Initiative, dmytro: Actor, stranger: Actor
) -> None:
    address = f"/initiatives/{open_initiative.id}"
    said = {"frequency": "daily", "reach": "dozens", "evidence": "Учора сім таких дзвінків."}
    answer = client(dmytro).post(f"{address}/support/details", data=said)
    assert answer.location == f"{address}#my-voice"
    mine = client(dmytro).get(address).text
    voice = mine.split('id="my-voice"')[1].split("</section>")[0]
    assert "<strong>Ви</strong>" in voice
    assert "Учора сім" in voice
    assert mine.count("<p>Учора сім таких дзвінків.</p>") == 1
    assert dmytro.name in client(stranger).get(address).text.split("Учора сім")[1].split("</li>")[0]
