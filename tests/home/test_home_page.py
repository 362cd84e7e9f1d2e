"""The home page by role."""

from datetime import datetime, timedelta

import pytest

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import save_draft
from portal.core.reference import reference_changed
from portal.discussion.models import Report
from portal.initiatives.events import InitiativeMoved
from portal.initiatives.models import Initiative, Status, StatusType, Visibility
from portal.initiatives.queries.proposing import PROPOSAL
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.services.acknowledging import ask_to_acknowledge
from portal.people.models import ResetRequest, Role, Team
from tests import factories as people
from tests.conftest import Clients
from tests.knowledge import factories as texts
from tests.notifications import factories
from tests.statements import MOST_A_PAGE, counted


def test_whoever_is_not_signed_in_is_led_to_sign_in(client: Clients) -> None:
    answer = client().get("/")

    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_a_first_day_person_is_taught_one_step(client: Clients, newcomer: Actor) -> None:
    page = client(newcomer).get("/").text

    assert 'class="button" href="/initiatives/new"' in page
    assert 'class="queue-title"' not in page


def test_mine_are_shown_with_drafts_first(client: Clients, olena: Actor, dmytro: Actor, now: datetime) -> None:
    factories.initiative(olena, title="Моя власна справа")
    factories.initiative(dmytro, title="Чужа власна справа")
    with transaction() as session:
        save_draft(session, olena, PROPOSAL, "k" * 22, {"title": "", "problem": "Недописана думка"}, now=now)

    page = client(olena).get("/").text

    assert page.index("Недописана думка") < page.index("Моя власна справа")
    assert f"/initiatives/new?draft={'k' * 22}" in page
    assert "Чужа власна справа" not in page


def test_what_changed_is_what_was_not_read(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena)
    factories.happened(
        InitiativeMoved(initiative_id=number, transition_id=1, from_type="new", to_type="accepted"), hanna
    )
    (line,) = factories.lines_of(olena)
    browser = client(olena)

    before = browser.get("/").text
    browser.get(f"/inbox/{line.id}/open")

    assert f"/inbox/{line.id}/open" in before
    assert f"/inbox/{line.id}/open" not in browser.get("/").text


def test_a_word_of_the_committee_waits_until_the_author_answers(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor
) -> None:
    number = factories.initiative(olena, title="Питання до авторки")
    asked = factories.comment(number, hanna, asks=True)
    factories.comment(number, hanna, internal=True)
    browser = client(olena)

    before = browser.get("/").text
    factories.comment(number, olena)

    assert f"/initiatives/{number}#comment-{asked}" in before
    assert f"/initiatives/{number}#comment-{asked}" not in browser.get("/").text


@pytest.mark.parametrize(("days", "state"), [(-2, "late"), (1, "soon"), (20, "queue-clock")])
def test_what_is_entrusted_says_how_long_there_is(
    client: Clients, olena: Actor, dmytro: Actor, now: datetime, days: int, state: str
) -> None:
    due_on = now.date() + timedelta(days=days)
    factories.initiative(olena, owner=dmytro, type_=StatusType.IN_PROGRESS, due_on=due_on, title="Доручена справа")

    page = client(dmytro).get("/").text

    assert "Доручена справа" in page
    assert state in page


def test_a_stand_in_sees_what_waits_for_whom_they_stand_in(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, other_team: Team
) -> None:
    factories.initiative(olena, owner=dmytro, type_=StatusType.IN_PROGRESS, title="Доручена Дмитрові")
    factories.initiative(
        olena, owner=dmytro, type_=StatusType.IN_PROGRESS, title="Закрита справа", visibility=Visibility.TEAMS
    )
    before = client(stranger).get("/").text
    factories.away(dmytro, stranger)

    page = client(stranger).get("/").text

    assert "Доручена Дмитрові" not in before
    assert "Доручена Дмитрові" in page
    assert "замість: Дмитро Гай" in page
    assert "Закрита справа" not in page
    assert "Доручена Дмитрові" in client(dmytro).get("/").text


def test_a_status_that_asks_the_author_waits_for_the_author(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, type_=StatusType.IN_REVIEW, title="Самовивіз без черги")
    with transaction() as session:
        asking = Status(key="needs_author", type=StatusType.IN_REVIEW, names={"uk": "Чекаємо на автора"}, position=90)
        session.add(asking)
        session.flush()  # the initiative names it
        session.get_one(Initiative, number).status_id = asking.id
        reference_changed(session)

    waiting = client(olena).get("/").text.split("mine-row")[0]

    assert "Самовивіз без черги" in waiting
    assert "Слово за вами" in waiting


def test_the_committee_meets_the_longest_waiting_first(
    client: Clients, olena: Actor, hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    factories.initiative(olena, title="Чекає довше", at=now - timedelta(days=9))
    factories.initiative(olena, title="Чекає коротше", at=now - timedelta(days=1))
    factories.initiative(olena, title="Уже з відповіддю", at=now, answered_at=now)
    factories.initiative(hanna, title="Власна ініціатива Ганни", at=now - timedelta(days=20))

    page = client(hanna).get("/").text
    waiting = page.split("mine-row")[0]

    assert waiting.index("Чекає довше") < waiting.index("Чекає коротше")
    assert "Уже з відповіддю" not in waiting
    assert "Власна ініціатива Ганни" not in waiting
    assert "Чекає довше" not in client(dmytro).get("/").text


def test_editors_and_administrators_see_who_waits_for_them(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor, lidiia: Actor
) -> None:
    number = factories.initiative(olena)
    comment_id = factories.comment(number, dmytro)
    with transaction() as session:
        session.add(ResetRequest(person_id=olena.id, at=clock.now()))
        session.add(
            Report(words_kind="comment", words_id=comment_id, by_id=olena.id, reason="Не до речі", at=clock.now())
        )

    english = {"Accept-Language": "en"}
    assert "1 report waits" in client(marta).get("/", headers=english).text
    assert "Олена Савчук" in client(lidiia).get("/").text
    assert "1 report waits" not in client(dmytro).get("/", headers=english).text


def test_thanks_go_to_author_and_owner(client: Clients, olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    factories.initiative(olena, owner=dmytro, type_=StatusType.IMPLEMENTED, title="Пандуси стоять")
    factories.initiative(olena, type_=StatusType.MEASURED, title="Закрита", visibility=Visibility.TEAMS)

    page = client(stranger).get("/").text

    assert "Пандуси стоять" in page
    assert "Олена Савчук, Дмитро Гай" in page
    assert "Закрита" not in page


def test_home_takes_few_statements_whoever_looks(
    client: Clients, olena: Actor, dmytro: Actor, other_team: Team, now: datetime
) -> None:
    everything = people.person("Усе Разом", other_team, Role.COMMITTEE, Role.EDITOR, Role.ADMINISTRATOR)
    for author in (olena, everything):
        for type_ in (StatusType.NEW, StatusType.IN_PROGRESS, StatusType.IMPLEMENTED):
            number = factories.initiative(author, owner=everything, type_=type_)
            factories.follow(number, everything)
            factories.commented(number, dmytro)
    with transaction() as session:
        save_draft(session, everything, PROPOSAL, "k" * 22, {"title": "Чернетка"}, now=now)
    browser = client(everything)
    browser.get("/")

    with counted() as statements:
        browser.get("/")

    assert len(statements) <= MOST_A_PAGE, statements


@pytest.mark.parametrize(("language", "name"), [("uk", "Портал"), ("ru", "Портал"), ("en", "Portal")])
def test_a_portal_without_a_name_of_its_own_is_called_so_in_every_language(
    client: Clients, olena: Actor, language: str, name: str
) -> None:
    page = client(olena).get("/", headers={"Accept-Language": language}).text

    assert f"· {name}</title>" in page
    assert f"</svg>{name}</a>" in page


def test_what_is_to_be_read_and_to_be_checked_waits_on_the_home_page(
    client: Clients, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    article, yesterday = texts.item(olena, kind="article"), (now - timedelta(days=1)).date()
    with transaction() as session:
        row = session.get_one(KnowledgeItem, article.id)
        ask_to_acknowledge(session, row, olena, now=now)
        row.check_again_on = yesterday
    reader, keeper = client(dmytro).get("/").text, client(olena).get("/").text
    assert "1 текст просять прочитати" in reader
    assert "час перевірити" not in reader
    assert "1 текст, про який ви дбаєте, час перевірити" in keeper
    assert "просять прочитати" not in keeper
