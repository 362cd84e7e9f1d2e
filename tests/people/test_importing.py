"""People from files: exactly what the preview says, all or nothing, and the same file twice changes nothing."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.core.actor import Actor
from portal.core.db import db, is_writing, transaction
from portal.core.drafts import Draft
from portal.core.errors import Forbidden, Invalid
from portal.people.models import Person, Role, Team
from portal.people.services.importing import apply_import, check_rows, plan_import
from portal.people.services.spreadsheets import read_table
from portal.people.views import staff_import
from tests.conftest import Clients

UKRAINIAN = """Табельний номер;ПІБ;Пошта;Команда;Посада;Роль;Мова;Перший день;Наставник
7;Олег Квіт;OLEG@example.test;Команда турботи;експерт;наставник, редактор;українська;31.05.2024;
8;Зоя Рай;zoia@example.test;Нова команда;;;;;oleg@example.test
"""
ROWS = [
    {"id": "7", "name": "Олег Квіт", "email": "oleg@example.test", "team": "Команда турботи", "roles": ["mentor"]},
    {"id": "8", "name": "Зоя Рай", "email": "zoia@example.test", "mentor_email": "oleg@example.test"},
]


def upload(client: Clients, by: Actor, data: bytes, name: str = "people.csv") -> TestResponse:
    return client(by).post("/administration/people/import", data={"file": (io.BytesIO(data), name)})


def confirm(client: Clients, by: Actor, address: str) -> TestResponse:
    page = client(by).get(address).text
    digest = page.split('name="digest"')[1].split('value="')[1].split('"')[0]
    return client(by).post(address, data={"digest": digest})


def oleg(session: Session) -> Person:
    session.rollback()
    return session.scalars(select(Person).where(Person.external_id == "7")).one()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_files_of_every_office_are_read(encoding: str, separator: str) -> None:
    table = read_table(UKRAINIAN.replace(";", separator).encode(encoding))
    assert [row["name"] for row in table.rows] == ["Олег Квіт", "Зоя Рай"]
    assert [row["line"] for row in table.rows] == [2, 3]


def test_a_workbook_is_read_without_running_formulas() -> None:
    book = Workbook()
    book.active.append(["name", "e-mail", "start date", "id", "shoe size"])
    book.active.append(["=1+1", "oleg@example.test", datetime(2024, 5, 31), 7.0, 43])  # noqa: DTZ001 - as Excel keeps it
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue())
    assert table.rows == [{"line": 2, "email": "oleg@example.test", "started_on": "2024-05-31", "id": "7"}]
    assert table.ignored == ["shoe size"]


@pytest.mark.parametrize(
    "data", [b"", b"a;b\n1;2", b"PK\x03\x04rubbish", b"email;e-mail\na@b.c;d@e.f", b"x" * 6_000_000]
)
def test_what_is_no_table_of_people_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        read_table(data)


def test_preview_then_import(client: Clients, lidiia: Actor, care_team: Team, session: Session) -> None:
    address = upload(client, lidiia, UKRAINIAN.encode("cp1251")).location
    preview = client(lidiia).get(address).text
    assert session.scalar(select(func.count()).where(Person.external_id.is_not(None))) == 0
    assert "Нова команда" in preview
    assert confirm(client, lidiia, address).status_code == 302
    person = oleg(session)
    assert (person.email, person.team_id, person.started_on) == ("oleg@example.test", care_team.id, date(2024, 5, 31))
    assert {row.role for row in person.roles} == {Role.MENTOR, Role.EDITOR}
    zoia = session.scalars(select(Person).where(Person.external_id == "8")).one()
    assert zoia.mentor_id == person.id
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_the_same_file_twice_changes_nothing(client: Clients, lidiia: Actor, care_team: Team, session: Session) -> None:
    for _n in range(2):
        address = upload(client, lidiia, UKRAINIAN.encode()).location
        page = client(lidiia).get(address).text
        if 'name="digest"' in page:
            confirm(client, lidiia, address)
    plan = plan_import(session, check_rows(read_table(UKRAINIAN.encode()).rows))
    assert (len(plan.new), len(plan.changed), len(plan.unchanged)) == (0, 0, 2)


def test_changes_are_named_field_by_field(lidiia: Actor, care_team: Team, now: datetime, session: Session) -> None:
    with transaction() as writing:
        apply_import(writing, plan_import(writing, check_rows(ROWS)), lidiia, now)
    plan = plan_import(
        session, check_rows([{"id": "7", "email": "kvit@example.test", "job": "тренер", "roles": "employee"}])
    )
    assert [(change.field, change.before, change.after) for change in plan.changed[0].changes] == [
        ("email", "oleg@example.test", "kvit@example.test"),
        ("job", "", "тренер"),
        ("roles", "mentor", ""),
    ]


def test_an_empty_cell_leaves_what_is_there(lidiia: Actor, care_team: Team, now: datetime, session: Session) -> None:
    with transaction() as writing:
        apply_import(writing, plan_import(writing, check_rows(ROWS)), lidiia, now)
    assert plan_import(session, check_rows([{"id": "7", "name": "", "team": None, "roles": ""}])).unchanged


@pytest.mark.parametrize(
    "row",
    [
        {"email": "no-name@example.test"},
        {"name": "Без адреси"},
        {"name": "Х", "email": "не адреса"},
        {"name": "Х", "email": "x@example.test", "roles": "цар"},
        {"name": "Х", "email": "x@example.test", "language": "fr"},
        {"name": "Х", "email": "x@example.test", "start date": "завтра"},
        {"name": "Х", "email": "x@example.test", "mentor": "nobody@example.test"},
        {"name": "Х", "email": "x@example.test", "mentor": "x@example.test"},
        {"id": "8", "name": "Х", "email": "oleg@example.test"},
        {"name": "Х" * 200, "email": "x@example.test"},
    ],
)
def test_one_fault_stops_the_whole_import(
    lidiia: Actor, care_team: Team, now: datetime, session: Session, row: dict[str, str]
) -> None:
    with transaction() as writing:
        apply_import(writing, plan_import(writing, check_rows(ROWS)), lidiia, now)
    rows = [{"name": "Добра", "email": "good@example.test"}, row]
    plan = plan_import(session, check_rows(rows))
    assert [fault.line for fault in plan.faults] == [2]
    with pytest.raises(Invalid), transaction() as writing:
        apply_import(writing, plan, lidiia, now)
    assert session.scalar(select(func.count()).where(Person.email == "good@example.test")) == 0


def test_the_same_person_twice_in_a_file_is_a_fault(session: Session) -> None:
    plan = plan_import(session, check_rows([ROWS[0], {**ROWS[0], "id": "9"}]))
    assert len(plan.faults) == 1


def test_faults_are_shown_with_their_lines(client: Clients, lidiia: Actor) -> None:
    address = upload(client, lidiia, b"name,email\nX,bad\nY,y@example.test\n").location
    page = client(lidiia).get(address).text
    assert "2" in page
    assert 'name="digest"' not in page


def test_what_changed_meanwhile_is_shown_again(
    client: Clients, lidiia: Actor, care_team: Team, session: Session
) -> None:
    address = upload(client, lidiia, UKRAINIAN.encode()).location
    page = client(lidiia).get(address).text
    digest = page.split('name="digest"')[1].split('value="')[1].split('"')[0]
    with transaction() as writing:
        writing.add(Person(name="Олег", email="oleg@example.test", created_at=datetime.now().astimezone()))
    assert client(lidiia).post(address, data={"digest": digest}).status_code == 409
    assert session.scalar(select(func.count()).where(Person.email == "zoia@example.test")) == 0


def test_cells_are_read_while_nobody_waits_for_the_write_lock(
    client: Clients, lidiia: Actor, care_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing: list[bool] = []

    def watched(does: Callable[..., Any]) -> Callable[..., Any]:
        def watch(*given: Any) -> Any:
            writing.append(is_writing(db.session()))
            return does(*given)

        return watch

    for name in ("read_table", "pack_table", "kept_table", "check_rows"):
        monkeypatch.setattr(staff_import, name, watched(getattr(staff_import, name)))
    address = upload(client, lidiia, UKRAINIAN.encode()).location
    assert confirm(client, lidiia, address).status_code == 302
    assert len(writing) >= 6
    assert not any(writing)


def test_a_preview_belongs_to_whoever_made_it(client: Clients, lidiia: Actor, olena: Actor) -> None:
    address = upload(client, lidiia, UKRAINIAN.encode()).location
    assert client(olena).get(address).status_code == 403
    assert client(lidiia).get("/administration/people/import/" + "x" * 22).status_code == 404


def test_the_last_administrator_is_kept_by_an_import(lidiia: Actor, now: datetime) -> None:
    with transaction() as session:
        email = session.get_one(Person, lidiia.id).email
    with pytest.raises(Invalid), transaction() as session:
        apply_import(session, plan_import(session, check_rows([{"email": email, "roles": "employee"}])), None, now)


def test_only_administrators_import(olena: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden), transaction() as session:
        apply_import(session, plan_import(session, check_rows(ROWS)), olena, now)


def test_five_thousand_people_fit(client: Clients, lidiia: Actor) -> None:
    lines = "\n".join(
        f"{n};Людина Номер {n};person.number{n}@example.test;Команда {n % 40};експерт" for n in range(5000)
    )
    answer = upload(client, lidiia, f"id;name;email;team;job\n{lines}\n".encode())
    assert answer.status_code == 302
    assert client(lidiia).get(answer.location).status_code == 200
