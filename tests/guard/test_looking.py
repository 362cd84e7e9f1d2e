"""What looks personal while it is being typed: told at once, and kept nowhere."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import Base, db
from portal.core.rate_limit import MOST
from tests import factories as people
from tests.conftest import Clients

LOOK = "/guard/look"


@pytest.fixture
def log(app: Flask) -> Iterator[StringIO]:
    lines, before = StringIO(), structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(10),
        logger_factory=structlog.WriteLoggerFactory(file=lines),
    )
    yield lines
    structlog.configure(**before)


def test_a_place_is_counted_as_the_browser_counts(client: Clients, olena: Actor) -> None:
    words = "😀 Телефон\n067 123 45 67 😀"
    page = client(olena).post(LOOK, data={"text": words}).text

    start, end = (int(re.search(rf'data-{name}="(\d+)"', page)[1]) for name in ("start", "end"))  # type: ignore[index]  # a page without it fails the test
    assert words.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == "067 123 45 67"


def test_a_calm_text_has_an_empty_answer(client: Clients, olena: Actor) -> None:
    assert client(olena).post(LOOK, data={"text": "Довгі черги на касі"}).text == ""


def test_one_value_has_one_key_however_it_is_written(client: Clients, olena: Actor) -> None:
    page = client(olena).post(LOOK, data={"text": "067 123 45 67, +38 (067) 123-45-67, 050 765 43 21"}).text

    first, second, third = re.findall(r'data-key="(\w+)"', page)
    assert first == second != third


def test_a_colleague_may_be_named_where_it_is_not_strict(client: Clients, olena: Actor) -> None:
    people.person("Дмитро Коваленко")
    words = {"text": "Питали в Дмитра Коваленка, він знає."}

    assert client(olena).post(LOOK, data=words).text == ""
    assert "data-key" in client(olena).post(f"{LOOK}?strict", data=words).text


def test_hostile_words_stay_words(client: Clients, olena: Actor) -> None:
    page = (
        client(olena).post(LOOK, data={"text": '"><script>alert(1)</script>@example.com <b>067 123 45 67</b>\x00'}).text
    )

    assert "<script>" not in page
    assert "<b>" not in page


def test_a_text_that_no_field_takes_is_refused(client: Clients, olena: Actor) -> None:
    assert client(olena).post(LOOK, data={"text": "0" * 30_001}).status_code == 422
    assert client(olena).post(LOOK, data={"text": "0" * 3_000_000}).status_code == 413


def test_a_program_is_held_to_a_rate(client: Clients, olena: Actor, dmytro: Actor) -> None:
    browser = client(olena)

    assert [browser.post(LOOK, data={"text": ""}).status_code for _ in range(MOST)] == [200] * MOST
    assert browser.post(LOOK, data={"text": ""}).status_code == 429
    assert client(dmytro).post(LOOK, data={"text": ""}).status_code == 200


def test_a_key_of_the_form_is_needed(app: Flask, client: Clients, olena: Actor) -> None:
    browser = client(olena)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert browser.post(LOOK, data={"text": "067 123 45 67"}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_looking_leaves_no_trace(client: Clients, session: Session, olena: Actor, log: StringIO) -> None:
    browser = client(olena)
    browser.get("/")
    before, lines = _everything(session), log.getvalue()

    assert "data-key" in browser.post(LOOK, data={"text": "Олена Петренко, 067 123 45 67"}).text

    assert _everything(session) == before
    assert log.getvalue() == lines


def _everything(session: Session) -> dict[str, list[str]]:
    """Each row of each table."""
    db.session.rollback()
    session.rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: sorted(str(tuple(row)) for row in session.execute(select(table))) for table in tables}
