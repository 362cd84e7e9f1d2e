"""Errors: what happened, what is kept, what to do; as a page or as JSON."""

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.config import Config
from portal.core.db import db
from portal.core.errors import Busy, Conflict, DomainError, Forbidden, Invalid, NotFound, TooManyAttempts
from portal.core.web.holding import MAX_FIELDS, holds
from portal.people.access import public

FAMILY = {
    "not-found": (NotFound(), 404),
    "forbidden": (Forbidden(), 403),
    "invalid": (Invalid("Оберіть день, що настане.", field="day"), 422),
    "conflict": (Conflict(theirs={"title": "Їхня назва", "version": "7"}), 409),
    "too-many": (TooManyAttempts(), 429),
    "busy": (Busy(), 503),
    "plain": (DomainError(), 400),
}
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def breaking(config: Config, application: Flask) -> Flask:
    """The portal with pages that fail, one a kind of failure."""
    app = create_app(config)

    @public
    def fail(kind: str) -> str:
        return _fail_with(kind)

    app.add_url_rule("/fail/<kind>", "fail", fail, methods=["GET", "POST"])
    held = public(holds("Надіслане ще раз стане пропозицією.", "title", "problem", along=("area",))(_fail_with))
    app.add_url_rule("/words/<kind>", "words", held, methods=["POST"])
    return app


def _fail_with(kind: str) -> str:
    if kind in FAMILY:
        raise FAMILY[kind][0]
    if kind.isdigit():
        abort(int(kind))
    raise ZeroDivisionError("the secret of the crash")


@pytest.fixture
def browser(breaking: Flask, app: Flask) -> Iterator[FlaskClient]:
    breaking.config["WTF_CSRF_ENABLED"] = False
    client = breaking.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "uk"
    yield client
    breaking.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.parametrize("kind", FAMILY)
def test_each_refusal_is_a_page_with_its_sentence(browser: FlaskClient, kind: str) -> None:
    error, status = FAMILY[kind]
    answer = browser.get(f"/fail/{kind}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert str(error.sentence) in answer.get_data(as_text=True) or kind == "conflict"


@pytest.mark.parametrize("kind", FAMILY)
def test_each_refusal_is_json_for_a_script(browser: FlaskClient, kind: str) -> None:
    error, status = FAMILY[kind]
    answer = browser.get(f"/fail/{kind}", headers=JSON)
    assert (answer.status_code, answer.get_json()) == (status, {"message": str(error.sentence), "field": error.field})


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415])
def test_http_errors_are_pages_too(browser: FlaskClient, status: int) -> None:
    assert browser.get(f"/fail/{status}").status_code == status
    assert browser.get(f"/fail/{status}", headers=JSON).get_json()["message"]


def test_absent_and_hidden_look_alike(browser: FlaskClient) -> None:
    hidden = browser.get("/fail/not-found").get_data(as_text=True)
    absent = browser.get("/nothing-here").get_data(as_text=True)
    assert _without_what_differs(hidden) == _without_what_differs(absent)


def _without_what_differs(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line and 'name="next"' not in line]


@pytest.mark.parametrize("address", ["/%00", "/fail/%00", "/?q=%00", "/fail/404?cursor=a%00b"])
def test_an_address_with_nul_is_refused(browser: FlaskClient, address: str) -> None:
    assert browser.get(address).status_code == 400


def test_a_crash_shows_a_number_and_no_inside(browser: FlaskClient) -> None:
    answer = browser.get("/fail/crash", headers={"X-Request-ID": "abcdef123456"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "abcdef123456" in page
    assert "ZeroDivision" not in page
    assert "the secret of the crash" not in page


def test_a_crash_shows_what_was_typed(browser: FlaskClient) -> None:
    page = browser.post("/fail/crash", data={"title": "Пандус", "password": "hunter2hunter2"}).get_data(as_text=True)
    assert "Пандус" in page
    assert "hunter2" not in page


def test_without_a_database_the_page_of_the_crash_still_comes(
    config: Config, application: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    broken = create_app(
        dataclasses.replace(config, database_url=f"sqlite:///{config.data_dir}/no-such-folder/portal.sqlite3")
    )
    client = broken.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "uk"
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "whoever"
        cookie["_fresh"] = True
    answer = client.get("/")
    assert answer.status_code == 500
    assert answer.get_data(as_text=True).count("<h1>") == 1


def test_a_rollback_that_fails_does_not_hide_the_page(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("ROLLBACK", None, Exception("the connection is gone"))

    monkeypatch.setattr(db.session, "rollback", gone)
    assert browser.get("/fail/crash").status_code == 500


TYPED = {
    "title": "Пандуси біля <магазинів>",
    "problem": "Перший рядок\nдругий рядок",
    "area": "3",
    "roles": "administrator",
    "person_id": "7",
    "csrf_token": "old-key",
    "password": "hunter2hunter2",
    "new_password": "hunter2hunter2",
    "current_password": "hunter2hunter2",
    "repeat": "hunter2hunter2",
    "invite_token": "hunter2hunter2",
}


@pytest.fixture
def keyed(breaking: Flask, app: Flask) -> FlaskClient:
    """A browser whose forms need their key."""
    breaking.config["WTF_CSRF_ENABLED"] = True
    client = breaking.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "uk"
    return client


def test_words_whose_key_ran_out_are_held_and_nothing_else_is(keyed: FlaskClient) -> None:
    answer = keyed.post("/words/plain?from=form", data=TYPED)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Пандуси біля &lt;магазинів&gt;" in page
    assert "Перший рядок\nдругий рядок" in page
    assert 'name="area" value="3"' in page
    assert not any(hidden in page for hidden in ("hunter2", "old-key", "roles", "administrator", "person_id"))


def test_the_held_form_goes_where_it_was_going_and_says_what_it_becomes(keyed: FlaskClient) -> None:
    page = keyed.post("/words/plain?from=form", data=TYPED).get_data(as_text=True)
    assert 'action="/words/plain?from=form"' in page
    assert "Надіслане ще раз стане пропозицією." in page
    assert page.count('name="csrf_token"') >= 1


def test_a_form_that_is_not_only_words_is_not_sent_again(keyed: FlaskClient) -> None:
    answer = keyed.post("/fail/plain", data=TYPED, headers={"Referer": "http://localhost/people?q=1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'action="/fail/plain"' not in page
    assert 'name="roles"' not in page
    assert "Пандуси біля &lt;магазинів&gt;" in page
    assert "next=/people" in page


def test_the_way_back_never_leads_elsewhere(keyed: FlaskClient) -> None:
    page = keyed.post("/fail/plain", data=TYPED, headers={"Referer": "https://evil.example/people"})
    assert "next=/people" not in page.get_data(as_text=True)
    assert "evil.example" not in page.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["too-many", "busy"])
def test_words_that_come_at_a_bad_moment_can_be_sent_again(browser: FlaskClient, kind: str) -> None:
    answer = browser.post(f"/words/{kind}", data=TYPED)
    page = answer.get_data(as_text=True)
    assert answer.status_code == FAMILY[kind][1]
    assert f'action="/words/{kind}"' in page
    assert "Перший рядок\nдругий рядок" in page


@pytest.mark.parametrize("address", ["/words/plain", "/fail/plain", "/words/busy", "/fail/crash"])
def test_however_long_a_text_is_it_is_shown(breaking: Flask, app: Flask, address: str) -> None:
    breaking.config["WTF_CSRF_ENABLED"] = address.endswith("plain")
    page = breaking.test_client().post(address, data={"problem": "ж" * 240_000}).get_data(as_text=True)
    assert "ж" * 240_000 in page
    breaking.config["WTF_CSRF_ENABLED"] = True


def test_of_very_many_fields_the_first_are_shown(browser: FlaskClient) -> None:
    page = browser.post("/fail/crash", data={"title": ["Назва"] * 5000}).get_data(as_text=True)
    assert page.count("Назва</pre>") == MAX_FIELDS


def test_a_conflict_holds_no_secret(browser: FlaskClient) -> None:
    page = browser.post("/fail/conflict", data=TYPED).get_data(as_text=True)
    assert "Перший рядок\nдругий рядок" in page
    assert "hunter2" not in page
    assert "old-key" not in page


def test_a_script_whose_token_ran_out_is_told_so(breaking: Flask, app: Flask) -> None:
    answer = breaking.test_client().post("/fail/plain", data={"title": "Пандус"}, headers=JSON)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "token")


def test_a_conflict_shows_both_texts_and_the_new_version(browser: FlaskClient) -> None:
    page = browser.post("/fail/conflict", data={"title": "Моя назва", "version": "3"}).get_data(as_text=True)
    assert "Моя назва" in page
    assert "Їхня назва" in page
    assert 'name="version" value="7"' in page
