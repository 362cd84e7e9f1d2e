"""Import and export: whole or not at all, the same id is the same item, what goes out comes back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.initiatives.models import Initiative, Origin, StatusType
from portal.initiatives.services.counting import count_faults
from portal.people.models import Person, Role
from tests.cli.conftest import Installation

OLHA = {
    "kind": "person",
    "id": "p-1",
    "name": "Ольга Мельник",
    "email": "Olha@Example.test",
    "team": "Доставка",
    "roles": ["committee"],
    "mentor": "ivan@example.test",
}
IVAN = {"kind": "person", "id": "p-2", "name": "Іван Дуб", "email": "ivan@example.test", "started_on": "2024-02-01"}
RAMP = {
    "id": "i-1",
    "kind": "initiative",
    "lang": "uk",
    "title": "Пандус біля нового магазину",
    "problem": "Люди з візочками не можуть зайти до магазину самі.",
    "solution": "Поставити пандус до відкриття кожного магазину.",
    "outcome": "Кожен заходить сам, без нашої допомоги.",
    "tags": ["пандус", "доступність"],
    "author": "olha@example.test",
    "created": "2025-03-01T10:00:00+02:00",
    "status": "accepted",
    "area": "Магазини",
    "metric": {"name": "входи без сходинок", "unit": "%", "baseline": 54.5, "target": 85},
}
WHOLE_BODY = {
    "id": 2,
    "title": "Ліфт не працює третій день",
    "body": "Проблема: у будинку не працює ліфт.\n\nРішення: полагодити і повісити номер.\n\nРезультат: ліфт їздить.",
}
LOOSE_BODY = {"id": "i-3", "title": "Просто думка без розділів", "body": "Було б добре мати чайник на кухні."}


def lines(*items: dict[str, Any]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def test_people_and_initiatives_come_in(installation: Installation) -> None:
    result = installation.run("import", "-", stdin=lines(RAMP, WHOLE_BODY, LOOSE_BODY, OLHA, IVAN))
    assert result.exit_code == 0, result.output
    with installation.opened() as session:
        ramp = session.scalars(select(Initiative).where(Initiative.external_id == "i-1")).one()
        assert (ramp.status_type, ramp.author.name, ramp.area.name) == (
            StatusType.ACCEPTED,
            "Ольга Мельник",
            "Магазини",
        )
        assert [tag.name for tag in ramp.tags] == ["доступність", "пандус"]
        assert ramp.submitted_at.isoformat() == "2025-03-01T08:00:00+00:00"
        lift = session.scalars(select(Initiative).where(Initiative.external_id == "2")).one()
        assert (lift.problem, lift.outcome) == ("у будинку не працює ліфт.", "ліфт їздить.")
        thought = session.scalars(select(Initiative).where(Initiative.external_id == "i-3")).one()
        assert (thought.origin, thought.complete) == (Origin.PROBLEM, False)
        olha = session.scalars(select(Person).where(Person.email == "olha@example.test")).one()
        assert ([row.role for row in olha.roles], olha.mentor.name) == ([Role.COMMITTEE], "Іван Дуб")
        assert count_faults(session) == []


def test_a_second_run_changes_nothing(installation: Installation) -> None:
    file = lines(OLHA, IVAN, RAMP, WHOLE_BODY)
    installation.run("import", "-", stdin=file)
    result = installation.run("import", "-", stdin=file)
    assert "people: 0 created, 0 updated, 2 unchanged" in result.output
    assert "initiatives: 0 created, 0 updated, 2 unchanged" in result.output


def test_a_changed_line_updates_its_item(installation: Installation) -> None:
    installation.run("import", "-", stdin=lines(OLHA, IVAN, RAMP))
    moved = {**IVAN, "team": "Склад"}
    reworded = {**RAMP, "title": "Пандус біля кожного магазину"}
    result = installation.run("import", "-", stdin=lines(moved, reworded))
    assert "people: 0 created, 1 updated, 0 unchanged" in result.output
    assert "initiatives: 0 created, 1 updated, 0 unchanged" in result.output
    assert installation.ask(lambda session: session.scalar(select(func.count()).select_from(Initiative))) == 1


def test_a_dry_run_keeps_nothing(installation: Installation) -> None:
    result = installation.run("import", "--dry-run", "-", stdin=lines(OLHA, IVAN, RAMP))
    assert "initiatives: 1 created" in result.output
    assert installation.ask(lambda session: session.scalar(select(func.count()).select_from(Person))) == 0


FAULTS: list[tuple[str, str]] = [
    ("nonsense", "this isn't JSON"),
    ("[1]", "one JSON object"),
    ('{"id":"x","title":"\\ud800 half","problem":"p"}', "half a character"),
    ('{"id":"x","kind":"case","title":"t","problem":"p"}', "kind is 'case'"),
    ('{"id":"x","problem":"p"}', "'title' is missing"),
    ('{"title":"t","problem":"p"}', "'id' is missing"),
    ('{"id":"x","title":"t"}', "there is no text"),
    ('{"id":"x","title":"t","body":"b","problem":"p"}', "instead of the three parts"),
    ('{"id":"x","title":"t","problem":"p","author":"nobody@example.test"}', "nobody@example.test"),
    ('{"id":"x","title":"t","problem":"p","author":"nobody"}', "no e-mail address"),
    ('{"id":"x","title":"t","problem":"p","status":"accepted"}', "all three parts"),
    ('{"id":"x","title":"t","problem":"p","status":"dreamt"}', "no status dreamt"),
    ('{"id":"x","title":"t","problem":"p","created":"soon"}', "'created' is 'soon'"),
    ('{"id":"x","title":"t","problem":"p","created":"2999-01-01"}', "lies in the future"),
    ('{"id":"x","title":"t","problem":"p","tags":"one"}', "'tags' has to be a list"),
    ('{"id":"x","title":"t","problem":"p","metric":{"name":"m","target":"many"}}', "no number"),
    ('{"id":"x","title":"t","problem":"p","lang":"de"}', "'lang' is 'de'"),
    ('{"kind":"person","name":"N"}', "'email' is missing"),
    ('{"kind":"person","name":"N","email":"n@example.test","roles":["king"]}', "'roles' has to be a list"),
    ('{"kind":"person","name":"N","email":"n@example.test","mentor":"ghost@example.test"}', "ghost@example.test"),
    ('{"id":"i-1","title":"t","problem":"p"}', "stands in line 1 already"),
]


def test_every_fault_is_named_with_its_line_and_nothing_comes_in(installation: Installation) -> None:
    faulty = [line.replace('"id":"x"', f'"id":"x-{number}"') for number, (line, _) in enumerate(FAULTS)]
    file = lines(RAMP, OLHA, IVAN) + "\n".join(faulty)
    result = installation.run("import", "-", stdin=file)
    assert result.exit_code == 1
    said = {line.split(":")[0]: line for line in result.stderr.splitlines() if line.startswith("line ")}
    for number, (_, sentence) in enumerate(FAULTS, 4):
        assert sentence in said[f"line {number}"]
    assert len(said) == len(FAULTS)
    assert installation.ask(lambda session: session.scalar(select(func.count()).select_from(Person))) == 0


@pytest.mark.parametrize("raw", [b"\xff\xfe{}\n", b'{"id": 1}\x80\n'])
def test_text_that_is_not_utf8_is_a_fault(installation: Installation, raw: bytes) -> None:
    result = installation.run("import", "-", stdin=raw)
    assert (result.exit_code, "line 1: the text isn't UTF-8" in result.stderr) == (1, True)


def test_what_goes_out_comes_back(installation: Installation, new_installation: Callable[[], Installation]) -> None:
    installation.run("import", "-", stdin=lines(OLHA, IVAN, RAMP, WHOLE_BODY, LOOSE_BODY))
    first = installation.run("export").stdout
    elsewhere = new_installation()
    assert elsewhere.run("import", "-", stdin=first).exit_code == 0
    assert elsewhere.run("export").stdout == first


def test_an_export_of_ones_own_changes_nothing(installation: Installation) -> None:
    installation.run("import", "-", stdin=lines(OLHA, IVAN, RAMP))
    with installation.opened() as session:
        session.scalars(select(Initiative)).one().external_id = None
        session.commit()
    own = installation.run("export").stdout
    result = installation.run("import", "-", stdin=own)
    assert "initiatives: 0 created, 0 updated, 1 unchanged" in result.output


def test_only_one_kind_goes_out_when_asked(installation: Installation) -> None:
    installation.run("import", "-", stdin=lines(OLHA, IVAN, RAMP))
    kinds = [json.loads(line)["kind"] for line in installation.run("export", "--kind", "person").stdout.splitlines()]
    assert kinds == ["person", "person"]
