"""Drafts of proposals: they outlive the browser, the connection and signing out."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import MAX_CHARACTERS, Draft, sweep_drafts
from portal.initiatives.models import Initiative, StatusType
from portal.people.models import SignInSession
from tests.conftest import Clients
from tests.initiatives import factories

KEY = "d" * 22
ADDRESS = f"/initiatives/drafts/{KEY}"
AS_SCRIPT = {"Accept": "application/json"}
TYPED = {"title": "Пандуси біля", "problem": "Біля нових магазинів", "baseline": "десь 12", "kind": "opportunity"}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_script_is_told_when_it_was_saved(client: Clients, olena: Actor) -> None:
    answer = client(olena).post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
    assert answer.status_code == 200
    assert answer.json is not None
    assert len(answer.json["saved"]) == len("12:04")


def test_draft_goes_on_in_another_browser_as_it_was_typed(client: Clients, olena: Actor) -> None:
    client(olena).post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
    page = client(olena).get(f"/initiatives/new?draft={KEY}")
    for text in ("Пандуси біля", "Біля нових магазинів", 'value="десь 12"'):
        assert text in page.text
    assert re.search(r'<input checked[^>]* value="opportunity">', page.text)
    assert f'name="submission_key" value="{KEY}"' in page.text


def test_draft_is_listed_to_go_on_with(client: Clients, olena: Actor) -> None:
    client(olena).post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
    page = client(olena).get("/initiatives/new")
    assert f"/initiatives/new?draft={KEY}" in page.text
    assert "Пандуси біля" in page.text


def test_draft_stands_among_ones_own(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    browser.post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
    assert f"draft={KEY}" in browser.get("/initiatives?mine=1").text
    assert f"draft={KEY}" not in browser.get("/initiatives").text


def test_button_without_script_leads_back_to_the_form(client: Clients, olena: Actor) -> None:
    answer = client(olena).post(ADDRESS, data=TYPED)
    assert answer.location == f"/initiatives/new?draft={KEY}"


def test_sending_deletes_the_draft_and_a_late_autosave_does_not_bring_it_back(
    client: Clients, session: Session, olena: Actor
) -> None:
    browser = client(olena)
    whole = {"title": "Пандуси біля магазинів", "problem": factories.PROBLEM, "solution": factories.SOLUTION}
    whole |= {"outcome": factories.OUTCOME, "submission_key": KEY}
    browser.post(ADDRESS, data=whole, headers=AS_SCRIPT)
    place = browser.post("/initiatives/new", data=whole).location
    assert count(session) == 0
    assert browser.post(ADDRESS, data=whole, headers=AS_SCRIPT).status_code == 409
    assert browser.post(ADDRESS, data=whole).location == place
    assert browser.get(f"/initiatives/new?draft={KEY}").location == place
    assert count(session) == 0


def test_draft_is_seen_by_nobody_else(client: Clients, olena: Actor, dmytro: Actor) -> None:
    client(olena).post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
    assert client(dmytro).get(f"/initiatives/new?draft={KEY}").location == "/initiatives/new"
    assert KEY not in client(dmytro).get("/initiatives/new").text


def test_signed_out_autosave_is_told_so(client: Clients, olena: Actor, session: Session) -> None:
    browser = client(olena)
    with transaction() as writing:
        writing.execute(update(SignInSession).values(expires_at=SignInSession.created_at))
    for gone in (browser, client()):
        answer = gone.post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
        assert answer.status_code == 401
        assert answer.json is not None
        assert answer.json["code"] == "signed-out"
    assert count(session) == 0


def test_discarded_draft_is_offered_back(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    browser.post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
    page = browser.post(f"{ADDRESS}/discard", data=TYPED | {"outcome": "щойно дописане"}, follow_redirects=True)
    assert f'action="{ADDRESS}/take-back"' in page.text
    assert f"draft={KEY}" not in page.text
    back = browser.post(f"{ADDRESS}/take-back", follow_redirects=True)
    assert "щойно дописане" in back.text


def test_discarded_draft_is_gone_after_a_day(client: Clients, session: Session, olena: Actor, now: datetime) -> None:
    browser = client(olena)
    browser.post(f"{ADDRESS}/discard", data=TYPED)
    with transaction() as writing:
        sweep_drafts(writing, now + timedelta(days=2))
    assert count(session) == 0
    assert browser.post(f"{ADDRESS}/take-back").status_code == 404


def test_emptied_form_is_no_draft(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    browser.post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
    browser.post(ADDRESS, data={"title": " ", "problem": "", "kind": "problem"}, headers=AS_SCRIPT)
    assert f"draft={KEY}" not in browser.get("/initiatives/new").text


@pytest.mark.parametrize("key", ["short", "x" * 65, "with.dots.and.more.dots"])
def test_key_that_is_none_is_refused(client: Clients, olena: Actor, key: str) -> None:
    assert client(olena).post(f"/initiatives/drafts/{key}", data=TYPED, headers=AS_SCRIPT).status_code == 422


def test_text_that_is_too_long_is_refused_with_a_sentence(client: Clients, olena: Actor) -> None:
    answer = client(olena).post(ADDRESS, data={"problem": "я" * (MAX_CHARACTERS + 1)}, headers=AS_SCRIPT)
    assert answer.status_code == 422
    assert answer.json is not None
    assert "чернетк" in answer.json["message"]


def test_draft_is_thrown_away_from_the_list_without_being_opened(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    browser.post(ADDRESS, data=TYPED, headers=AS_SCRIPT)
    assert f'action="{ADDRESS}/discard"' in browser.get("/initiatives?mine=1").text
    answer = browser.post(f"{ADDRESS}/discard", data={"back": "/initiatives?mine=1"})
    assert answer.location == "/initiatives?mine=1"
    page = browser.get(answer.location).text
    assert f'action="{ADDRESS}/take-back"' in page
    assert f"draft={KEY}" not in page


def test_untouched_form_has_nothing_to_throw_away_or_to_have_back(client: Clients, olena: Actor) -> None:
    page = client(olena).post(f"{ADDRESS}/discard", data={"title": "", "kind": "problem"}, follow_redirects=True)
    assert page.status_code == 200
    assert "take-back" not in page.text


# Changes of what was handed in


@pytest.fixture
def place(open_initiative: Initiative) -> str:
    return f"/initiatives/{open_initiative.id}/edit"


def changed(initiative: Initiative, **changes: str) -> dict[str, str]:
    """The fields of its form, changed."""
    names = ("title", "problem", "solution", "outcome")
    standing = {name: str(getattr(initiative, name)) for name in names} | {"kind": "problem", "version": "1"}
    return standing | changes


NEW_WORDS = "Поставити пандуси біля кожного входу до кінця літа."


def test_changes_of_what_was_handed_in_are_kept_while_typed(
    client: Clients, olena: Actor, open_initiative: Initiative, place: str
) -> None:
    typed = changed(open_initiative, solution=NEW_WORDS)
    assert client(olena).post(f"{place}/draft", data=typed, headers=AS_SCRIPT).status_code == 200
    elsewhere = client(olena)
    assert NEW_WORDS in elsewhere.get(place).text
    assert NEW_WORDS not in elsewhere.get(f"/initiatives/{open_initiative.id}").text
    assert NEW_WORDS not in elsewhere.get("/initiatives?mine=1").text
    assert elsewhere.post(place, data=typed).status_code == 302
    assert "незбережені" not in elsewhere.get(place).text


def test_changes_that_say_what_stands_are_none(
    client: Clients, session: Session, olena: Actor, open_initiative: Initiative, place: str
) -> None:
    browser = client(olena)
    browser.post(f"{place}/draft", data=changed(open_initiative, solution=NEW_WORDS), headers=AS_SCRIPT)
    browser.post(f"{place}/draft", data=changed(open_initiative), headers=AS_SCRIPT)
    assert "незбережені" not in browser.get(place).text


def test_kept_changes_meet_what_somebody_saved_meanwhile(
    client: Clients, olena: Actor, open_initiative: Initiative, place: str
) -> None:
    browser = client(olena)
    browser.post(f"{place}/draft", data=changed(open_initiative, solution=NEW_WORDS), headers=AS_SCRIPT)
    browser.post(place, data=changed(open_initiative, outcome="Скарг на вхід за квартал стало вдвічі менше."))
    browser.post(f"{place}/draft", data=changed(open_initiative, solution=NEW_WORDS), headers=AS_SCRIPT)
    page = browser.get(place).text
    assert 'name="version" value="1"' in page
    assert browser.post(place, data=changed(open_initiative, solution=NEW_WORDS)).status_code == 409


def test_discarded_changes_are_offered_back(
    client: Clients, olena: Actor, open_initiative: Initiative, place: str
) -> None:
    browser = client(olena)
    page = browser.post(
        f"{place}/draft/discard", data=changed(open_initiative, solution=NEW_WORDS), follow_redirects=True
    )
    assert page.request.path == f"/initiatives/{open_initiative.id}"
    assert NEW_WORDS not in browser.get(place).text
    assert f'action="{place}/draft/take-back"' in page.text
    assert NEW_WORDS in browser.post(f"{place}/draft/take-back", follow_redirects=True).text


def test_only_who_may_edit_keeps_changes(
    client: Clients, olena: Actor, dmytro: Actor, open_initiative: Initiative, place: str
) -> None:
    typed = changed(open_initiative, solution=NEW_WORDS)
    assert client(dmytro).post(f"{place}/draft", data=typed, headers=AS_SCRIPT).status_code == 403
    hidden = factories.initiative(olena, StatusType.DRAFT).id
    assert client(dmytro).post(f"/initiatives/{hidden}/edit/draft", data=typed).status_code == 404
    assert client().post(f"{place}/draft", data=typed, headers=AS_SCRIPT).status_code == 401
