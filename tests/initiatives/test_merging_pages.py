"""The pages of merging, without a script: found, seen, done, undone; old addresses lead on."""

from datetime import datetime, timedelta

import pytest

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.discussion.services.comments import withdraw_comment
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries import get_visible
from portal.initiatives.services.choosing import choose_solution
from portal.initiatives.services.supporting import withdraw_support
from portal.people.models import Role, Team
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories
from tests.initiatives.merging_factories import REASON, merged, parted, said, supported
from tests.initiatives.solution_factories import do, propose


@pytest.fixture
def doors(dmytro: Actor) -> int:
    """Its twin, by the colleague."""
    return factories.initiative(dmytro, title="Магазини досі без пандуса").id


def test_look_alikes_are_found_by_title_words_and_number(
    client: Clients, ramps: int, doors: int, mentor: Actor, hanna: Actor
) -> None:
    apart = factories.initiative(mentor, title="Графік змін на свята").id
    browser = client(hanna)
    page = browser.get(f"/initiatives/{ramps}/merge").text
    assert f'value="{doors}"' in page
    assert f'value="{apart}"' not in page
    for words in ("змін", f"№ {apart}", str(apart)):
        assert f'value="{apart}"' in browser.get(f"/initiatives/{ramps}/merge", query_string={"q": words}).text
    marked = browser.get(f"/initiatives/{ramps}/merge", query_string={"q": "змін", "with": doors}).text
    assert f'value="{doors}" checked' in marked


def test_what_comes_of_it_is_said_in_words_before(
    client: Clients, ramps: int, doors: int, stranger: Actor, mentor: Actor, hanna: Actor, now: datetime
) -> None:
    supported(ramps, stranger, mentor, now=now)
    supported(doors, mentor, now=now)
    page = client(hanna).get(f"/initiatives/{ramps}/merge/preview", query_string={"with": doors})
    assert page.status_code == 200
    assert "2 + 1 → 2" in page.text
    assert "Дмитро Гай" in page.text
    other = client(hanna).get(f"/initiatives/{ramps}/merge/preview", query_string={"with": doors, "survivor": doors})
    assert "1 + 2 → 2" in other.text
    assert client(hanna).get(f"/initiatives/{ramps}/merge/preview").status_code == 422


def test_solutions_and_whose_choice_holds_are_said_before(
    client: Clients, ramps: int, doors: int, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    preview = f"/initiatives/{ramps}/merge/preview"
    assert "буде ще" in client(hanna).get(preview, query_string={"with": doors}).text  # what its author wrote
    for number in (doors, ramps):
        do(choose_solution, propose(number, stranger, now).id, hanna, now)
    page = client(hanna).get(preview, query_string={"with": doors, "survivor": ramps}).text
    assert f"рішенням № {ramps} буде ще 3" in page
    assert f"обране в № {ramps}" in page
    page = client(hanna).get(preview, query_string={"with": doors, "survivor": doors}).text
    assert f"обране в № {doors}" in page


def test_what_would_come_back_is_counted_without_what_was_taken_back(
    client: Clients, ramps: int, doors: int, stranger: Actor, mentor: Actor, hanna: Actor, now: datetime
) -> None:
    supported(doors, stranger, mentor, now=now)
    talk = [said(doors, person, now=now) for person in (stranger, mentor)]
    propose(doors, stranger, now)
    merged(hanna, ramps, doors, now=now)
    page = client(hanna).get(f"/initiatives/{doors}/part").text
    assert all(words in page for words in ("2 голоси", "2 коментарі", "1 рішення"))
    with transaction() as session:
        withdraw_support(session, get_visible(session, ramps, mentor), mentor, now=now)
        withdraw_comment(session, talk[1], mentor, now=now)
    page = client(hanna).get(f"/initiatives/{doors}/part").text
    assert all(words in page for words in ("1 голос.", "1 коментар.", "1 рішення"))


def test_one_that_may_stay_is_offered_to_stay(client: Clients, ramps: int, mentor: Actor, hanna: Actor) -> None:
    declined = factories.initiative(mentor, StatusType.DECLINED).id
    with transaction() as session:
        session.get_one(Initiative, declined).support_count = 5

    page = client(hanna).get(f"/initiatives/{ramps}/merge/preview", query_string={"with": declined}).text

    assert f'name="survivor" value="{ramps}" checked' in page


def test_merging_leads_to_what_stays_and_can_be_undone_at_once(
    client: Clients, ramps: int, doors: int, hanna: Actor
) -> None:
    browser = client(hanna)
    sent = {"with": doors, "survivor": ramps, "reason": REASON}
    answer = browser.post(f"/initiatives/{doors}/merge", data={**sent, "with": ramps})
    assert answer.status_code == 303
    assert answer.location == f"/initiatives/{ramps}#merged"
    page = browser.get(f"/initiatives/{ramps}").text
    undo = f"/initiatives/{ramps}/merge/undo?twin={doors}"
    assert undo in page
    assert "Магазини досі без пандуса" in page
    assert REASON in page
    assert browser.post(undo).status_code == 303
    assert factories.fresh(doors).status_type is StatusType.NEW
    assert browser.post(undo).status_code == 409


def test_undoing_without_a_reason_is_for_who_merged_and_for_an_hour(
    client: Clients, ramps: int, doors: int, care_team: Team, hanna: Actor, now: datetime
) -> None:
    other = people.person("Інна Інша", care_team, Role.COMMITTEE)
    merged(hanna, ramps, doors, now=now)
    undo = f"/initiatives/{ramps}/merge/undo?twin={doors}"
    assert client(other).post(undo).status_code == 403
    parted(hanna, doors, now=now)
    merged(hanna, ramps, doors, now=now - timedelta(hours=2))
    assert client(hanna).post(undo).status_code == 403


def test_a_merge_without_a_reason_is_refused_and_what_was_typed_is_kept(
    client: Clients, ramps: int, doors: int, hanna: Actor
) -> None:
    sent = {"with": doors, "survivor": ramps, "reason": "те саме ж"}
    answer = client(hanna).post(f"/initiatives/{ramps}/merge", data=sent)
    assert answer.status_code == 422
    assert "те саме ж" in answer.text
    assert f'name="with" value="{doors}"' in answer.text
    assert factories.fresh(doors).status_type is StatusType.NEW


def test_parting_asks_why_and_leads_to_what_is_by_itself_again(
    client: Clients, ramps: int, doors: int, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    said(doors, stranger, now=now)
    merged(hanna, ramps, doors, now=now)
    browser, address = client(hanna), f"/initiatives/{doors}/part"
    assert browser.get(address).status_code == 200
    refused = browser.post(address, data={"reason": "ні, різні"})
    assert refused.status_code == 422
    assert "ні, різні" in refused.text
    answer = browser.post(address, data={"reason": REASON})
    assert (answer.status_code, answer.location) == (303, f"/initiatives/{doors}")
    assert browser.get(address).status_code == 404
    assert browser.get(f"/initiatives/{doors}").status_code == 200


@pytest.mark.parametrize("address", ["", "/edit", "/plan", "/move", "/restrict", "/merge"])
def test_old_addresses_lead_on(
    client: Clients, ramps: int, doors: int, newcomer: Actor, hanna: Actor, now: datetime, address: str
) -> None:
    last = factories.initiative(newcomer).id
    merged(hanna, ramps, doors, now=now)
    merged(hanna, last, ramps, now=now)
    answer = client(hanna).get(f"/initiatives/{doors}{address}")
    assert answer.status_code == 303
    assert answer.location == f"/initiatives/{last}?from={doors}"
    page = client(hanna).get(answer.location).text
    assert f"№ {doors}" in page


def test_the_twin_stays_readable_on_a_page_of_its_own(
    client: Clients, ramps: int, doors: int, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    browser = client(stranger)
    assert browser.get(f"/initiatives/{doors}/twin").location == f"/initiatives/{doors}"
    merged(hanna, ramps, doors, now=now)
    page = browser.get(f"/initiatives/{doors}/twin")
    assert page.status_code == 200
    assert factories.OUTCOME in page.text
    assert REASON in page.text
    assert f"/initiatives/{ramps}" in page.text
    assert "/part" not in page.text
    assert browser.get(f"/initiatives/{doors}/revisions").status_code == 200


def test_what_is_sent_to_a_twins_old_form_arrives_or_is_kept(
    client: Clients, ramps: int, doors: int, stranger: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    merged(hanna, ramps, doors, now=now)
    browser = client(stranger)
    told = browser.post(f"/initiatives/{doors}/support/details", data={"evidence": "Щодня"}, follow_redirects=False)
    assert (told.status_code, told.location) == (307, f"/initiatives/{ramps}/support/details")
    assert browser.post(told.location, data={"evidence": "Щодня"}).status_code == 302
    assert factories.fresh(ramps).support_count == 1
    talk = browser.post(f"/discussion/initiative/{doors}/comments", data={"body": "І в нас так само."})
    assert talk.location.startswith(f"/initiatives/{ramps}#comment-")
    edited = client(dmytro).post(f"/initiatives/{doors}/edit", data={"problem": "Довгий новий текст про двері."})
    assert edited.status_code == 409
    assert "Довгий новий текст про двері." in edited.text
    moved = client(hanna).post(f"/initiatives/{doors}/move", data={"to": 8, "reason": "Дуже довга відповідь комітету."})
    assert moved.status_code == 409
    assert "Дуже довга відповідь комітету." in moved.text


def test_a_reply_to_what_has_gone_back_is_kept_to_be_sent_again(
    client: Clients, ramps: int, doors: int, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    top = said(doors, stranger, now=now)
    merged(hanna, ramps, doors, now=now)
    parted(hanna, doors, now=now)
    sent = {"body": "Згодна, і ще в Полтаві.", "parent_id": top}
    answer = client(hanna).post(f"/discussion/initiative/{ramps}/comments", data=sent)
    assert answer.status_code == 409
    assert "Згодна, і ще в Полтаві." in answer.text
    assert f'value="{top}"' not in answer.text


def test_a_reply_that_stayed_says_what_it_answers(
    client: Clients, ramps: int, doors: int, stranger: Actor, mentor: Actor, hanna: Actor, now: datetime
) -> None:
    top = said(doors, stranger, now=now)
    merged(hanna, ramps, doors, now=now)
    said(ramps, mentor, to=top, now=now)
    parted(hanna, doors, now=now)
    page = client(hanna).get(f"/initiatives/{ramps}").text
    assert f'href="/discussion/comments/{top}"' in page
    assert "Захар Чужий" in page


def test_lists_show_merged_ones_under_their_status_alone(
    client: Clients, ramps: int, doors: int, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    merged(hanna, ramps, doors, now=now)
    browser = client(dmytro)
    for address in ("/initiatives", "/initiatives?mine=1", "/initiatives?followed=1"):
        page = browser.get(address).text
        assert "Магазини досі без пандуса" not in page, address
        assert "Пандуси біля нових магазинів" in page, address
    assert "Магазини досі без пандуса" in browser.get("/initiatives?status=merged").text


def test_co_authors_are_named_on_the_page(
    client: Clients, ramps: int, doors: int, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    merged(hanna, ramps, doors, now=now)
    page = client(stranger).get(f"/initiatives/{ramps}").text
    assert "Дмитро Гай" in page.split('class="byline"')[1].split("</p>")[0]


def test_only_who_may_sees_the_ways_to_merge_and_part(
    client: Clients, ramps: int, doors: int, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    assert f"/initiatives/{ramps}/merge" in client(hanna).get(f"/initiatives/{ramps}").text
    assert f"/initiatives/{ramps}/merge" not in client(stranger).get(f"/initiatives/{ramps}").text
    merged(hanna, ramps, doors, now=now)
    assert f"/initiatives/{doors}/part" in client(hanna).get(f"/initiatives/{ramps}").text
    assert f"/initiatives/{doors}/part" not in client(stranger).get(f"/initiatives/{ramps}").text
