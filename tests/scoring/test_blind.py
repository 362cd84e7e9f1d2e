"""Nobody learns another's score before they have given theirs: not from any page, export, command or the journal."""

import json
import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.export_command import export_command
from portal.core.actor import Actor
from portal.core.journal import JournalEntry
from portal.notifications.models import Notification
from portal.people.models import Role
from portal.scoring.formulas import Kind
from tests import factories as people
from tests.conftest import Clients
from tests.contracts.test_routes_and_roles import address, routes
from tests.initiatives import factories
from tests.scoring.factories import called, chosen, given, members, numbers, own_model

#: Numbers and words that stand nowhere else, so that they are found wherever they leak: 73219 x 3 x 50 % / 3.7 weeks is
#: 29683.38.
REACH, EFFORT, NOTE = "73219", "3.7", "Бузкова-дзиґа"
LEAKS = re.compile(
    rf"73[\s\u00a0\u202f,.]?219|29[\s\u00a0\u202f,.]?683|(?<![\d.,])3[.,]7(?![\d.,])|{NOTE}", re.IGNORECASE
)


def leaks(text: str) -> list[str]:
    return [found[0] for found in LEAKS.finditer(text)]


@pytest.fixture
def secret(olena: Actor, hanna: Actor, now: datetime) -> int:
    """An initiative that two others of the committee have scored by RICE, and Hanna hasn't."""
    number = factories.initiative(olena, now=now - timedelta(days=1)).id
    called(number, hanna, Kind.RICE)
    for actor in members(2):
        given(number, actor, numbers(reach=REACH, impact=3, confidence=0.5, effort=EFFORT), note=NOTE)
    return number


def pages(app: Flask, number: int) -> Iterator[str]:
    """Every address that can be asked for, with the initiative's number wherever one has a place."""
    ids = {"number": number, "item_id": number, "person_id": 1}
    for rule, method in routes(app):
        if method == "GET":
            path = address(rule, ids).replace("<kind>", "initiative")
            yield path
            if "<kind>" in rule.rule or "x" * 22 in path:
                yield re.sub("x" * 22, "initiative", path)
    for more in ("csv", "xlsx"):
        yield f"/initiatives/export.{more}"
        yield f"/scoring/agreed/export.{more}"
    yield from (
        f"/initiatives/{number}?show=history", "/initiatives?sort=activity", "/search?q=Бузкова",
        f"/queue?open={number}", f"/scoring/{number}?correct=1", f"/scoring/next?after={number}", "/inbox?topic=queue",
    )  # fmt: skip


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.ADMINISTRATOR, Role.EDITOR, Role.MENTOR, Role.EMPLOYEE])
def test_no_page_and_no_export_tells_it(app: Flask, client: Clients, secret: int, hanna: Actor, role: Role) -> None:
    looking = hanna if role is Role.COMMITTEE else people.person("Хтось Допитливий", None, role)
    browser, found = client(looking), {}
    for path in pages(app, secret):
        answer = browser.get(path, follow_redirects=True)
        text = answer.get_data().decode("utf-8", "replace")
        if told := leaks(text):
            found[path] = told
    assert found == {}


def test_forms_that_are_refused_do_not_tell_it(client: Clients, secret: int, hanna: Actor) -> None:
    browser = client(hanna)
    for path, data in (
        (f"/scoring/{secret}", {"on_reach": "0", "version": "1"}),
        (f"/scoring/{secret}", {"version": "99999"}),
        (f"/scoring/{secret}/agree", {"version": "1", "on_reach": "1", "on_impact": "1", "on_confidence": "1"}),
        (f"/scoring/{secret}/call", {"version": "999"}),
    ):
        answer = browser.post(path, data=data)
        assert answer.status_code in {404, 409, 422}
        assert leaks(answer.text) == []


@pytest.mark.parametrize("others_have_scored", [False, True])
def test_calling_to_the_version_that_is_due_does_not_tell_whether_others_have_scored(
    client: Clients, olena: Actor, hanna: Actor, now: datetime, earlier: datetime, others_have_scored: bool
) -> None:
    (roman,) = members(1)
    due = own_model(hanna, weights=(3, 2, 1), now=earlier)
    chosen(hanna, due, now=earlier)
    number = factories.initiative(olena, now=earlier + timedelta(hours=1)).id
    own_model(hanna, weights=(1, 1, 1), after=1, now=now)
    if others_have_scored:
        given(number, roman, numbers(c1=5, c2=2, c3=4), note=NOTE)
    browser = client(hanna)
    assert f'value="{due}"' in browser.get(f"/scoring/{number}").text
    assert browser.post(f"/scoring/{number}/call", data={"version": due}).status_code == 303
    assert leaks(browser.get(f"/scoring/{number}").text) == []


def test_what_one_meets_is_the_same_whether_others_have_scored_or_not(
    client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    """Byte for byte, but for what is new on each page anyway."""
    (roman,) = members(1)
    number = factories.initiative(olena, now=now - timedelta(days=1)).id
    browser = client(hanna)
    addresses = (
        "/scoring", f"/scoring/{number}", f"/initiatives/{number}", "/scoring/agreed", "/scoring/matrix", "/",
        "/initiatives", "/initiatives?sort=activity", "/queue", f"/initiatives/{number}?show=history", "/inbox",
    )  # fmt: skip

    def seen() -> dict[str, str]:
        return {path: without_what_is_new(browser.get(path).text) for path in addresses}

    before = seen()
    given(number, roman, numbers(impact=5, effort=1), note=NOTE)
    after = seen()
    assert {path: lines for path in addresses if (lines := different(before[path], after[path]))} == {}


def different(one: str, other: str) -> list[str]:
    """Lines that one page has and the other hasn't."""
    return sorted({*one.splitlines()} ^ {*other.splitlines()})


def without_what_is_new(text: str) -> str:
    """Keys against forgery and against sending twice, made anew for each page."""
    return re.sub(
        r'(csrf[_-]token"[^>]*(?:value|content)|_key"(?: type="hidden")? value|name="seen" value)="[^"]*"', "", text
    )


def test_after_ones_own_everything_is_seen(client: Clients, secret: int, hanna: Actor) -> None:
    given(secret, hanna, numbers(reach=10, impact=1, confidence=1, effort=1))
    page = client(hanna).get(f"/scoring/{secret}").text
    assert set(leaks(page)) >= {NOTE}
    assert "Роман Глибокий" in page


def test_the_journal_and_the_inbox_hold_no_values(session: Session, secret: int, hanna: Actor) -> None:
    given(secret, hanna, numbers(reach=REACH, impact=3, confidence=0.5, effort=EFFORT), note=NOTE)
    session.rollback()
    entries = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    scoring = [entry for entry in entries if entry.name.startswith("scoring.")]
    assert scoring
    for entry in entries:
        assert leaks(json.dumps(entry.data, ensure_ascii=False)) == []
    allowed = {"initiative_id", "round_id", "version_id", "given_by", "corrected"}
    assert {key for entry in scoring for key in entry.data} <= allowed
    rows = [{column.name: getattr(row, column.name) for column in Notification.__table__.columns}
            for row in session.scalars(select(Notification))]  # fmt: skip
    assert leaks(json.dumps(rows, default=str, ensure_ascii=False)) == []


def test_only_those_who_have_scored_are_told_that_enough_have(
    session: Session, client: Clients, olena: Actor, hanna: Actor
) -> None:
    number, (roman, iryna, andrii) = factories.initiative(olena).id, members(3)
    for actor in (roman, iryna, andrii):
        given(number, actor, numbers(impact=3, effort=3))
    session.rollback()
    quorum = select(Notification.person_id).join(JournalEntry, JournalEntry.id == Notification.entry_id)
    told = session.scalars(quorum.where(JournalEntry.name == "scoring.quorum_reached")).all()
    assert sorted(told) == sorted([roman.id, iryna.id])
    assert "порівн" not in client(hanna).get("/inbox").text


@pytest.mark.parametrize("arguments", [[], ["--markdown"]])
def test_no_command_takes_it_along(
    app: Flask, secret: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setattr("portal.cli.transfer.export_command.portal_app", lambda: nullcontext(app))
    folder = tmp_path / "archive"
    done = CliRunner().invoke(export_command, [*arguments, *([str(folder)] if arguments else [])])
    text = done.output + "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob("*") if path.is_file()
    )
    assert factories.PROBLEM in text, done.output
    assert leaks(text) == []
