"""The list: what it shows to whom, in which order, with which numbers, at what cost."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import insert_new, transaction
from portal.discussion.models import Follow
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.services.importing import ImportedInitiative, import_initiative
from portal.initiatives.services.planning import plan, restrict
from portal.initiatives.services.supporting import support
from portal.initiatives.views import filters
from portal.people.models import Area, Team
from tests.conftest import Clients
from tests.initiatives import factories
from tests.statements import counted


def shown(client: Clients, actor: Actor, query: str = "") -> list[str]:
    """Titles of a page in their order."""
    page = client(actor).get(f"/initiatives?{query}").get_data(as_text=True)
    return [part.split(">")[1].split("<")[0] for part in page.split('row-title">')[1:]]


def test_anonymous_visitors_are_sent_to_sign_in(client: Clients) -> None:
    answer = client().get("/initiatives")

    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_an_empty_portal_says_what_the_list_is_for(client: Clients, olena: Actor) -> None:
    page = client(olena).get("/initiatives")

    assert page.status_code == 200
    assert "/initiatives/new" in page.get_data(as_text=True)


def test_newest_stand_first(client: Clients, olena: Actor, now: datetime) -> None:
    factories.initiative(olena, title="Старіша пропозиція", now=now - timedelta(days=2))
    factories.initiative(olena, title="Новіша пропозиція", now=now)

    assert shown(client, olena) == ["Новіша пропозиція", "Старіша пропозиція"]


def test_sorting_by_support_and_by_activity(client: Clients, olena: Actor, dmytro: Actor, now: datetime) -> None:
    older = factories.initiative(olena, title="Старіша пропозиція", now=now - timedelta(days=2))
    factories.initiative(olena, title="Новіша пропозиція", now=now)
    with transaction() as session:
        support(session, session.get_one(Initiative, older.id), dmytro, now=now)

    assert shown(client, olena, "sort=support")[0] == "Старіша пропозиція"
    assert shown(client, olena, "sort=activity")[0] == "Новіша пропозиція"


def test_filters_choose(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, area: Area, care_team: Team, now: datetime
) -> None:
    factories.initiative(olena, title="Пропозиція в напрямі", area_id=area.id, tags=("доставка",))
    accepted = factories.initiative(stranger, StatusType.ACCEPTED, title="Прийнята пропозиція")
    with transaction() as session:
        support(session, session.get_one(Initiative, accepted.id), dmytro, now=now)
        values = {"person_id": dmytro.id, "item_kind": "initiative", "item_id": accepted.id, "at": now, "muted": False}
        insert_new(session, Follow, values, ["person_id", "item_kind", "item_id"])

    assert shown(client, dmytro, f"area={area.id}") == ["Пропозиція в напрямі"]
    assert shown(client, dmytro, "area=0") == ["Прийнята пропозиція"]
    assert shown(client, dmytro, "status=accepted") == ["Прийнята пропозиція"]
    assert shown(client, dmytro, "type=accepted") == ["Прийнята пропозиція"]
    assert len(shown(client, dmytro, "status=accepted&status=new")) == 2
    assert shown(client, dmytro, f"team={care_team.id}") == ["Пропозиція в напрямі"]
    assert shown(client, dmytro, "tag=доставка") == ["Пропозиція в напрямі"]
    assert shown(client, dmytro, f"author={stranger.id}") == ["Прийнята пропозиція"]
    assert shown(client, dmytro, "supported=1") == ["Прийнята пропозиція"]
    assert shown(client, dmytro, "followed=1") == ["Прийнята пропозиція"]
    assert shown(client, olena, "mine=1") == ["Пропозиція в напрямі"]
    assert shown(client, dmytro, "mine=1") == []


def test_overdue_is_what_is_decided_and_late(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    late = factories.initiative(olena, StatusType.IN_PROGRESS, title="Запізніла пропозиція")
    done = factories.initiative(olena, StatusType.IMPLEMENTED, title="Зроблена пропозиція")
    past = now - timedelta(days=3)
    with transaction() as session:
        for number in (late.id, done.id):
            row = session.get_one(Initiative, number)
            plan(session, row, hanna, owner_id=None, due_on=i18n.today(past), area_id=None, tags=[], now=past)

    assert shown(client, olena, "overdue=1") == ["Запізніла пропозиція"]


def test_incomplete_ones_can_be_found(client: Clients, hanna: Actor, olena: Actor, now: datetime) -> None:
    factories.initiative(olena)
    content = factories.texts(title="Уривок із файлу", solution="", outcome="")
    with transaction() as session:
        import_initiative(session, ImportedInitiative(external_id="f-1", texts=content), now=now)

    assert shown(client, hanna, "incomplete=1") == ["Уривок із файлу"]


def test_the_queue_is_what_is_not_decided_oldest_first_with_its_clock(
    client: Clients, hanna: Actor, olena: Actor, now: datetime
) -> None:
    factories.initiative(olena, title="Прийнята ініціатива", type_=StatusType.ACCEPTED, now=now - timedelta(days=30))
    factories.initiative(olena, title="Чекає коротше за всіх", now=now)
    factories.initiative(olena, title="Чекає найдовше за всіх", now=now - timedelta(days=9))
    factories.initiative(olena, title="Комітет уже розглядає", type_=StatusType.IN_REVIEW, now=now - timedelta(days=5))

    assert shown(client, hanna, "waiting=1&sort=oldest") == [
        "Чекає найдовше за всіх",
        "Комітет уже розглядає",
        "Чекає коротше за всіх",
    ]
    page = client(hanna).get("/initiatives?waiting=1&sort=oldest", headers={"Accept-Language": "en"}).text
    assert 'initiative-row-due late">first answer: ' in page
    assert "days over" in page
    assert 'initiative-row-due">first answer: ' in page
    assert re.search(r'initiative-row-due">decision: \d+ days left', page)


def test_the_clock_is_shown_in_the_queue_alone(client: Clients, olena: Actor, now: datetime) -> None:
    factories.initiative(olena, now=now - timedelta(days=9))

    assert "first answer: " not in client(olena).get("/initiatives", headers={"Accept-Language": "en"}).text


def test_the_oldest_first_lead_on_and_back(client: Clients, olena: Actor, now: datetime) -> None:
    for place in range(25):
        factories.initiative(olena, title=f"Пропозиція номер {place:02}", now=now - timedelta(days=place))

    first = client(olena).get("/initiatives?waiting=1&sort=oldest").text
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client(olena).get(older).text

    assert "Пропозиція номер 24" in first
    assert "Пропозиція номер 05" in first
    assert "Пропозиція номер 04" in second
    assert "Пропозиція номер 00" in second


def test_what_one_may_not_see_is_neither_listed_nor_counted(
    client: Clients, olena: Actor, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    made = factories.initiative(olena, title="Лише для своїх очей")
    with transaction() as session:
        restrict(session, session.get_one(Initiative, made.id), hanna, team_ids=[], now=now)

    page = client(stranger).get("/initiatives").get_data(as_text=True)
    assert "Лише для своїх очей" not in page
    assert '<span class="chip-count">1</span>' not in page
    own = client(olena).get("/initiatives").get_data(as_text=True)
    assert "Лише для своїх очей" in own
    assert '<span class="chip-count">1</span>' in own


def test_pages_lead_on_and_back(client: Clients, olena: Actor, now: datetime) -> None:
    for place in range(25):
        factories.initiative(olena, title=f"Пропозиція номер {place:02}", now=now - timedelta(minutes=place))

    first = client(olena).get("/initiatives").get_data(as_text=True)
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client(olena).get(older).get_data(as_text=True)

    assert second.count('class="initiative-row"') == 5
    assert "Пропозиція номер 24" in second
    assert 'rel="prev"' in second


@pytest.mark.parametrize(
    "query",
    ["area=x&status=nothing&team=-1&author=99999999999999999999&sort=worst&page=!", "tag=%20&mine=yes", "area=9"],
)
def test_a_broken_address_is_only_an_empty_wish(client: Clients, olena: Actor, query: str) -> None:
    assert client(olena).get(f"/initiatives?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "status=new&status=accepted", "mine=1&sort=support", "overdue=1&tag=x", "tag=доставка"]
)
def test_a_page_costs_at_most_six_statements(
    client: Clients, olena: Actor, dmytro: Actor, area: Area, query: str
) -> None:
    for _ in range(22):
        factories.initiative(olena, area_id=area.id, tags=("доставка",))
    browser = client(dmytro)
    browser.get("/initiatives")

    with counted() as statements:
        browser.get(f"/initiatives?{query}")

    assert len(statements) <= 6, statements


def test_the_pill_of_ones_own_cannot_be_pressed(client: Clients, olena: Actor, dmytro: Actor, session: Session) -> None:
    made = factories.initiative(olena)

    assert f"/initiatives/{made.id}/support" not in client(olena).get("/initiatives").get_data(as_text=True)
    assert f"/initiatives/{made.id}/support" in client(dmytro).get("/initiatives").get_data(as_text=True)


def test_whoever_has_none_yet_is_invited_to_propose(client: Clients, olena: Actor, dmytro: Actor) -> None:
    factories.initiative(olena)
    page = client(dmytro).get("/initiatives?mine=1").text
    main = page.split("<main")[1]
    assert "Ви ще нічого не подали" in main
    assert 'class="button" href="/initiatives/new"' in main
    assert "Ви ще нічого не подали" not in client(olena).get("/initiatives?mine=1").text
    assert "Ви ще нічого не подали" not in client(dmytro).get("/initiatives?mine=1&followed=1").text


def total(client: Clients, actor: Actor, query: str, language: str = "en") -> str | None:
    """What stands above the rows about how many they are in all."""
    page = client(actor).get(f"/initiatives?{query}", headers={"Accept-Language": language}).text
    found = re.search(r'<p class="muted list-total">([^<]+)</p>\s*<ol class="rows initiative-rows">', page)
    return found[1] if found else None


def test_how_many_fit_stands_above_them_where_it_is_known(
    client: Clients, olena: Actor, dmytro: Actor, area: Area
) -> None:
    for place in range(23):
        factories.initiative(olena, area_id=area.id if place < 21 else None, tags=("доставка",) if place < 22 else ())
    factories.initiative(olena, StatusType.ACCEPTED)

    assert total(client, dmytro, "") is None  # the first chip says it
    assert total(client, dmytro, "sort=support") is None
    assert total(client, dmytro, "status=accepted") == "1 initiative"  # one page has it
    assert total(client, dmytro, "status=new") == "23 initiatives"
    assert total(client, dmytro, "status=new&status=accepted") == "24 initiatives"
    assert total(client, dmytro, f"area={area.id}") == "21 initiatives"
    assert total(client, dmytro, "waiting=1") == "23 initiatives"
    assert total(client, olena, "mine=1&sort=support") == "24 initiatives"
    assert total(client, olena, "mine=1&waiting=1") is None  # two pages, and nobody has counted them
    assert total(client, dmytro, "tag=доставка") is None
    older = re.search(r'href="/initiatives\?([^"]*page=[^"]+)"', client(dmytro).get("/initiatives?tag=доставка").text)
    assert older is not None
    assert total(client, dmytro, older[1].replace("&amp;", "&")) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uk", ["1 ініціатива", "3 ініціативи", "Понад 5 ініціатив"]),
        ("ru", ["1 инициатива", "3 инициативы", "Больше 5 инициатив"]),
        ("en", ["1 initiative", "3 initiatives", "More than 5 initiatives"]),
    ],
)
def test_a_number_that_counting_stops_at_is_said_as_such(
    client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch, language: str, words: list[str]
) -> None:
    monkeypatch.setattr(filters, "COUNT_LIMIT", 5)
    for place in range(22):
        factories.initiative(olena, tags=("кава",) if place < 1 else ("чай",) if place < 4 else ())

    said = [total(client, olena, query, language) for query in ("tag=кава", "tag=чай", "waiting=1")]
    assert said == words


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("uk", {1: "1 коментар", 2: "2 коментарі", 5: "5 коментарів", 21: "21 коментар"}),
        ("ru", {1: "1 комментарий", 2: "2 комментария", 5: "5 комментариев", 21: "21 комментарий"}),
        ("en", {1: "1 comment", 2: "2 comments"}),
    ],
)
def test_a_row_counts_comments_and_calls_them_so(
    client: Clients, olena: Actor, language: str, forms: dict[int, str]
) -> None:
    for count in forms:
        made = factories.initiative(olena)
        with transaction() as session:
            session.get_one(Initiative, made.id).comment_count = count

    page = client(olena).get("/initiatives", headers={"Accept-Language": language}).text

    for words in forms.values():
        assert f"<span>{words}</span>" in page
