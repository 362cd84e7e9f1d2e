"""After a hundred people have spoken without a name, nothing that the portal keeps joins a word to its author.

Everything is searched: each row of each table, the bytes of database and log files, names, dates and bytes of
pictures, log lines, and the order of all of it. The same searches are run on people who spoke by name, and find them.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import inspect, select, text, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, forget_what_was_deleted, transaction
from portal.core.files import StoredPicture
from portal.core.pictures import clean_picture
from portal.initiatives.models import Initiative
from portal.knowledge.models import KnowledgeItem
from portal.people.models import SignInSession
from tests.anonymous import speaking
from tests.anonymous.searching import (
    BY_NAME,
    FEW,
    MANY,
    WAYS,
    Speaker,
    Way,
    act_from_the_account,
    begin_draft,
    converse,
    joined_rows,
    kept_bytes,
    orders,
    publish_all,
    rows,
    speak_by_name,
    speaker,
    spoken,
)
from tests.conftest import Clients
from tests.databases import PostgresDatabase, SqliteDatabase

pytestmark = pytest.mark.new_files


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> Way:
    """Everything is searched for each kind of item."""
    return WAYS[str(request.param)]


@pytest.fixture
def log(app: Flask) -> Iterator[StringIO]:
    """Every line that the portal logs, as the operator keeps them."""
    lines, before = StringIO(), structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(10),
        logger_factory=structlog.WriteLoggerFactory(file=lines),
    )
    yield lines
    structlog.configure(**before)


@pytest.fixture
def speakers(client: Clients, way: Way, log: StringIO) -> list[Speaker]:
    """A hundred who have a draft each, then speak without a name in the order of their sign-ins."""
    many = [speaker(client, way, place) for place in range(MANY)]
    for one in many:
        begin_draft(one)
    return many


@pytest.fixture
def few(client: Clients, way: Way, log: StringIO) -> list[Speaker]:
    """Some of them, where the number doesn't matter."""
    some = [speaker(client, way, place) for place in range(FEW)]
    for one in some:
        begin_draft(one)
    return some


@pytest.fixture
def by_name(client: Clients, way: Way, log: StringIO) -> list[Speaker]:
    """Those on whom the searches are tried out."""
    named = [speaker(client, way, place) for place in range(BY_NAME)]
    for one in named:
        speak_by_name(one)
    return named


def test_no_row_joins_a_word_to_its_author(
    client: Clients, session: Session, speakers: list[Speaker], by_name: list[Speaker], hanna: Actor, marta: Actor
) -> None:
    spoken(speakers)
    sealed = list(rows(session))
    assert [one.place for one in speakers if joined_rows(sealed, one)] == []
    speaking.strike()
    publish_all(marta)
    luck = random.Random(7)  # noqa: S311 - chooses whom somebody supports
    for one in speakers[::4]:
        act_from_the_account(one, speakers, luck)
        converse(client, one)
    speaking.strike(clock.full_hour(clock.now()) + timedelta(hours=2))
    everything = list(rows(session))
    assert [one.place for one in speakers if joined_rows(everything, one)] == []
    for one in by_name:  # the same search finds whoever spoke by name
        assert one.way.rows <= set(joined_rows(everything, one))


@pytest.mark.parametrize("way", ["initiative"], indirect=True)
def test_supporting_ones_own_looks_like_supporting_any_other(
    session: Session, few: list[Speaker], client: Clients
) -> None:
    spoken(few[:12])
    speaking.strike()
    own, other = few[0], few[1]
    for number in (own.number, other.number):
        own.browser.post(f"/initiatives/a{-number}/support")
    left = {
        number: [(table, sorted(row)) for table, row in rows(session) if row.get("initiative_id") == number]
        for number in (own.number, other.number)
    }
    assert left[own.number] == left[other.number]


def test_no_byte_holds_the_draft_the_code_or_the_form(
    session: Session,
    speakers: list[Speaker],
    by_name: list[Speaker],
    test_database: SqliteDatabase | PostgresDatabase,
    data_dir: Path,
) -> None:
    begin_draft(by_name[0])
    before = kept_bytes(test_database, data_dir, session)
    for one in [by_name[0], *speakers]:  # the same search finds what is still there
        assert one.draft_word.encode() in before
        assert one.draft_key.encode() in before
    spoken(speakers)
    for what in ("sealed", "let out"):
        db.session.rollback()
        forget_what_was_deleted(thoroughly=True)
        now_kept = kept_bytes(test_database, data_dir, session)
        for one in speakers:
            for secret in (one.draft_word, one.draft_key, one.nonce, one.code, one.code.replace("-", "")):
                assert secret.encode() not in now_kept, what
        speaking.strike()
    assert by_name[0].draft_word.encode() in kept_bytes(test_database, data_dir, session)


def test_no_picture_leads_back(session: Session, few: list[Speaker], by_name: list[Speaker], data_dir: Path) -> None:
    named = speaking.photo((1, 2, 3), author="Named")
    by_name[0].browser.post("/files", data={"file": (BytesIO(named), "a.jpg")})
    with_pictures = [one for one in few if one.picture]
    begun = {clean_picture(one.picture).sha256 for one in with_pictures}
    kept = {path.name.partition(".")[0] for path in (data_dir / "files").rglob("*.webp")}
    assert begun <= kept  # of the drafts, under their own names
    spoken(few)
    kept = {path.name.partition(".")[0] for path in (data_dir / "files").rglob("*.webp")}
    assert not begun & kept
    speaking.strike()
    pictures = session.scalars(select(StoredPicture).where(StoredPicture.uploader_id.is_(None))).all()
    assert len(pictures) == len(with_pictures)
    for picture in pictures:
        path = data_dir / "files" / picture.sha256[:2] / f"{picture.sha256}.webp"
        content = path.read_bytes()
        assert path.stat().st_mtime % 3600 == 0
        assert path.parent.stat().st_mtime % 3600 == 0 or len(list(path.parent.iterdir())) > 2
        assert b"Promovets" not in content
        assert content not in [clean_picture(one.picture).data for one in with_pictures]
    assert clean_picture(named).sha256 in {path.name.partition(".")[0] for path in (data_dir / "files").rglob("*")}


def test_no_order_leads_back(session: Session, way: Way, speakers: list[Speaker], by_name: list[Speaker]) -> None:
    spoken(speakers)
    sealed = orders(session, speakers)
    came = sealed.pop("sealed_words")
    if session.get_bind().dialect.name == "sqlite":  # PostgreSQL's own files show it until the hour: README says so
        assert not came.tells
    assert {table: order for table, order in sealed.items() if order.tells} == {}
    speaking.strike()
    let_out = orders(session, speakers)
    assert way.rows | {"anonymous_codes"} <= set(let_out)
    assert {table: order for table, order in let_out.items() if order.tells} == {}
    # The same search reads the order of those who spoke by name, where rows are only ever added.
    named = orders(session, by_name)
    assert all(named[table].rho > 0.99 for table in (way.history, "journal"))


def test_no_time_leads_back(session: Session, way: Way, few: list[Speaker], by_name: list[Speaker]) -> None:
    spoken(few)
    speaking.strike()
    numbers = {one.number for one in few}
    moments = {
        (table, value)
        for table, row in rows(session)
        if numbers & {row.get(name) for name in ("id", "number", "initiative_id", "item_id")}
        for value in row.values()
        if isinstance(value, datetime)
    }
    assert len({value for _table, value in moments}) == 1
    assert all(value == clock.full_hour(value) for _table, value in moments)
    if session.get_bind().dialect.name == "postgresql":  # and no transaction's number
        for table, column in ((way.table, "id"), ("anonymous_codes", "number")):
            found = session.execute(text(f"SELECT DISTINCT xmin::text FROM {table} WHERE {column} < 0"))
            assert len(found.all()) == 1
    made_at = Initiative.submitted_at if way.kind == "initiative" else KnowledgeItem.created_at
    named = set(session.scalars(select(made_at).where(made_at.class_.id > 0)))
    assert len(named) == BY_NAME


def test_no_log_line_and_no_session_notices(
    session: Session, way: Way, few: list[Speaker], by_name: list[Speaker], log: StringIO, client: Clients
) -> None:
    with transaction() as writing:  # 'last seen' is due for everybody
        long_ago = clock.now() - timedelta(hours=5)
        writing.execute(update(SignInSession).values(seen_at=long_ago))
    before = log.getvalue()
    assert way.by_name.rpartition("/")[0] + "/" in before  # by name, the line is there
    sessions = [row for table, row in rows(session) if table == SignInSession.__tablename__]
    for one in few:
        one.browser.get(way.form)
    spoken(few)
    speaking.strike()
    for one in few[:10]:
        converse(client, one)
    assert log.getvalue() == before
    assert [row for table, row in rows(session) if table == SignInSession.__tablename__] == sessions
    by_name[0].browser.get("/initiatives")
    assert log.getvalue() != before
    assert [row for table, row in rows(session) if table == SignInSession.__tablename__] != sessions


def test_no_team_is_ever_told(client: Clients, session: Session, care_team: Any, olena: Actor, dmytro: Actor) -> None:
    made = speaking.propose(client(olena))
    speaking.strike()
    row = speaking.initiative_of(made)
    assert row is not None
    assert row.team_id is None
    page = client(dmytro).get(f"/initiatives?team={care_team.id}").text
    assert f"/initiatives/a{-made.number}" not in page
    assert f"/initiatives/a{-made.number}" in client(dmytro).get("/initiatives").text


def test_the_flask_session_and_the_next_page_know_nothing(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    made = speaking.propose(browser)
    with browser.session_transaction() as cookie:
        kept = str(dict(cookie))
    page = browser.get("/").text
    for secret in (str(-made.number), made.code):
        assert secret not in kept
        assert secret not in page


def test_every_table_was_searched(session: Session) -> None:
    assert set(inspect(session.get_bind()).get_table_names()) - {"alembic_version"} == set(db.metadata.tables)
