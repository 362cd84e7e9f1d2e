"""Thanks for what was done: who says them, what stands, what editors hide."""

from datetime import datetime

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.services.merging import merge
from portal.initiatives.services.moving import change_status
from portal.initiatives.services.parting import unmerge
from portal.notifications.models import Notification
from portal.recognition.models import Thanks
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.recognition import factories


@pytest.fixture
def done(olena: Actor) -> Initiative:
    """Something of the author's that is carried out."""
    return initiatives.initiative(olena, StatusType.IMPLEMENTED)


def where(number: int) -> str:
    return f"/changes/thanks/{number}"


def page_of(client: Clients, reader: Actor, number: int) -> str:
    return client(reader).get(f"/initiatives/{number}").text


def test_colleague_thanks_from_the_page(client: Clients, olena: Actor, dmytro: Actor, done: Initiative) -> None:
    assert f'href="{where(done.id)}"' in page_of(client, dmytro, done.id)
    answer = client(dmytro).post(where(done.id), data={"whose": "colleague", "words": "Стало <b>легше</b>"})
    assert answer.location.startswith(f"/initiatives/{done.id}#thanks-")
    page = page_of(client, olena, done.id)
    assert "Стало &lt;b&gt;легше&lt;/b&gt;" in page
    assert "Дмитро Гай" in page


def test_thanks_need_no_words_of_a_colleague_but_those_of_a_customer(
    client: Clients, dmytro: Actor, done: Initiative
) -> None:
    assert client(dmytro).post(where(done.id), data={"whose": "colleague", "words": ""}).status_code == 302
    assert client(dmytro).post(where(done.id), data={"whose": "customer", "words": ""}).status_code == 422


def test_thanking_again_changes_the_words_and_tells_nobody_again(
    session: Session, olena: Actor, dmytro: Actor, done: Initiative, now: datetime
) -> None:
    first = factories.thanks(done, dmytro, "Дякую", now=now)
    again = factories.thanks(done, dmytro, "Дуже дякую", now=now)
    assert again.id == first.id
    assert session.scalars(select(Thanks.words)).all() == ["Дуже дякую"]
    told = select(func.count()).select_from(Notification).where(Notification.topic == "support")
    assert session.scalar(told.where(Notification.person_id == olena.id)) == 1


def test_author_thanks_nobody_but_passes_a_customers_thanks_on(
    client: Clients, olena: Actor, done: Initiative, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        factories.thanks(done, olena, now=now)
    factories.passed_on(done, olena, now=now)
    factories.passed_on(done, olena, now=now)
    assert page_of(client, olena, done.id).count("Вперше мені передзвонили!") == 1


@pytest.mark.parametrize("type_", [type_ for type_ in StatusType if type_ not in {"implemented", "measured", "draft"}])
def test_nothing_is_thanked_for_before_it_is_done(
    client: Clients, olena: Actor, dmytro: Actor, type_: StatusType
) -> None:
    number = initiatives.initiative(olena, type_).id
    assert client(dmytro).post(where(number), data={"whose": "colleague"}).status_code in {403, 409}
    assert 'id="thanks"' not in client(dmytro).get(f"/initiatives/{number}", follow_redirects=True).text


def test_thanks_are_taken_back_and_had_back(client: Clients, dmytro: Actor, done: Initiative, now: datetime) -> None:
    said = factories.thanks(done, dmytro, "Дякую за тишу", now=now)
    client(dmytro).post(f"{where(done.id)}/{said.id}/withdraw")
    assert "Дякую за тишу" not in page_of(client, dmytro, done.id)
    client(dmytro).post(f"{where(done.id)}/{said.id}/have-back")
    assert "Дякую за тишу" in page_of(client, dmytro, done.id)


def test_nobody_takes_back_what_others_said(
    client: Clients, dmytro: Actor, stranger: Actor, done: Initiative, now: datetime
) -> None:
    said = factories.thanks(done, dmytro, now=now)
    assert client(stranger).post(f"{where(done.id)}/{said.id}/withdraw").status_code == 403
    why = {"reason": "Просто так хочу"}
    assert client(stranger).post(f"{where(done.id)}/{said.id}/hide", data=why).status_code == 403


def test_editor_hides_with_a_reason_that_whoever_said_it_sees(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor, done: Initiative, now: datetime
) -> None:
    said, own = factories.thanks(done, dmytro, "Дякую, що позбулися Петра", now=now), where(done.id)
    assert client(marta).post(f"{own}/{said.id}/hide", data={"reason": "ні"}).status_code == 422
    client(marta).post(f"{own}/{said.id}/hide", data={"reason": "Це ображає колегу"})
    assert "позбулися Петра" not in page_of(client, olena, done.id)
    assert "Це ображає колегу" in page_of(client, dmytro, done.id)
    with pytest.raises(Invalid):
        factories.thanks(done, dmytro, "Ще раз те саме", now=now)
    assert "recognition.thanks_hidden" in session.scalars(told(dmytro)).all()
    client(marta).post(f"{own}/{said.id}/show-again")
    assert "позбулися Петра" in page_of(client, olena, done.id)


def test_unkind_thanks_are_reported_and_hidden_from_the_editors_page(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor, done: Initiative, now: datetime
) -> None:
    said = factories.thanks(done, dmytro, "Дякую, що <b>позбулися</b> Петра", now=now)
    own = f"{where(done.id)}/{said.id}"
    assert f'href="{own}/report"' in page_of(client, olena, done.id)
    assert f'href="{own}/report"' not in page_of(client, dmytro, done.id)
    assert "позбулися" in client(olena).get(f"{own}/report").text
    for _time in range(2):
        sent = client(olena).post(f"{own}/report", data={"reason": "Це ображає колегу"})
        assert sent.location == f"/initiatives/{done.id}#thanks-{said.id}"
    assert session.scalars(told(marta)).all() == ["recognition.thanks_reported"]
    browser = client(marta)
    page = browser.get("/discussion/reports").text
    assert page.count("Це ображає колегу") == 1
    assert "&lt;b&gt;позбулися" in page
    assert f'action="{own}/hide"' in page
    hidden = browser.post(f"{own}/hide", data={"reason": "Це ображає колегу", "then": "reports"})
    assert hidden.location == "/discussion/reports"
    assert f"{own}/settle" not in browser.get("/discussion/reports").text
    settled = JournalEntry.name == "recognition.thanks_reports_settled"
    assert [data["hidden"] for data in session.scalars(select(JournalEntry.data).where(settled))] == [True]


def test_reported_thanks_may_stay_also_when_they_were_taken_back(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor, done: Initiative, now: datetime
) -> None:
    said = factories.thanks(done, dmytro, now=now)
    own, browser = f"{where(done.id)}/{said.id}", client(marta)
    client(olena).post(f"{own}/report", data={"reason": "Не до речі тут"})
    client(dmytro).post(f"{own}/withdraw")
    page = browser.get("/discussion/reports").text
    assert "Не до речі тут" in page
    assert said.words not in page
    assert f'action="{own}/hide"' not in page
    assert browser.post(f"{own}/settle").status_code == 302
    assert own not in browser.get("/discussion/reports").text


def test_nobody_reports_their_own_and_only_editors_settle(
    client: Clients, olena: Actor, dmytro: Actor, done: Initiative, now: datetime
) -> None:
    own = f"{where(done.id)}/{factories.thanks(done, dmytro, now=now).id}"
    why = {"reason": "Просто так хочу"}
    assert client(dmytro).post(f"{own}/report", data=why).status_code == 403
    assert client(olena).post(f"{own}/report", data={"reason": "ні"}).status_code == 422
    assert client(olena).post(f"{own}/settle").status_code == 403


def told(person: Actor) -> Select[str]:
    """Names of what somebody was told."""
    names: Select[str] = select(JournalEntry.name)
    return names.join(Notification, Notification.entry_id == JournalEntry.id).where(Notification.person_id == person.id)


def test_thanks_of_what_is_hidden_are_hidden(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, done: Initiative, now: datetime
) -> None:
    factories.thanks(done, dmytro, "Дякую за все", now=now)
    assert "Дякую за все" in client(stranger).get(f"/people/{olena.id}").text
    with transaction() as session:
        session.get_one(Initiative, done.id).visibility = "teams"
    assert client(stranger).post(where(done.id), data={"whose": "colleague"}).status_code == 404
    assert "Дякую за все" not in client(stranger).get(f"/people/{olena.id}").text


def test_thanks_go_along_when_twins_are_merged_and_come_back(
    olena: Actor, dmytro: Actor, stranger: Actor, hanna: Actor, done: Initiative, now: datetime
) -> None:
    other = initiatives.initiative(olena, StatusType.IMPLEMENTED)
    kept, waits = factories.thanks(done, dmytro, now=now), factories.thanks(other, dmytro, now=now)
    rises = factories.thanks(other, stranger, now=now)
    reason = render("Те саме іншими словами; зробили наполовину.")
    with transaction() as session:  # back in the queue, as what is done is never merged into another one
        row = session.get_one(Initiative, other.id)
        change_status(session, row, None, initiatives.status(StatusType.NEW), now=now)
    with transaction() as session:
        merge(session, done.id, [other.id], hanna, reason=reason, now=now)
    assert homes() == {kept.id: done.id, waits.id: other.id, rises.id: done.id}
    with transaction() as session:
        unmerge(session, other.id, hanna, reason=reason, now=now)
    assert homes() == {kept.id: done.id, waits.id: other.id, rises.id: other.id}


def homes() -> dict[int, int]:
    db.session().rollback()
    return {row.id: row.initiative_id for row in db.session().execute(select(Thanks.id, Thanks.initiative_id))}
