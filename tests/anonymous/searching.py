"""Many who speak, by name and without one, and the searches for what would join a word to its author."""

import math
import random
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal.anonymous.services.codes import Ticket
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.knowledge.models import KnowledgeRevision, RevisionState
from portal.knowledge.services.reviewing import publish
from portal.people.models import Person
from tests import factories as people
from tests.anonymous import speaking, telling
from tests.conftest import Clients
from tests.databases import PostgresDatabase, SqliteDatabase

MANY = 100
BY_NAME, FEW = 20, 20
#: Standard deviations of a rank correlation: chance goes that far once in 100,000.
FAR = 4.5


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
