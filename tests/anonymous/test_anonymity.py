"""After a hundred people have spoken without a name, nothing that the portal keeps joins a word to its author.

Everything is searched: each row of each table, the bytes of database and log files, names, dates and bytes of
pictures, log lines, and the order of all of it. The same searches are run on people who spoke by name, and find them.
"""

import math
import random
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text, update
from sqlalchemy.orm import Session

from portal.anonymous.services.codes import Ticket
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, forget_what_was_deleted, transaction
from portal.core.files import StoredPicture
from portal.core.pictures import clean_picture
from portal.initiatives.models import Initiative
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.services.reviewing import publish
from portal.people.models import Person, SignInSession
from tests import factories as people
from tests.anonymous import speaking, telling
from tests.conftest import Clients
from tests.databases import PostgresDatabase, SqliteDatabase

MANY = 100
BY_NAME, FEW = 20, 20
#: Standard deviations of a rank correlation: chance goes that far once in 100,000.
FAR = 4.5

pytestmark = pytest.mark.new_files


@dataclass(frozen=True)
class Way:
    """How something of a kind is told, by name and without one; ``{key}`` is that of the draft."""

    kind: str
    #: Where its rows lie, and what follows each of them.
    table: str
    history: str
    draft: str
    switch: str
    form: str
    by_name: str
    sent: Callable[..., dict[str, Any]]
    #: In which field a draft begins, and what the form for a name says beside.
    part: str
    beside: dict[str, str]

    @property
    def rows(self) -> set[str]:
        """The tables in which it stands once it is let out."""
        return {self.table, self.history, "journal"}


WAYS = {
    "initiative": Way(
        "initiative", "initiatives", "transitions", "/initiatives/drafts/{key}", "/initiatives/anonymous/switch/{key}",
        "/initiatives/anonymous", "/initiatives/new", speaking.proposal, "problem", {},
    ),
    "case": Way(
        "case", "knowledge_items", "knowledge_revisions", "/knowledge/drafts/{key}",
        "/knowledge/anonymous/mistake/switch/{key}", telling.ADDRESS, "/knowledge/new/mistake", telling.telling,
        "situation", {"genre_key": "mistake"},
    ),
}  # fmt: skip
#: What names a person, beside keys that the tables themselves declare.
PERSON_COLUMNS = {"actor_id", "author_id", "by_id", "person_id", "uploader_id", "owner_id"}
#: What somebody does from an account, for all to see, and whom the portal tells.
VOLUNTARY = {"supports", "follows", "notifications", "item_reactions"}
BY_THEMSELVES = ("initiatives.support", "discussion.", "knowledge.reacted")


@dataclass
class Speaker:
    """Somebody who begins a draft, and what they then say."""

    way: Way
    place: int
    actor: Actor
    email: str
    name: str
    browser: FlaskClient
    #: Stands in the draft alone.
    draft_word: str
    draft_key: str
    nonce: str
    #: The number of what came of it.
    number: int = 0
    code: str = ""
    picture: bytes = b""


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


def a_word() -> str:
    """Of letters alone: what looks like a number is asked about before it is sent."""
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(20))


def speaker(client: Clients, way: Way, place: int) -> Speaker:
    name, email = f"Promovets {a_word()}", f"{secrets.token_hex(8)}@example.test"
    actor = people.person(name, email=email)
    with transaction() as session:
        session.execute(update(Person).where(Person.id == actor.id).values(name=name))
    return Speaker(
        way, place, actor, email, name, client(actor),
        draft_word=a_word(), draft_key=secrets.token_urlsafe(16), nonce=secrets.token_urlsafe(24),
    )  # fmt: skip


def begin_draft(one: Speaker) -> None:
    """Write under the name, as the form saves it; every other one adds a picture."""
    words = f"The words of a draft {one.draft_word}"
    if one.place % 2 == 0:
        one.picture = speaking.photo((one.place * 2, 90, 40), author=one.name)
        sent = one.browser.post("/files", data={"file": (BytesIO(one.picture), "a.jpg")}).get_json()
        words += f" {sent['markdown']}"
    data = {"title": one.draft_word, one.way.part: words, **one.way.beside}
    saved = one.browser.post(one.way.draft.format(key=one.draft_key), data=data)
    assert saved.status_code == 302


def speak(one: Speaker) -> None:
    """Go on without a name, and send it."""
    typed = {"title": one.draft_word, "submission_key": one.draft_key}
    assert one.browser.post(one.way.switch.format(key=one.draft_key), data=typed).status_code == 200
    pictures = {"pictures": (BytesIO(one.picture), "a.jpg")} if one.picture else {}
    form = one.way.sent(nonce=one.nonce, title=f"Propose {a_word()}", **pictures)
    made = speaking.send(one.browser, form, one.way.form)
    one.number, one.code = made.number, made.code


def speak_by_name(one: Speaker) -> None:
    form = one.way.sent(title=f"Propose {one.draft_word}", submission_key=one.draft_key, **one.way.beside)
    answer = one.browser.post(one.way.by_name, data=form)
    one.number = int(re.findall(r"\d+", answer.location)[-1])


def act_from_the_account(one: Speaker, all_of_them: list[Speaker], luck: random.Random) -> None:
    """Support (or react to) and follow one's own and others', as everybody does."""
    for other in {one.number, *(other.number for other in luck.sample(all_of_them, 3))}:
        if one.way.kind == "initiative":
            one.browser.post(f"/initiatives/a{-other}/support")
        else:
            given = one.browser.post(f"/knowledge/a{-other}/reactions", data={"give": "useful"})
            assert given.status_code == 302
        one.browser.post(f"/discussion/{one.way.kind}/a{-other}/follow")


def converse(client: Clients, one: Speaker) -> None:
    stranger = client()
    assert speaking.enter(stranger, Ticket(one.number, one.code)).status_code == 303
    said = {"body": f"A message {a_word()}", "form_key": secrets.token_urlsafe(24)}
    assert stranger.post("/anonymous/messages", data=said).status_code == 303


def publish_all(editor: Actor) -> None:
    """What waits for the editors is read by everybody then."""
    waiting = select(KnowledgeRevision).where(
        KnowledgeRevision.state == RevisionState.IN_REVIEW, KnowledgeRevision.author_id.is_(None)
    )
    with transaction() as writing:
        for revision in writing.scalars(waiting).all():
            publish(writing, revision, editor, now=clock.now())


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


def spoken(many: list[Speaker]) -> None:
    for one in many:
        speak(one)


# The searches.


def rows(session: Session) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every table."""
    session.rollback()
    for table in db.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            yield table.name, dict(row)


def person_columns(table: str) -> set[str]:
    keys = {key.parent.name for key in db.metadata.tables[table].foreign_keys if key.column.table.name == "people"}
    return keys | PERSON_COLUMNS & set(db.metadata.tables[table].columns.keys())


OWN_TABLES = {way.table for way in WAYS.values()}


def names_number(table: str, row: dict[str, Any], number: int) -> bool:
    """Whether the row is of the initiative; a drawn number may also stand anywhere in a text."""
    own = ["id"] if table in OWN_TABLES else ["initiative_id", "item_id", "number"]
    if table == "knowledge_revisions":  # its own number counts within the text
        own.remove("number")
    if number in {row.get(column) for column in own}:
        return True
    return number < 0 and any(str(-number) in str(value) for value in row.values() if value is not None)


def joined_rows(everything: list[tuple[str, dict[str, Any]]], one: Speaker) -> list[str]:
    """Tables in which a row holds both the number and its author."""
    found = []
    for table, row in everything:
        if table in VOLUNTARY or str(row.get("name", "")).startswith(BY_THEMSELVES):
            continue
        if names_number(table, row, one.number):
            keys = {row[column] for column in person_columns(table)}
            words = " ".join(str(value) for value in row.values())
            if one.actor.id in keys or one.email in words or one.name in words:
                found.append(table)
    return found


def kept_bytes(database: SqliteDatabase | PostgresDatabase, data_dir: Path, session: Session) -> bytes:
    """Everything that lies on the disk; of PostgreSQL, whose files are the server's, every row."""
    found = [path.read_bytes() for path in sorted(data_dir.rglob("*")) if path.is_file()]
    if isinstance(database, SqliteDatabase):
        found += [path.read_bytes() for path in sorted(database.folder.glob("test.sqlite3*"))]
    else:
        found.append("\n".join(str(row) for row in rows(session)).encode())
    return b"".join(found)


def correlation(pairs: list[tuple[float, float]]) -> float:
    """Spearman's rank correlation: 1 for one and the same order, around 0 for none (Spearman, 1904)."""
    firsts, seconds = (_ranks([pair[side] for pair in pairs]) for side in (0, 1))
    count = len(pairs)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(firsts, seconds, strict=True)) / (count * (count**2 - 1))


@dataclass(frozen=True)
class Order:
    """How far the order of rows tells the order of their authors."""

    rho: float
    pairs: int

    @property
    def tells(self) -> bool:
        """Whether it is more than chance; the standard deviation of rho without a connection is 1/sqrt(pairs - 1)."""
        bound = FAR / math.sqrt(self.pairs - 1)
        assert bound < 0.75, "too few pairs: an order would not be seen"
        return abs(self.rho) > bound


def _ranks(values: list[float]) -> list[int]:
    ordered = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0] * len(values)
    for rank, place in enumerate(ordered):
        ranks[place] = rank
    return ranks


def physical_order(session: Session, table: str) -> list[dict[str, Any]]:
    """The rows of a table with the place at which the database itself keeps each."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        place = "(ctid::text::point)[0] * 1000 + (ctid::text::point)[1]"
    else:
        made = db.metadata.tables[table]
        by_key = f"row_number() OVER (ORDER BY {', '.join(column.name for column in made.primary_key)})"
        place = "rowid" if made.dialect_options["sqlite"]["with_rowid"] else by_key
    found = session.execute(text(f"SELECT {place} AS place, t.* FROM {table} t ORDER BY 1"))
    return [dict(row) for row in found.mappings()]


def orders(session: Session, many: list[Speaker]) -> dict[str, Order]:
    """How far the place of a row in each table tells the place of its author among all."""
    found = {}
    for table in db.metadata.tables:
        if table in VOLUNTARY:
            continue
        kept = physical_order(session, table)
        pairs = [
            (float(one.place), float(row["place"]))
            for one in many
            for row in [next((row for row in kept if names_number(table, row, one.number)), None)]
            if row is not None
        ]
        if len(pairs) > BY_NAME / 2:
            found[table] = Order(correlation(pairs), len(pairs))
    return found


# What must not be found, and what must be.


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
