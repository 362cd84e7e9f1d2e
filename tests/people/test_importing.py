"""People from files: exactly what the preview says, all or nothing, and the same file twice changes nothing."""

import base64
import io
import lzma
import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.core.actor import Actor
from portal.core.db import db, is_writing, transaction
from portal.core.drafts import Draft, drafts_of
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.packing import pack
from portal.core.reference import reference_changed
from portal.people.models import Person, Role, Team
from portal.people.queries import active_people_with_role
from portal.people.services.import_plan import plan_import
from portal.people.services.importing import apply_import
from portal.people.services.person_rows import check_rows
from portal.people.services.spreadsheets import DRAFT_FORM, MAX_UNPACKED, keep_table, kept_table, pack_table, read_table
from portal.people.views import staff_import
from tests.conftest import Clients
from tests.statements import counted

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
    assert confirm(client, lidiia, address).status_code == 200
    person = oleg(session)
    assert (person.email, person.team_id, person.started_on) == ("oleg@example.test", care_team.id, date(2024, 5, 31))
    assert {row.role for row in person.roles} == {Role.MENTOR, Role.EDITOR}
    zoia = session.scalars(select(Person).where(Person.external_id == "8")).one()
    assert zoia.mentor_id == person.id
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


@pytest.mark.parametrize(("name", "meant"), [("Команда турбити", True), ("команда: турботи", True), ("Каса", False)])
def test_a_new_team_that_is_all_but_a_known_one_is_asked_about(
    client: Clients, lidiia: Actor, care_team: Team, name: str, meant: bool
) -> None:
    preview = client(lidiia).get(upload(client, lidiia, UKRAINIAN.replace("Нова команда", name).encode()).location).text
    assert (f"«{name}» — це майже «Команда турботи»" in preview) is meant
    assert f"<li>{name}</li>" in preview


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
        ("roles", ("mentor",), ()),
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
        {"name": "Хтось", "email": "не адреса"},
        {"name": "Хтось", "email": "x@example.test", "roles": "цар"},
        {"name": "Хтось", "email": "x@example.test", "language": "fr"},
        {"name": "Хтось", "email": "x@example.test", "start date": "завтра"},
        {"name": "Хтось", "email": "x@example.test", "mentor": "nobody@example.test"},
        {"name": "Хтось", "email": "x@example.test", "mentor": "x@example.test"},
        {"id": "8", "name": "Хтось", "email": "oleg@example.test"},
        {"name": "Хтось" * 200, "email": "x@example.test"},
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
    assert confirm(client, lidiia, address).status_code == 200
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


def people_of_a_company(count: int) -> bytes:
    """Names and addresses as various as in life."""
    chance = random.Random(5)  # noqa: S311 - no secret

    def word(alphabet: str, letters: int) -> str:
        return "".join(chance.choices(alphabet, k=letters))

    names = [(word("авеиклмнорст", 6), word("abeiklmnorst", 12)) for _ in range(count)]
    rows = [
        f"{n};{name.title()} {word('авеиклмнорст', 8).title()};{address}{n}@example.test;Команда {n % 40};експерт"
        for n, (name, address) in enumerate(names)
    ]
    return "\n".join(["id;name;email;team;job", *rows]).encode()


def test_five_thousand_people_fit(client: Clients, lidiia: Actor) -> None:
    answer = upload(client, lidiia, people_of_a_company(5000))
    assert answer.status_code == 302
    assert client(lidiia).get(answer.location).status_code == 200


def test_a_preview_that_nobody_confirmed_is_forgotten(
    client: Clients, lidiia: Actor, now: datetime, session: Session
) -> None:
    for days in (3, 2, 0):
        with transaction() as writing:
            keep_table(
                writing,
                lidiia,
                f"{days}" * 20,
                pack_table(read_table(UKRAINIAN.encode())),
                now=now - timedelta(days=days),
            )
    assert [draft.key for draft in drafts_of(session, lidiia, DRAFT_FORM)] == ["0" * 20]
    assert kept_table(session, lidiia, "0" * 20) == read_table(UKRAINIAN.encode())


def test_everybody_new_gets_a_link_that_is_shown_once(
    client: Clients, lidiia: Actor, care_team: Team, session: Session
) -> None:
    address = upload(client, lidiia, UKRAINIAN.encode()).location
    page = confirm(client, lidiia, address).text
    links = re.findall(r"/link/([\w-]{43})<", page)
    assert len(set(links)) == 2
    assert client(None).get(f"/link/{links[0]}").status_code == 200
    assert "Олег Квіт" in client(None).get(f"/link/{links[0]}").text
    assert client(lidiia).post(address, data={"digest": "x"}).status_code == 404


def test_an_import_that_only_changes_people_makes_no_links(
    client: Clients, lidiia: Actor, care_team: Team, session: Session
) -> None:
    confirm(client, lidiia, upload(client, lidiia, UKRAINIAN.encode()).location)
    address = upload(client, lidiia, "id,job\n7,наставник нових\n".encode()).location
    assert confirm(client, lidiia, address).location == "/administration/people"
    assert oleg(session).job == "наставник нових"


def test_the_preview_tells_first_day_and_mentor(client: Clients, lidiia: Actor, care_team: Team) -> None:
    page = client(lidiia).get(upload(client, lidiia, UKRAINIAN.encode()).location).text
    assert "31 трав. 2024" in page
    assert page.count("oleg@example.test") == 2
    confirm(client, lidiia, upload(client, lidiia, UKRAINIAN.encode()).location)
    moved = UKRAINIAN.replace("31.05.2024;", "01.06.2024;zoia@example.test")
    page = client(lidiia).get(upload(client, lidiia, moved.encode()).location).text
    assert "<del>31 трав. 2024" in page
    assert "<ins>zoia@example.test</ins>" in page


def test_all_faults_of_a_line_are_named_at_once(lidiia: Actor, care_team: Team, session: Session) -> None:
    row = {"name": "Х", "email": "не адреса", "start date": "завтра", "roles": "цар", "mentor": "nobody@example.test"}
    plan = plan_import(session, check_rows([row]))
    assert {fault.field for fault in plan.faults} == {"name", "email", "started_on", "roles", "mentor"}
    assert len(plan.faults) == 5


def test_a_faulty_line_is_still_known_to_others(session: Session) -> None:
    rows = [{"name": "Ганна", "email": "h@example.test", "roles": "цар"}, {**ROWS[0], "mentor": "h@example.test"}]
    assert [fault.field for fault in plan_import(session, check_rows(rows)).faults] == ["roles"]


def test_two_lines_that_mean_one_person_are_a_fault(
    lidiia: Actor, care_team: Team, now: datetime, session: Session
) -> None:
    with transaction() as writing:
        apply_import(writing, plan_import(writing, check_rows(ROWS)), lidiia, now)
    rows = [{"id": "7", "job": "тренер"}, {"email": "oleg@example.test", "job": "експерт"}]
    assert [fault.line for fault in plan_import(session, check_rows(rows)).faults] == [2]


def test_a_closed_account_is_changed_only_when_it_is_opened(
    lidiia: Actor, care_team: Team, now: datetime, session: Session
) -> None:
    with transaction() as writing:
        apply_import(writing, plan_import(writing, check_rows(ROWS)), lidiia, now)
        apply_import(writing, plan_import(writing, check_rows([{"id": "8", "active": False}])), lidiia, now)
    assert plan_import(session, check_rows([{"id": "8", "name": "Зоя Рай"}])).unchanged
    assert plan_import(session, check_rows([{"id": "8", "job": "тренер"}])).faults
    assert plan_import(session, check_rows([{"id": "8", "job": "тренер", "active": True}])).changed


def test_nobody_new_comes_into_a_closed_team(now: datetime, session: Session) -> None:
    with transaction() as writing:
        writing.add(Team(name="Закрита", closed_at=now))
        reference_changed(writing)
    rows = check_rows([{**ROWS[0], "team": "закрита"}])
    assert [fault.field for fault in plan_import(session, rows).faults] == ["team"]


def test_another_administrator_of_the_file_may_take_over(lidiia: Actor, now: datetime, session: Session) -> None:
    email = session.get_one(Person, lidiia.id).email
    rows = [{"email": email, "roles": "employee"}, {**ROWS[1], "mentor_email": "", "roles": ["administrator"]}]
    assert [fault.line for fault in plan_import(session, check_rows(rows[:1])).faults] == [1]
    with transaction() as writing:
        apply_import(writing, plan_import(writing, check_rows(rows)), lidiia, now)
    assert active_people_with_role(session, Role.ADMINISTRATOR) != [lidiia.id]


def test_many_new_people_cost_few_statements_each(lidiia: Actor, now: datetime) -> None:
    def cost(count: int) -> int:
        rows = check_rows(read_table(people_of_a_company(count)).rows)
        with transaction() as writing, counted() as seen:
            apply_import(writing, plan_import(writing, rows), lidiia, now)
            writing.rollback()
        return len(seen)

    assert (cost(120) - cost(80)) / 40 <= 4  # the person, the role, the entry, and that search is to hear of it


def test_a_kept_table_is_never_unpacked_without_bounds(lidiia: Actor, now: datetime) -> None:
    bomb = base64.b85encode(lzma.compress(b"[" + b" " * (2 * MAX_UNPACKED) + b"]")).decode()
    other_shapes = (
        [], "81", None, {"columns": {}}, {"columns": [], "ignored": []}, {"columns": {"line": [[]]}, "ignored": []},
        {"columns": {"email": ["a@malva-dim.example"]}, "ignored": []}, {"columns": {"line": 1}, "ignored": []},
        {"columns": {"line": [1], "name": [{}]}, "ignored": []}, {"columns": {"line": [1, 2], "name": ["я"]}},
    )  # fmt: skip
    for packed in (bomb, "no table at all", *(pack(shape, tightness=6) for shape in other_shapes)):
        with transaction() as session:
            keep_table(session, lidiia, "1" * 20, packed, now=now)
        with pytest.raises(NotFound):
            kept_table(db.session(), lidiia, "1" * 20)
