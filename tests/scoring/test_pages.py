"""The pages of scoring as the committee meets them."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.discussion.models import Comment
from portal.initiatives.models import Initiative, StatusType
from portal.scoring.formulas import Kind
from portal.scoring.models import Round, Sheet
from portal.scoring.views import agreed as agreed_views
from tests.conftest import Clients
from tests.initiatives import factories
from tests.scoring.factories import (
    agreed,
    called,
    chosen,
    given,
    known,
    members,
    numbers,
    own_model,
    scored,
    seen,
    version,
)
from tests.statements import MOST_A_PAGE, counted

ENGLISH = {"Accept-Language": "en"}
DAY = timedelta(days=1)


def sheet(impact: int, effort: int, **more: str) -> dict[str, str]:
    """What the form of the usual model sends."""
    used = str(known().in_use.id)
    return {"version": used, "on_impact": str(impact), "on_effort": str(effort), **more}


def test_ten_in_a_row(client: Clients, olena: Actor, hanna: Actor, now: datetime) -> None:
    """From one to the next with nothing but the forms, and at the end back to the overview."""
    made = [factories.initiative(olena, now=now - n * DAY).id for n in range(10, 0, -1)]
    browser = client(hanna)
    place = browser.get("/scoring/next").location
    for number in made:
        assert place == f"/scoring/{number}"
        page = browser.get(place, headers=ENGLISH).text
        assert page.count('type="radio"') == 10
        answer = browser.post(place, data=sheet(4, 2), headers=ENGLISH)
        assert answer.status_code == 303
        place = answer.location
    assert place == "/scoring"
    assert db.session().scalars(select(Sheet.result)).all() == [2] * 10
    assert "That was the last one" in browser.get(place, headers=ENGLISH).text


def test_a_refused_sheet_keeps_what_was_chosen(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    data = {"version": str(known().in_use.id), "on_impact": "4", "note": "Бачу щодня"}
    answer = client(hanna).post(f"/scoring/{number}", data=data, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Please fill this in" in answer.text
    assert re.search(r'name="on_impact" value="4" required checked', answer.text)
    assert "Бачу щодня" in answer.text


@pytest.mark.parametrize("reach", ["", "багато", "0", "9" * 30, "1e9999999"])
def test_a_number_that_is_none_is_said_at_its_field(client: Clients, olena: Actor, hanna: Actor, reach: str) -> None:
    chosen(hanna, version(Kind.RICE).id, for_waiting=True)
    number = factories.initiative(olena).id
    data = {"version": str(known().in_use.id), "on_reach": reach, "on_impact": "1", "on_confidence": "0.8"}
    answer = client(hanna).post(f"/scoring/{number}", data={**data, "on_effort": "1,5"}, headers=ENGLISH)
    assert answer.status_code == 422
    assert 'href="#on_reach"' in answer.text
    good = client(hanna).post(f"/scoring/{number}", data={**data, "on_reach": "1 200", "on_effort": "1,5"})
    assert good.status_code == 303
    assert db.session().scalars(select(Sheet.result)).all() == [640]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("on_reach", "1 200 %", "The unit here is people a month"),
        ("on_effort", "2 days", "The unit here is weeks of one person"),
        ("on_reach", "1 200 people", ""),
        ("on_effort", "1,5 weeks of one person", ""),
    ],
)
def test_a_number_keeps_to_what_it_counts(
    client: Clients, olena: Actor, hanna: Actor, field: str, typed: str, said: str
) -> None:
    chosen(hanna, version(Kind.RICE).id, for_waiting=True)
    number = factories.initiative(olena).id
    data = {"on_reach": "1200", "on_impact": "1", "on_confidence": "0.8", "on_effort": "1,5", field: typed}
    answer = client(hanna).post(f"/scoring/{number}", data=data | {"version": str(known().in_use.id)}, headers=ENGLISH)
    assert answer.status_code == (422 if said else 303)
    assert said in answer.text
    assert not said or f'value="{typed}"' in answer.text


def test_support_and_formula_stand_beside_the_sheet(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    page = client(hanna).get(f"/scoring/{number}", headers=ENGLISH).text
    assert "never reckoned into it" in page
    assert "impact ÷ effort" in page
    assert "American Society for Quality" in page
    assert factories.PROBLEM in page


def test_compared_side_by_side_with_what_to_talk_about(client: Clients, olena: Actor, hanna: Actor) -> None:
    number, (roman, iryna) = factories.initiative(olena).id, members(2)
    scored(number, roman, 5, 1, note="Питають щодня")
    scored(number, iryna, 4, 5)
    browser = client(hanna)
    answer = browser.post(f"/scoring/{number}", data=sheet(4, 2, then="together"))
    assert answer.location == f"/scoring/{number}"
    page = browser.get(answer.location, headers=ENGLISH).text
    assert "3 of you have scored. That is enough to agree." in page
    assert "You differ most on “Effort”: from 1 (Роман Глибокий) to 5 (Ірина Зеленська)" in page
    assert "Питають щодня" in page
    assert "4 ÷ 2 = 2" in page
    assert re.search(r'name="on_effort" value="2" required checked', page)


def test_a_median_between_two_steps_leaves_the_choice_open(client: Clients, olena: Actor, hanna: Actor) -> None:
    number, others = factories.initiative(olena).id, members(3)
    for actor, impact in zip((hanna, *others), (3, 3, 4, 4), strict=True):
        scored(number, actor, impact, 2)
    browser, going_on = client(hanna), seen(number, hanna).open
    page = browser.get(f"/scoring/{number}", headers=ENGLISH).text
    assert "median 3.5, between two steps" in page
    assert not re.search(r'name="on_impact" value="\d" required checked', page)
    assert re.search(r'name="on_effort" value="2" required checked', page)
    assert "made of the medians" in page
    assert going_on is not None
    unchanged = browser.post(f"/scoring/{number}/agree", data={"version": str(going_on.id), "on_effort": "2"})
    assert unchanged.status_code == 422


def test_what_is_accepted_is_no_more_to_be_compared_and_agreed(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    """Unless the committee is called to it anew."""
    number, others = factories.initiative(olena, title="Вже прийнято").id, members(2)
    for actor in (hanna, *others):
        scored(number, actor, 4, 2)
    browser = client(hanna)
    assert "Вже прийнято" in browser.get("/scoring").text
    with transaction() as session:
        row = session.get_one(Initiative, number)
        factories.change_status(session, row, None, factories.status(StatusType.ACCEPTED), now=now)
    assert "Вже прийнято" not in browser.get("/scoring").text
    page = browser.get(f"/scoring/{number}", headers=ENGLISH).text
    assert "It was accepted before you agreed on a score." in page
    assert f'action="/scoring/{number}/agree"' not in page
    with pytest.raises(Invalid):
        agreed(number, hanna, numbers(impact=4, effort=2))

    called(number, hanna, Kind.IMPACT_EFFORT)
    assert "Вже прийнято" in browser.get("/scoring").text
    agreed(number, hanna, numbers(impact=4, effort=2))
    assert "Agreed: 2" in browser.get(f"/scoring/{number}", headers=ENGLISH).text


def test_agreed_from_the_page(client: Clients, olena: Actor, hanna: Actor) -> None:
    number, others = factories.initiative(olena).id, members(2)
    for actor in (hanna, *others):
        scored(number, actor, 4, 2)
    browser, going_on = client(hanna), seen(number, hanna).open
    assert going_on is not None
    data = {"version": str(going_on.id), "on_impact": "5", "on_effort": "2", "note": "Зробимо в одному магазині"}
    assert browser.post(f"/scoring/{number}/agree", data=data).status_code == 303
    page = browser.get(f"/scoring/{number}", headers=ENGLISH).text
    assert "Agreed: 2.5" in page
    assert "Зробимо в одному магазині" in page
    assert browser.post(f"/scoring/{number}/agree", data=data).status_code == 409
    ranking = browser.get("/scoring/agreed", headers=ENGLISH).text
    assert "5 ÷ 2 = 2.5" in ranking


def test_too_few_see_no_form_to_agree(client: Clients, olena: Actor, hanna: Actor) -> None:
    number, _others = factories.initiative(olena).id, members(3)
    scored(number, hanna)
    page = client(hanna).get(f"/scoring/{number}", headers=ENGLISH).text
    assert "1 of you has scored. 2 more are needed to agree." in page
    assert "/agree" not in page
    assert f"/scoring/{number}?correct=1" in page


def test_a_note_to_the_committee_comes_back_here(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    scored(number, hanna)
    page = client(hanna).get(f"/scoring/{number}").text
    key = re.search(r'name="submission_key" value="([^"]+)"', page)
    assert key is not None
    data = {"body": "Поговорімо про зусилля", "internal": "y", "back": f"/scoring/{number}", "submission_key": key[1]}
    answer = client(hanna).post(f"/discussion/initiative/{number}/comments", data=data)
    assert answer.location == f"/scoring/{number}"
    assert db.session().scalars(select(Comment.internal)).all() == [True]


def test_the_matrix_is_drawn_with_its_table(client: Clients, olena: Actor, hanna: Actor) -> None:
    done, going_on, blind = (factories.initiative(olena).id for _ in range(3))
    roman, iryna = members(2)
    for actor in (hanna, roman, iryna):
        scored(done, actor, 5, 1)
    agreed(done, hanna, numbers(impact=5, effort=1))
    scored(going_on, hanna, 2, 5)
    scored(blind, roman, 1, 1)
    page = client(hanna).get("/scoring/matrix", headers=ENGLISH).text
    assert page.count('class="matrix-dot') == 2
    assert page.count("matrix-open") == 1
    assert f'href="/scoring/{done}" aria-label="1. ' in page
    table = page.split('class="matrix-table"')[1]
    assert f'href="/scoring/{done}"' in table
    assert f'href="/scoring/{going_on}"' in table
    assert f'href="/scoring/{blind}"' not in page


def test_values_of_two_models_stand_apart_beside_the_matrix(client: Clients, olena: Actor, hanna: Actor) -> None:
    low, other, high = (
        factories.initiative(olena, title=title).id for title in ("Мала справа", "Інша справа", "Велика справа")
    )
    scored(low, hanna, 4, 2)
    called(other, hanna, Kind.ICE)
    given(other, hanna, numbers(impact=9, confidence=9, ease=9))
    scored(high, hanna, 5, 1)
    table = client(hanna).get("/scoring/matrix", headers=ENGLISH).text.split('class="matrix-table"')[1]
    assert sorted(("Мала", "Велика"), key=table.index) == ["Велика", "Мала"]
    assert not table.index("Велика") < table.index("Інша") < table.index("Мала")
    assert re.search(r">9<span class=\"check-note\">ICE", table)


def test_a_matrix_with_no_room_left_says_how_many_it_leaves_out(
    client: Clients, olena: Actor, hanna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _place in range(3):
        scored(factories.initiative(olena).id, hanna)
    browser = client(hanna)
    assert "drawn:" not in browser.get("/scoring/matrix", headers=ENGLISH).text
    monkeypatch.setattr(agreed_views, "MOST_POINTS", 2)
    page = browser.get("/scoring/matrix", headers=ENGLISH).text
    assert page.count('class="matrix-dot') == 2
    assert "1 more isn&#39;t drawn:" in page


def test_the_ranking_is_taken_away(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, title="Пандуси біля крамниць").id
    scored(number, hanna, 5, 2)
    agreed(number, hanna, numbers(impact=5, effort=2), note="=HYPERLINK()")
    text = client(hanna).get("/scoring/agreed/export.csv", headers=ENGLISH).get_data(as_text=True)
    assert "Пандуси біля крамниць" in text
    assert "5 ÷ 2 = 2.5" in text
    assert "'=HYPERLINK" in text
    assert client(hanna).get("/scoring/agreed/export.xlsx").status_code == 200
    assert client(hanna).get("/scoring/agreed/export.pdf").status_code == 404


def test_the_page_of_an_initiative_says_it_to_the_committee_alone(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, lidiia: Actor
) -> None:
    number = factories.initiative(olena).id
    assert f'class="button" href="/scoring/{number}"' in client(hanna).get(f"/initiatives/{number}").text
    scored(number, hanna, 5, 2)
    agreed(number, hanna, numbers(impact=5, effort=2))
    page = client(hanna).get(f"/initiatives/{number}", headers=ENGLISH).text
    assert '<strong class="score-value">2.5</strong>' in page
    for other in (olena, dmytro, lidiia):
        assert "score-panel" not in client(other).get(f"/initiatives/{number}").text
    own = factories.initiative(hanna).id
    assert "score-panel" not in client(hanna).get(f"/initiatives/{own}").text
    assert client(hanna).get(f"/scoring/{own}").status_code == 403


def test_everybody_is_asked_by_another_model(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena).id
    answer = client(hanna).post(f"/scoring/{number}/call", data={"version": str(version(Kind.ICE).id)})
    assert answer.status_code == 303
    page = client(hanna).get(f"/scoring/{number}", headers=ENGLISH).text
    assert page.count('type="radio"') == 30
    assert "Hacking Growth" in page


def test_others_meet_nothing_of_it(client: Clients, olena: Actor, marta: Actor, lidiia: Actor) -> None:
    number = factories.initiative(olena).id
    for actor in (olena, marta, lidiia):
        for path in ("/scoring", "/scoring/next", f"/scoring/{number}", "/scoring/agreed", "/scoring/matrix"):
            assert client(actor).get(path).status_code == 403
        assert client(actor).post(f"/scoring/{number}", data=sheet(1, 1)).status_code == 403
    assert client(lidiia).get("/scoring/models").status_code == 200
    assert client(olena).get("/scoring/models").status_code == 403


def test_the_right_is_asked_for_before_the_form(client: Clients, olena: Actor, hanna: Actor) -> None:
    """What is at work is scored no more, be the form whole or not."""
    number = factories.initiative(olena).id
    scored(number, hanna, 5, 2)
    with transaction() as session:
        row = session.get_one(Initiative, number)
        factories.change_status(session, row, None, factories.status(StatusType.IN_PROGRESS), now=row.submitted_at)
    for path in (f"/scoring/{number}", f"/scoring/{number}/agree"):
        for data in ({}, sheet(1, 1)):
            assert client(hanna).post(path, data=data).status_code == 403, path


def test_the_navigation_counts_what_waits(client: Clients, olena: Actor, hanna: Actor) -> None:
    numbers_ = [factories.initiative(olena).id for _ in range(3)]
    factories.initiative(hanna)
    scored(numbers_[0], hanna)
    factories.initiative(olena, StatusType.DECLINED)
    link = client(hanna).get("/").text.split('href="/scoring"')[1].split("</a>")[0]
    assert 'rail-count">2<' in link
    assert 'href="/scoring"' not in client(olena).get("/").text


# How it is scored.


def model_form(**changes: str) -> dict[str, str]:
    """Two criteria that give and one that costs."""
    rows = [("Клієнти", "gain", "3"), ("Час", "gain", "2"), ("Зусилля", "cost", "1")]
    data = {"uk": "Наші критерії", "ru": "Наши критерии", "en": "Our criteria", "number": "0"}
    for place, (name, part, weight) in enumerate(rows):
        data |= {f"criteria-{place}-uk": name, f"criteria-{place}-part": part, f"criteria-{place}-weight": weight}
    for place in range(3, 8):
        data |= {f"criteria-{place}-uk": "", f"criteria-{place}-part": "gain", f"criteria-{place}-weight": ""}
    return data | changes


def test_a_weight_is_a_number_of_nothing(client: Clients, hanna: Actor) -> None:
    answer = client(hanna).post("/scoring/models/new", data=model_form(**{"criteria-0-weight": "40 %"}))
    assert answer.status_code == 422
    assert "Напишіть саме число, без одиниці." in answer.text
    assert 'value="40 %"' in answer.text


def test_own_criteria_are_made_changed_and_used(client: Clients, hanna: Actor) -> None:
    browser = client(hanna)
    assert browser.post("/scoring/models/new", data=model_form()).status_code == 303
    model = next(one for one in known().models if one.kind is Kind.WEIGHTED)
    page = browser.get(f"/scoring/models/{model.id}", headers=ENGLISH).text
    assert "(3 × Клієнти + 2 × Час) ÷ 5 ÷ Зусилля" in page
    keys = {f"criteria-{place}-key": one.key for place, one in enumerate(model.newest.own)}
    changed = model_form(number="1", **{**keys, "criteria-1-weight": "5"})
    assert browser.post(f"/scoring/models/{model.id}", data=changed).status_code == 303
    stale = browser.post(f"/scoring/models/{model.id}", data=changed, headers=ENGLISH)
    assert stale.status_code == 422
    assert "another version meanwhile" in stale.text
    newest = next(one for one in known().models if one.id == model.id).newest
    assert (newest.number, [one.key for one in newest.own]) == (2, ["c1", "c2", "c3"])
    data = {"version": str(newest.id), "quorum": "2", "for_waiting": "y"}
    assert browser.post("/scoring/models", data=data).status_code == 303
    assert (known().in_use.id, known().quorum) == (newest.id, 2)
    assert "Our criteria, version 2" in browser.get("/scoring/models", headers=ENGLISH).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"uk": ""}, {"criteria-0-weight": "0"}, {"criteria-0-weight": "x"}, {"criteria-0-part": "?"},
        {"criteria-1-uk": "Клієнти"}, {"criteria-0-uk": "", "criteria-1-uk": ""}, {"criteria-0-hint": "х" * 300},
    ],
)  # fmt: skip
def test_what_makes_no_sense_stays_in_the_form(client: Clients, hanna: Actor, wrong: dict[str, str]) -> None:
    answer = client(hanna).post("/scoring/models/new", data=model_form(**wrong), headers=ENGLISH)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert all(one.kind is not Kind.WEIGHTED for one in known().models)


@pytest.mark.parametrize(
    "wrong", [{"quorum": "0"}, {"quorum": "x"}, {"quorum": ""}, {"version": "999"}, {"version": ""}]
)
def test_a_choice_that_makes_no_sense_is_refused(client: Clients, hanna: Actor, wrong: dict[str, str]) -> None:
    data = {"version": str(version(Kind.ICE).id), "quorum": "2", **wrong}
    assert client(hanna).post("/scoring/models", data=data).status_code == 422
    assert known().settings == ()


def test_the_portals_own_models_are_not_to_be_changed(client: Clients, hanna: Actor) -> None:
    rice = version(Kind.RICE).model_id
    assert client(hanna).get(f"/scoring/models/{rice}").status_code == 404
    assert client(hanna).post(f"/scoring/models/{rice}/retire").status_code == 404
    assert client(hanna).get("/scoring/models/999").status_code == 404


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_pages_speak_each_language_and_ask_little(
    client: Clients, olena: Actor, hanna: Actor, now: datetime, language: str
) -> None:
    others, made = members(2), [factories.initiative(olena, now=now - n * DAY).id for n in range(12)]
    chosen(hanna, own_model(hanna), now=now - 40 * DAY)
    for number in made[:6]:
        for actor in (hanna, *others):
            given(number, actor, numbers(c1=4, c2=3, c3=2), note="Так")
    for number in made[:3]:
        agreed(number, hanna, numbers(c1=4, c2=3, c3=2))
    called(made[0], hanna, Kind.RICE)
    model = next(one for one in known().models if one.kind is Kind.WEIGHTED)
    browser = client(hanna)
    for path in (
        "/scoring", f"/scoring/{made[0]}", f"/scoring/{made[1]}", f"/scoring/{made[4]}", f"/scoring/{made[9]}",
        "/scoring/agreed", "/scoring/matrix", "/scoring/models", "/scoring/models/new", f"/scoring/models/{model.id}",
    ):  # fmt: skip
        browser.get(path)
        with counted() as statements:
            assert browser.get(path, headers={"Accept-Language": language}).status_code == 200
        assert len(statements) <= MOST_A_PAGE, path + "\n" + "\n".join(statements)
    assert db.session().scalars(select(Round.id)).all()
