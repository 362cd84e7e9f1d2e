"""The proposal form and the edit form: nothing typed is lost, nothing is sent twice."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.models import Initiative, Origin, StatusType
from portal.initiatives.queries import get_visible
from portal.initiatives.services.planning import restrict
from portal.initiatives.services.submitting import edit
from portal.people.models import Area
from tests.conftest import Clients
from tests.initiatives import factories

KEY = "k" * 22
GOOD = {
    "submission_key": KEY,
    "kind": "problem",
    "title": "Пандуси біля нових магазинів",
    "problem": factories.PROBLEM,
    "solution": factories.SOLUTION,
    "outcome": factories.OUTCOME,
}


def the_only(session: Session) -> Initiative:
    return session.scalars(select(Initiative)).one()


def test_four_fields_are_enough(client: Clients, session: Session, olena: Actor) -> None:
    answer = client(olena).post("/initiatives/new", data={name: text for name, text in GOOD.items() if name != "kind"})
    made = the_only(session)
    assert answer.status_code == 302
    assert answer.location == f"/initiatives/{made.id}"
    assert (made.author_id, made.origin, made.status_type) == (olena.id, Origin.PROBLEM, StatusType.NEW)


def test_page_after_sending_says_what_happens_next(client: Clients, olena: Actor) -> None:
    page = client(olena).post("/initiatives/new", data=GOOD, follow_redirects=True)
    assert "Дякуємо" in page.text
    assert f'data-settled-draft="{KEY}"' in page.text


def test_everything_the_form_offers_is_kept(
    client: Clients, session: Session, olena: Actor, area: Area, now: datetime
) -> None:
    day = (now + timedelta(days=90)).date()
    more = {
        "kind": "opportunity",
        "metric_name": "Скарги на вхід",
        "metric_unit": "на місяць",
        "baseline": "1 204,5",
        "target": "0",
        "check_on": day.isoformat(),
        "tags": "Пандус, доступність; пандус",
        "area": str(area.id),
    }
    client(olena).post("/initiatives/new", data=GOOD | more)
    made = the_only(session)
    assert made.origin is Origin.OPPORTUNITY
    assert (made.metric_baseline, made.metric_target, made.metric_due_on) == (
        Decimal("1204.5"),
        Decimal(0),
        day,
    )
    assert [tag.name for tag in made.tags] == ["доступність", "пандус"]
    assert made.area_id == area.id


def test_sending_twice_leaves_one_initiative(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    places = {browser.post("/initiatives/new", data=GOOD).location for _ in range(2)}
    assert len(places) == 1
    assert session.scalar(select(func.count()).select_from(Initiative)) == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Заповніть"),
        ("title", "Пандус", "трохи більше"),
        ("problem", "коротко", "трохи більше"),
        ("solution", "", "Заповніть"),
        ("outcome", "x" * 20_001, "адовго"),
        ("baseline", "багато", "Напишіть число"),
        ("target", "9" * 20, "завелике"),
        ("target", "12", "Назвіть, що вимірюється"),
        ("metric_unit", "%", "Назвіть, що вимірюється"),
        ("check_on", "2040-01-01", "Назвіть, що вимірюється"),
        ("check_on", "завтра", "день"),
        ("check_on", "99999-01-01", "день"),
        ("area", "777", "Оберіть щось із переліку"),
        ("tags", ",".join(f"тег{n}" for n in range(9)), "до восьми"),
    ],
)
def test_a_fault_is_said_at_its_field_and_all_is_kept(
    client: Clients, session: Session, olena: Actor, field: str, typed: str, sentence: str
) -> None:
    answer = client(olena).post("/initiatives/new", data=GOOD | {"tags": "пандус", field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    for name, text in (GOOD | {field: typed}).items():
        if name != "area" and (name, typed) != (field, "777"):
            assert str(text)[:60] in answer.text, name
    assert session.scalar(select(func.count()).select_from(Initiative)) == 0


METRIC = {"metric_name": "Скарги на вхід", "baseline": "12", "target": "5"}


@pytest.mark.parametrize("day", ["2020-01-01", "2100-01-01"])
def test_a_number_cannot_be_checked_on_a_day_that_is_over_or_far_off(
    client: Clients, session: Session, olena: Actor, day: str
) -> None:
    answer = client(olena).post("/initiatives/new", data=GOOD | METRIC | {"check_on": day})
    assert answer.status_code == 422
    assert "Оберіть день після сьогодні й не далі ніж за три роки." in answer.text
    assert 'id="check_on-error-1"' in answer.text
    assert session.scalar(select(func.count()).select_from(Initiative)) == 0


def test_the_day_that_stands_may_be_over_when_the_rest_is_edited(
    client: Clients, session: Session, olena: Actor
) -> None:
    client(olena).post("/initiatives/new", data=GOOD | METRIC)
    with transaction() as writing:
        made = the_only(writing)
        made.metric_due_on, number, version = date(2020, 1, 1), made.id, str(made.version)
    address, kept = f"/initiatives/{number}/edit", METRIC | {"version": version}
    browser = client(olena)
    assert browser.post(address, data=GOOD | kept | {"check_on": "2020-01-02"}).status_code == 422
    assert browser.post(address, data=GOOD | kept | {"check_on": "2020-01-01"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ({"target": "10,5 %"}, "%", Decimal("10.5")),
        ({"baseline": "12%", "target": "10,5 %", "metric_unit": "%"}, "%", Decimal("10.5")),
        ({"baseline": "1 204 Дзвінки", "target": "-3 дзвінки"}, "дзвінки", Decimal(-3)),
        ({"target": "5 ₴/день"}, "₴/день", Decimal(5)),
    ],
)
def test_a_unit_beside_a_number_is_kept(
    client: Clients, session: Session, olena: Actor, typed: dict[str, str], unit: str, number: Decimal
) -> None:
    assert client(olena).post("/initiatives/new", data=GOOD | METRIC | typed).status_code == 302
    made = the_only(session)
    assert (made.metric_unit, made.metric_target) == (unit, number)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"target": "10,5 %", "metric_unit": "дні"}, "дні, %"),
        ({"baseline": "12 днів", "target": "10 %"}, "днів, %"),
        ({"target": "5 дзвінків від тих самих покупців"}, "адовго"),
        ({"target": "5 або 6"}, "Напишіть число"),
    ],
)
def test_units_that_cannot_be_kept_are_refused(
    client: Clients, session: Session, olena: Actor, typed: dict[str, str], sentence: str
) -> None:
    answer = client(olena).post("/initiatives/new", data=GOOD | METRIC | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(f'value="{words}"' in answer.text for name, words in typed.items() if name != "metric_unit")
    assert session.scalar(select(func.count()).select_from(Initiative)) == 0


def test_a_unit_is_shown_in_its_own_field_when_something_else_is_refused(client: Clients, olena: Actor) -> None:
    page = client(olena).post("/initiatives/new", data=GOOD | METRIC | {"title": "", "target": "10,5 %"}).text
    assert 'value="%"' in page
    assert 'value="10,5"' in page


def test_what_is_typed_as_html_is_shown_as_text(client: Clients, session: Session, olena: Actor) -> None:
    client(olena).post("/initiatives/new", data=GOOD | {"title": "<script>alert(1)</script>"})
    page = client(olena).get(f"/initiatives/{the_only(session).id}")
    assert "<script>alert" not in page.text


def test_anonymous_visitor_keeps_the_text_and_is_asked_to_sign_in(client: Clients, session: Session) -> None:
    answer = client().post("/initiatives/new", data=GOOD)
    assert answer.status_code == 401
    assert factories.PROBLEM in answer.text
    assert client().get("/initiatives/new").location.startswith("/sign-in")


# Editing


def edited(**changes: Any) -> dict[str, Any]:
    return {**GOOD, "version": "1", **changes}


def test_author_edits_and_the_page_shows_it(client: Clients, olena: Actor) -> None:
    made = factories.initiative(olena)
    browser = client(olena)
    page = browser.get(f"/initiatives/{made.id}/edit")
    assert factories.SOLUTION in page.text
    answer = browser.post(
        f"/initiatives/{made.id}/edit",
        data=edited(version=str(made.version), solution="Поставити пандуси й навчити охорону ними користуватися."),
    )
    assert answer.location == f"/initiatives/{made.id}"
    assert "навчити охорону" in browser.get(f"/initiatives/{made.id}").text


def test_edit_keeps_all_four_digits_of_a_number(client: Clients, session: Session, olena: Actor) -> None:
    client(olena).post("/initiatives/new", data=GOOD | {"metric_name": "Частка", "baseline": "0,1234"})
    assert 'value="0,1234"' in client(olena).get(f"/initiatives/{the_only(session).id}/edit").text


def test_two_edits_at_once_show_both_texts(client: Clients, olena: Actor, now: datetime) -> None:
    made = factories.initiative(olena)
    version, browser = made.version, client(olena)
    with transaction() as session:
        edit(
            session,
            get_visible(session, made.id, olena),
            olena,
            factories.texts(problem="Їхній текст, який з'явився тим часом у портала."),
            version=version,
            now=now,
        )
    mine = edited(version=str(version), problem="Мій текст, над яким я працювала півгодини.")
    answer = browser.post(f"/initiatives/{made.id}/edit", data=mine)
    assert answer.status_code == 409
    assert "Мій текст" in answer.text
    assert "Їхній текст" in answer.text
    standing = factories.fresh(made.id).version
    assert f'name="version" value="{standing}"' in answer.text
    assert browser.post(f"/initiatives/{made.id}/edit", data=mine | {"version": str(standing)}).status_code == 302
    assert factories.fresh(made.id).problem.startswith("Мій текст")


def test_others_may_not_edit(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = factories.initiative(olena)
    assert client(dmytro).get(f"/initiatives/{made.id}/edit").status_code == 403
    assert client(dmytro).post(f"/initiatives/{made.id}/edit", data=edited()).status_code == 403
    assert client().post(f"/initiatives/{made.id}/edit", data=edited()).status_code == 401


def test_withdrawn_one_is_hidden_from_others(client: Clients, olena: Actor, stranger: Actor) -> None:
    made = factories.initiative(olena)
    assert client(olena).post(f"/initiatives/{made.id}/withdraw").status_code == 302
    for address in ("", "/edit", "/revisions"):
        assert client(stranger).get(f"/initiatives/{made.id}{address}").status_code == 404
    client(olena).post(f"/initiatives/{made.id}/hand-in")
    assert client(stranger).get(f"/initiatives/{made.id}").status_code == 200


def test_only_the_author_takes_back(client: Clients, olena: Actor, hanna: Actor) -> None:
    made = factories.initiative(olena)
    assert client(hanna).post(f"/initiatives/{made.id}/withdraw").status_code == 403
    assert client().post(f"/initiatives/{made.id}/withdraw").status_code == 401


def test_revisions_show_the_words_that_changed_as_text(client: Clients, olena: Actor, now: datetime) -> None:
    made = factories.initiative(olena)
    with transaction() as session:
        texts = factories.texts(title=made.title, problem=factories.PROBLEM.replace("візочками", "<b>колясками</b>"))
        edit(session, get_visible(session, made.id, olena), olena, texts, version=made.version, now=now)
    page = client(olena).get(f"/initiatives/{made.id}/revisions")
    assert re.search(r"<del>.*візочками", page.text)
    assert "&lt;" in page.text
    assert "<b>колясками" not in page.text
    assert db.session().scalar(select(func.count()).select_from(Initiative)) == 1


def test_first_field_with_a_fault_takes_the_focus_and_names_it(client: Clients, olena: Actor) -> None:
    page = client(olena).post("/initiatives/new", data=GOOD | {"problem": "", "solution": "коротко"}).text
    focused = re.findall(r"<(?:input|textarea|div)[^>]* autofocus[^>]*>", page)
    assert len(focused) == 1
    assert 'id="problem"' in focused[0]
    described = re.search(r'aria-describedby="([^"]+)"', focused[0])
    assert described is not None
    assert "problem-error-1" in described[1].split()
    assert 'id="problem-error-1"' in page
    assert "novalidate" in page.split('id="propose"')[1].split(">")[0]


def test_tags_of_what_is_hidden_are_not_suggested(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    factories.initiative(olena, tags=("вхід",))
    factories.initiative(olena, StatusType.DRAFT, tags=("звільнення",))
    secret = factories.initiative(olena, tags=("зарплата",))
    with transaction() as session:
        restrict(session, get_visible(session, secret.id, hanna), hanna, team_ids=[], now=now)

    def suggested(actor: Actor) -> set[str]:
        return set(re.findall(r'<option value="([^"]+)"></option>', client(actor).get("/initiatives/new").text))

    assert suggested(dmytro) == {"вхід"}
    assert suggested(hanna) == {"вхід", "зарплата"}
    assert suggested(olena) == {"вхід", "зарплата", "звільнення"}
