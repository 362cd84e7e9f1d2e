"""The outline of a track: what an editor moves, types and adds in it, alone and beside others."""

import re

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.core.actor import Actor
from portal.core.db import db
from portal.onboarding.models import Track
from portal.onboarding.queries.tracks import draft_of, section_rows, step_rows, version_at_work
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.onboarding import track_factories as tracks


def told(made: Track) -> list[str]:
    """The order as the form of the outline sends it."""
    session = db.session()
    session.rollback()
    names = []
    version = version_at_work(session, session.get_one(Track, made.id))
    steps = step_rows(session, version.id)
    for part in section_rows(session, version.id):
        names += [f"section:{part.key}", *(f"step:{row.key}" for row in steps if row.section_id == part.id)]
    return names


def opened(client: Clients, editor: Actor, made: Track) -> MultiDict[str, str]:
    """All fields of the outline's form, as they are when it is opened."""
    page = client(editor).get(f"/tracks/{made.id}/edit").text
    form = page[page.index('id="outline"') : page.index("</form>", page.index('id="outline"'))]
    tags = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form)]
    return MultiDict([(tag["name"], tag["value"]) for tag in tags])


def numbers_of(session: Session, made: Track) -> dict[str, tuple[int, int | None]]:
    session.rollback()
    draft = draft_of(session, made.id)
    assert draft is not None
    return {row.title: (row.minutes, row.due_day) for row in step_rows(session, draft.id)}


def test_arrows_move_and_numbers_are_kept_without_a_script(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка")
    keys = tracks.keys(made)
    numbers = {f"minutes-{key}": "15" for key in keys.values()} | {f"day-{keys['Чаювання']}": "2"}
    form = {"order": told(made), "do": f"up:step:{keys['Прогулянка']}", **numbers}
    answer = client(marta).post(f"/tracks/{made.id}/order", data=form)
    assert answer.status_code == 303
    assert tracks.outline(made)[0][1] == ["Прогулянка", "Чаювання"]
    page = client(marta).get(f"/tracks/{made.id}/edit").text
    assert 'value="15"' in page


def test_an_order_from_an_old_page_shows_how_it_stands(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання")
    known = told(made)
    tracks.step(made, marta, tracks.words(title="Прогулянка"))
    answer = client(marta).post(f"/tracks/{made.id}/order", data={"order": known, "do": "save"})
    assert answer.status_code == 409
    assert "Прогулянка" in answer.text


def test_a_page_that_moves_a_row_leaves_the_minutes_that_somebody_else_wrote(
    client: Clients, marta: Actor, session: Session
) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка")
    keys, stale, fresh_one = tracks.keys(made), opened(client, marta, made), opened(client, marta, made)
    fresh_one[f"minutes-{keys['Чаювання']}"], fresh_one[f"day-{keys['Чаювання']}"] = "33", "4"
    client(marta).post(f"/tracks/{made.id}/order", data=fresh_one)
    stale["do"] = f"up:step:{keys['Прогулянка']}"
    assert client(marta).post(f"/tracks/{made.id}/order", data=stale).status_code == 303
    assert tracks.outline(made)[0][1] == ["Прогулянка", "Чаювання"]
    assert numbers_of(session, made)["Чаювання"] == (33, 4)


def test_minutes_that_two_editors_change_are_not_lost_unsaid(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання")
    field, stale = f"minutes-{tracks.keys(made)['Чаювання']}", opened(client, marta, made)
    for minutes, status in (("33", 303), ("45", 409)):
        form = stale.copy()
        form[field] = minutes
        assert client(marta).post(f"/tracks/{made.id}/order", data=form).status_code == status
    assert numbers_of(session, made)["Чаювання"] == (33, None)


def test_an_order_that_two_editors_change_is_not_lost_unsaid(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка", "Знайомство")
    stale, keys = opened(client, marta, made), tracks.keys(made)
    for titles, status in (
        (("Прогулянка", "Чаювання", "Знайомство"), 303),
        (("Чаювання", "Знайомство", "Прогулянка"), 409),
    ):
        form = stale.copy()
        form.setlist("order", ["section:first", *(f"step:{keys[title]}" for title in titles)])
        assert client(marta).post(f"/tracks/{made.id}/order", data=form).status_code == status
    stale["do"] = f"down:step:{keys['Чаювання']}"
    assert client(marta).post(f"/tracks/{made.id}/order", data=stale).status_code == 303
    assert tracks.outline(made)[0][1] == ["Прогулянка", "Знайомство", "Чаювання"]


@pytest.mark.parametrize("by_script", [True, False])
def test_nothing_typed_is_lost_by_adding_taking_out_and_looking_for_more(
    client: Clients, marta: Actor, session: Session, by_script: bool
) -> None:
    item, made = knowledge.item(marta, title="Окуляри на восьму ранку"), tracks.track(marta, "Чаювання", "Прогулянка")
    keys, headers = tracks.keys(made), {"HX-Request": "true"} if by_script else {}
    buttons: tuple[tuple[str, dict[str, str]], ...] = (
        ("steps/add", {"item": f"case:{item.id}", "section": "first"}),
        (f"steps/{keys['Прогулянка']}/remove", {}),
        ("order", {"do": "find", "q": "окуляри"}),
        ("order", {"do": "go:new:meet"}),
        ("order", {"do": "go:new-section"}),
        ("order", {"do": f"go:step:{keys['Чаювання']}"}),
        ("order", {"do": "go:publish"}),
        *(("order", {"do": f"go:{place}"}) for place in ("track", "preview", "words", "settings", "versions")),
    )
    for day, (path, pressed) in enumerate(buttons, 1):
        form = opened(client, marta, made)
        form[f"day-{keys['Чаювання']}"] = str(day)
        form.update(pressed)
        answer = client(marta).post(f"/tracks/{made.id}/{path}", data=form, headers=headers)
        assert answer.status_code in ({200, 204} if by_script else {303})
        assert numbers_of(session, made)["Чаювання"] == (20, day)
    assert tracks.outline(made)[0][1] == ["Чаювання", "Окуляри на восьму ранку"]


@pytest.mark.parametrize("published", [False, True])
def test_without_a_script_every_way_on_from_the_outline_sends_it_along(
    client: Clients, marta: Actor, session: Session, *, published: bool
) -> None:
    made = tracks.track(marta, "Чаювання", published=published)
    page = client(marta).get(f"/tracks/{made.id}/edit").text
    own = re.findall(rf'<a class="([^"]*)" [^>]*href="(/tracks/{made.id}[^"]*)"', page)
    assert len(own) >= 5
    # A sheet hides these where there is no script, and shows the button that stands beside each of them.
    assert {names for names, _href in own if not {"outline-link", "agenda-title"} & set(names.split())} == set()
    buttons = re.findall(r'name="do" value="go:([a-z]+)"', page)
    for place in ("track" if published else "publish", "preview", "words", "settings"):
        form = opened(client, marta, made) | {"do": f"go:{place}"}
        assert place in buttons
        onward = client(marta).post(f"/tracks/{made.id}/order", data=form).location
        assert onward == (f"/tracks/{made.id}" if place == "track" else f"/tracks/{made.id}/{place}")
        assert client(marta).get(onward).status_code == 200


def test_what_is_refused_stands_on_the_page_as_it_was_typed(client: Clients, marta: Actor, session: Session) -> None:
    item, made = knowledge.item(marta, title="Окуляри на восьму ранку"), tracks.track(marta, "Чаювання", "Прогулянка")
    keys, form = tracks.keys(made), opened(client, marta, made)
    form[f"day-{keys['Чаювання']}"], form[f"minutes-{keys['Прогулянка']}"] = "900", "33"
    form.update({"item": f"case:{item.id}", "section": "first", "q": "окуляри"})
    for headers, status in (({}, 422), ({"HX-Request": "true"}, 200)):
        answer = client(marta).post(f"/tracks/{made.id}/steps/add", data=form, headers=headers)
        assert answer.status_code == status
        assert re.search(rf'id="day-{keys["Чаювання"]}" value="900"[^>]* aria-invalid="true"', answer.text)
        assert f'id="minutes-{keys["Прогулянка"]}" value="33"' in answer.text
        assert 'value="окуляри"' in answer.text
        assert f'value="case:{item.id}"' in answer.text
    assert tracks.outline(made)[0][1] == ["Чаювання", "Прогулянка"]


def test_minutes_of_somebody_else_stand_beside_those_that_were_typed(
    client: Clients, marta: Actor, session: Session
) -> None:
    made = tracks.track(marta, "Чаювання")
    field, stale = f"minutes-{tracks.keys(made)['Чаювання']}", opened(client, marta, made)
    for minutes in ("33", "45"):
        stale[field] = minutes
        answer = client(marta).post(f"/tracks/{made.id}/order", data=stale)
    assert f'id="{field}" value="45"' in answer.text
    assert "тим часом: 33 хв, без дня" in answer.text
    again = MultiDict(stale)
    again[field.replace("minutes", "was")] = "33:"
    assert client(marta).post(f"/tracks/{made.id}/order", data=again).status_code == 303
    assert numbers_of(session, made)["Чаювання"] == (45, None)


def test_what_is_in_the_track_already_is_found_with_its_step(client: Clients, marta: Actor, session: Session) -> None:
    item, made = knowledge.item(marta, title="Окуляри на восьму ранку"), tracks.track(marta, "Чаювання")
    address = f"/tracks/{made.id}/edit?q=окуляри"
    assert "вже крок" not in client(marta).get(address).text
    added = client(marta).post(
        f"/tracks/{made.id}/steps/add", data={"item": f"case:{item.id}", "q": "окуляри"}, headers={"HX-Request": "true"}
    )
    assert "вже крок 2" in added.text
    assert "вже крок 2" in client(marta).get(address).text


def test_where_a_row_went_is_said(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка")
    form = opened(client, marta, made)
    form["do"] = f"up:step:{tracks.keys(made)['Прогулянка']}"
    page = client(marta).post(f"/tracks/{made.id}/order", data=form, headers={"HX-Request": "true"}).text
    assert "Крок «Прогулянка» тепер 1 з 2." in page
    tracks.section(made, marta)
    form = opened(client, marta, made)
    form["do"] = f"down:step:{tracks.keys(made)['Чаювання']}"
    page = client(marta).post(f"/tracks/{made.id}/order", data=form, headers={"HX-Request": "true"}).text
    assert "Крок «Чаювання» тепер 2 з 2, у розділі «Другий день»." in page
    form = opened(client, marta, made)
    form["do"] = "up:section:" + form.getlist("order")[-2].partition(":")[2]
    page = client(marta).post(f"/tracks/{made.id}/order", data=form, headers={"HX-Request": "true"}).text
    assert "Розділ «Другий день» тепер 1 з 2." in page


def test_a_row_dragged_above_the_first_heading_comes_first_in_its_section(
    client: Clients, marta: Actor, session: Session
) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка")
    form, key = opened(client, marta, made), tracks.keys(made)["Прогулянка"]
    form.setlist("order", [f"step:{key}", *(name for name in form.getlist("order") if key not in name)])
    assert client(marta).post(f"/tracks/{made.id}/order", data=form).status_code == 303
    assert tracks.outline(made)[0][1] == ["Прогулянка", "Чаювання"]


def test_a_day_that_cannot_be_read_is_refused(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання")
    field = f"day-{tracks.keys(made)['Чаювання']}"
    for day, status in (("3", 303), ("3a", 422)):
        form = opened(client, marta, made)
        form[field] = day
        assert client(marta).post(f"/tracks/{made.id}/order", data=form).status_code == status
    assert numbers_of(session, made)["Чаювання"] == (20, 3)


def test_a_section_moves_with_its_steps(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання")
    second = tracks.section(made, marta)
    client(marta).post(f"/tracks/{made.id}/order", data={"order": told(made), "do": f"up:section:{second}"})
    assert [steps for _title, steps in tracks.outline(made)] == [[], ["Чаювання"]]
