"""A former version that nobody should read any more: closed with a reason, for a day undone, then gone for good."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.knowledge.anchoring import Selector
from portal.knowledge.events import VersionClosed, VersionEmptied
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import open_revision, revision_of
from portal.knowledge.services.acknowledging import acknowledge, ask_to_acknowledge
from portal.knowledge.services.closing import close_version, empty_closed
from portal.knowledge.services.marking import mark
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.knowledge.test_pictures import shows, uploaded

PHONE = "0671234567"
WITH_PHONE = f"Я записала номер клієнтки {PHONE} і передзвонила їй увечері, як обіцяла."
MASKED = "Я записала номер клієнтки [телефон 1] і передзвонила їй увечері, як обіцяла."
REASON = "У тексті стояв телефон клієнтки."


@pytest.fixture
def masked(olena: Actor, dmytro: Actor) -> KnowledgeItem:
    """Its first version names a phone number, the one that stands doesn't."""
    made = knowledge.item(olena, action=WITH_PHONE)
    knowledge.changed(made.id, dmytro, action=MASKED)
    return made


def closed(made: KnowledgeItem, actor: Actor, number: int = 1) -> None:
    with transaction() as session:
        item = session.get_one(KnowledgeItem, made.id)
        close_version(session, item, actor, number, reason=REASON, now=clock.now())


def everything_said(browser: FlaskClient, number: int) -> str:
    """The pages on which anything of former versions stands."""
    pages = [f"/cases/{number}", *(f"/knowledge/{number}/versions{place}" for place in ("", "/1", "/2"))]
    return "".join(browser.get(page, follow_redirects=True).text for page in pages)


def test_nobody_reads_a_closed_version_nor_what_changed_since(
    client: Clients, masked: KnowledgeItem, dmytro: Actor, marta: Actor
) -> None:
    assert PHONE in everything_said(client(dmytro), masked.id)
    form = {"reason": REASON}
    assert client(marta).post(f"/knowledge/{masked.id}/versions/1/close", data=form).status_code == 302

    for actor in (dmytro, marta):
        said = everything_said(client(actor), masked.id)
        assert PHONE not in said
        assert "передзвонила їй увечері" in said  # what stands


def test_the_versions_say_that_it_was_closed_by_whom_and_why(
    client: Clients, masked: KnowledgeItem, dmytro: Actor, marta: Actor
) -> None:
    closed(masked, marta)

    page = client(dmytro).get(f"/knowledge/{masked.id}/versions").text
    assert REASON in page
    assert "Марта Гнатюк" in page
    assert '/versions/1"' not in page
    assert "open-again" not in page


def test_nobody_goes_back_to_a_closed_version(client: Clients, masked: KnowledgeItem, marta: Actor) -> None:
    closed(masked, marta)
    sent = client(marta).post(f"/knowledge/{masked.id}/versions/1/roll-back", data={"against": 2, "not_personal": "y"})

    assert sent.status_code == 404
    assert "roll-back" not in client(marta).get(f"/knowledge/{masked.id}/versions").text


def test_editors_close_and_nobody_else(
    client: Clients, masked: KnowledgeItem, olena: Actor, stranger: Actor, lidiia: Actor
) -> None:
    for actor in (olena, stranger, lidiia):
        browser, place = client(actor), f"/knowledge/{masked.id}/versions/1"
        assert browser.get(f"{place}/close").status_code == 403
        assert browser.post(f"{place}/close", data={"reason": REASON}).status_code == 403
        assert browser.post(f"/knowledge/{masked.id}/versions/open-again?versions=1").status_code == 403
        assert f"{place}/close" not in browser.get(place).text


def test_what_stands_is_not_closed_and_a_draft_is_no_version(
    client: Clients, session: Session, masked: KnowledgeItem, dmytro: Actor, marta: Actor
) -> None:
    knowledge.draft_beside(masked.id, dmytro)
    browser = client(marta)
    for number, status in ((2, 403), (3, 404), (9, 404)):
        sent = browser.post(f"/knowledge/{masked.id}/versions/{number}/close", data={"reason": REASON})
        assert sent.status_code == status
    assert open_revision(session, knowledge.fresh(masked.id)) is not None


def test_a_reason_is_asked_for(client: Clients, session: Session, masked: KnowledgeItem, marta: Actor) -> None:
    page = client(marta).post(f"/knowledge/{masked.id}/versions/1/close", data={"reason": ""})

    assert page.status_code == 422
    assert 'id="reason-error-1"' in page.text
    assert not revision_of(session, knowledge.fresh(masked.id), 1).is_closed


def test_a_reason_that_names_the_data_comes_back_first(client: Clients, masked: KnowledgeItem, marta: Actor) -> None:
    said = {"reason": f"Стояв телефон {PHONE} клієнтки."}
    assert client(marta).post(f"/knowledge/{masked.id}/versions/1/close", data=said).status_code == 422


def test_closing_is_undone_for_a_day(
    client: Clients, session: Session, masked: KnowledgeItem, dmytro: Actor, marta: Actor
) -> None:
    browser = client(marta)
    browser.post(f"/knowledge/{masked.id}/versions/1/close", data={"reason": REASON})
    undo = f"/knowledge/{masked.id}/versions/open-again?versions=1"
    assert undo in browser.get(f"/knowledge/{masked.id}/versions").text

    browser.post(undo)

    assert PHONE in client(dmytro).get(f"/knowledge/{masked.id}/versions/1").text
    told = session.scalars(
        select(JournalEntry).where(JournalEntry.name == VersionClosed.name).order_by(JournalEntry.id)
    )
    assert [entry.data["closed"] for entry in told] == [True, False]


def test_closing_twice_is_closing_once(session: Session, masked: KnowledgeItem, marta: Actor) -> None:
    for _ in range(2):
        closed(masked, marta)

    assert len(session.scalars(select(JournalEntry).where(JournalEntry.name == VersionClosed.name)).all()) == 1


def test_after_a_day_the_words_are_gone_for_good(
    client: Clients, session: Session, masked: KnowledgeItem, marta: Actor
) -> None:
    closed(masked, marta)
    with transaction() as writing:
        empty_closed(writing, clock.now() + timedelta(hours=23))
    assert revision_of(session, knowledge.fresh(masked.id), 1).parts["action"] == WITH_PHONE

    for _ in range(2):
        with transaction() as writing:
            empty_closed(writing, clock.now() + timedelta(hours=25))

    emptied = revision_of(session, knowledge.fresh(masked.id), 1)
    assert (emptied.title, emptied.parts, emptied.html, emptied.tags) == ("", {}, {}, [])
    assert client(marta).post(f"/knowledge/{masked.id}/versions/open-again?versions=1").status_code == 409
    assert REASON in client(marta).get(f"/knowledge/{masked.id}/versions").text
    told = session.scalars(select(JournalEntry).where(JournalEntry.name == VersionEmptied.name)).all()
    assert [(entry.item_id, entry.data["number"]) for entry in told] == [(masked.id, 1)]


def test_what_was_closed_and_opened_again_keeps_its_words(
    client: Clients, session: Session, masked: KnowledgeItem, marta: Actor
) -> None:
    closed(masked, marta)
    client(marta).post(f"/knowledge/{masked.id}/versions/open-again?versions=1")
    with transaction() as writing:
        empty_closed(writing, clock.now() + timedelta(days=30))

    assert revision_of(session, knowledge.fresh(masked.id), 1).parts["action"] == WITH_PHONE


@pytest.mark.new_files
def test_its_pictures_are_closed_with_it(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    picture = uploaded(client, olena)
    made = knowledge.item(olena, action=shows(picture))
    knowledge.changed(made.id, dmytro, action=MASKED)
    assert client(marta).get(picture).status_code == 200

    closed(made, marta)

    assert client(marta).get(picture).status_code == 404


def handed_in(number: int, actor: Actor, **changes: Any) -> KnowledgeRevision:
    draft = knowledge.draft_beside(number, actor, **changes)
    knowledge.handed_in(draft, actor)
    return draft


def published(browser: FlaskClient, number: int, draft: KnowledgeRevision) -> str:
    """Where publishing from the page leads."""
    seen = {"revision": draft.number, "against": draft.number - 1, "check_again_on": "", "not_personal": "y"}
    answer = browser.post(f"/knowledge/{number}/publish", data=seen)
    assert answer.status_code == 302
    return str(answer.location)


def test_closing_is_offered_right_after_masking(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, action=WITH_PHONE)
    browser = client(marta)

    place = published(browser, made.id, handed_in(made.id, dmytro, action=MASKED))

    assert place == f"/knowledge/{made.id}/versions/1/close?after=published"
    page = browser.get(place).text
    assert f"<mark>{PHONE}</mark>" in page
    assert "приховано в пізнішій" in page
    assert f'href="/cases/{made.id}"' in page


def test_closing_is_not_offered_where_as_much_is_found_as_before(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena, action=WITH_PHONE)

    place = published(client(marta), made.id, handed_in(made.id, dmytro, lesson="Спершу питаємо, тоді записуємо."))

    assert place == f"/cases/{made.id}"


def test_versions_that_hold_the_same_are_closed_along(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena, action=WITH_PHONE)
    knowledge.changed(made.id, dmytro, action=f"{WITH_PHONE} І ще раз зранку.")
    knowledge.changed(made.id, dmytro, action="Тут іще не було жодного номера, лише обіцянка передзвонити.")
    knowledge.changed(made.id, dmytro, action=f"{WITH_PHONE} І ще раз удень.")
    knowledge.changed(made.id, dmytro, action=MASKED)
    browser, place = client(marta), f"/knowledge/{made.id}/versions/4/close"
    page = browser.get(place).text
    assert [f'name="also" value="{number}" checked' in page for number in (1, 2, 3)] == [True, True, False]

    browser.post(place, data={"reason": REASON, "also": ["2"]})

    item = knowledge.fresh(made.id)
    assert [revision_of(session, item, n).is_closed for n in (1, 2, 3, 4, 5)] == [False, True, False, True, False]


def test_marks_that_quote_what_was_masked_are_named(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    made = knowledge.item(olena, action=WITH_PHONE)
    with transaction() as session:
        item = session.get_one(KnowledgeItem, made.id)
        quote = Selector(f"номер клієнтки {PHONE} і передзвонила")
        row = mark(session, item, dmytro, "action", quote, note="Так і треба", now=clock.now())
    knowledge.changed(made.id, dmytro, action=MASKED)

    page = client(marta).get(f"/knowledge/{made.id}/versions/1/close").text

    assert f"/cases/{made.id}#mark-{row.id}" in page


def test_no_difference_is_shown_to_whoever_had_read_the_closed_version(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    made = knowledge.item(olena, action=WITH_PHONE)
    with transaction() as session:
        item = session.get_one(KnowledgeItem, made.id)
        ask_to_acknowledge(session, item, marta, now=clock.now())
        acknowledge(session, item, dmytro, number=1, now=clock.now())
    knowledge.changed(made.id, olena, major=True, action=MASKED)
    assert PHONE in client(dmytro).get(f"/cases/{made.id}").text

    closed(made, marta)

    page = client(dmytro).get(f"/cases/{made.id}").text
    assert PHONE not in page
    assert f"/knowledge/{made.id}/acknowledge" in page
