"""Import and export: whole or not at all, the same id is the same item, what goes out comes back."""

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.anonymous.models import AnonymousCode, AnonymousMessage
from portal.core import clock
from portal.initiatives.models import Initiative, Origin, StatusType, Transition
from portal.initiatives.services.counting import count_faults
from portal.people.models import Person, Role
from tests.cli.conftest import Installation, Installer

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


def initiative(**said: Any) -> str:
    return json.dumps({"title": "t", "problem": "p", **said})


def person(**said: Any) -> str:
    return json.dumps({"kind": "person", "name": "Анна", **said})


FAULTS: list[tuple[str, str]] = [
    ("nonsense", "this isn't JSON"),
    ("[1]", "one JSON object"),
    ("[" * 200_000, "nested too deeply"),
    ('{"title":"\\ud800 half","problem":"p"}', "half a character"),
    (
        '{"title":"t","problem":"p","metric":{"name":"m","target":' + "9" * 5_000 + "}}",
        "a number that is none, or too long",
    ),
    (initiative(problem="p" * 1_100_000), "longer than 1 MB"),
    (initiative(kind="song"), "kind is 'song'"),
    (initiative(kind=["person"]), "kind is 'list'"),
    ('{"problem":"p"}', "title: is missing"),
    (initiative(title="t" * 161), "title: 'tttt"),
    (initiative(title=["t"]), "title: A text is needed"),
    ('{"title":"t"}', "there is no text"),
    (initiative(body="b"), "instead of the three parts"),
    (initiative(problem="p" * 20_001), "problem: has 20001 characters; 20000 are the most"),
    ('{"title":"t","body":"' + "b" * 20_001 + '"}', "body: its problem has more than 20000"),
    (initiative(solution=5), "solution: has to be a text"),
    (initiative(area="а" * 121), "area: 'аааа"),
    (initiative(author="nobody@example.test"), "nobody@example.test"),
    (initiative(author="nobody"), "author: 'nobody' is not an e-mail address"),
    (initiative(status="accepted"), "all three parts"),
    (initiative(status="dreamt"), "no status dreamt"),
    (initiative(created="soon"), "created: is 'soon'"),
    (initiative(created="2999-01-01"), "created: is '2999-01-01'"),
    (initiative(created="2199-01-01"), "lies in the future"),
    (initiative(created="0001-01-01T00:00:00+05:00"), "created: is '0001-01-01"),
    (initiative(created="9999-12-31T23:59:59-05:00"), "created: is '9999-12-31"),
    (initiative(defer_until="9999-12-31"), "defer_until: '9999-12-31' is not a date"),
    (initiative(tags="one"), "tags: has to be a list"),
    (initiative(tags=list("abcdefghi")), "tags: has 9 tags"),
    (initiative(metric={"name": "m", "target": "many"}), "metric: 'many' is no number"),
    (initiative(metric={"name": "m", "target": 10**30}), "is no number that can be kept"),
    (initiative(metric={"name": "m", "target": "NaN"}), "metric: 'NaN' is no number"),
    (initiative(metric={"name": "m", "target": [1]}), "metric: has to be a number"),
    (initiative(metric={"name": "m", "due_on": "0001-01-01"}), "metric: '0001-01-01' is not a date"),
    (initiative(metric=[]), "metric: has to be an object"),
    (initiative(lang="de"), "lang: is 'de'"),
    (person(), "A new person needs a name and an e-mail address"),
    (person(email="n1@example.test", roles=["king"]), "roles: 'king' is not a role"),
    (person(email="n2@example.test", roles=5), "roles: A text is needed"),
    (person(email="n3@example.test", mentor="ghost@example.test"), "mentor: There is no mentor"),
    (person(email="n4@example.test", active="yes"), "active: This has to be true or false"),
    (person(email="n5@example.test", started_on="0001-01-01"), "started_on: '0001-01-01' is not a date"),
    (person(email="n6@example.test", team="к" * 121), "team: 'кккк"),
    (person(email="n7@example.test", id=10**100), "id: A text is needed"),
    (person(email="olha@example.test"), "email: 'olha@example.test' stands in line 2 already"),
    (initiative(id="i-1"), "id: 'i-1' stands in line 1 already"),
]


def test_every_fault_is_named_with_its_line_and_nothing_comes_in(installation: Installation) -> None:
    numbered = [
        line.replace("{", f'{{"id":"x-{n}",', 1) if '"id"' not in line else line for n, (line, _) in enumerate(FAULTS)
    ]
    result = installation.run("import", "-", stdin=lines(RAMP, OLHA, IVAN) + "\n".join(numbered))
    assert result.exit_code == 1
    said = [line for line in result.stderr.splitlines() if line.startswith("line ")]
    for number, (_, sentence) in enumerate(FAULTS, 4):
        own = [line for line in said if line.startswith(f"line {number}: ")]
        assert len(own) == 1, (number, own)
        assert sentence in own[0]
    assert len(said) == len(FAULTS)
    assert installation.ask(lambda session: session.scalar(select(func.count()).select_from(Person))) == 0


def test_all_faults_of_a_line_are_named(installation: Installation) -> None:
    faulty = initiative(id="x", title="", lang="de", created="soon", tags=5, author="nobody")
    said = installation.run("import", "-", stdin=faulty).stderr.splitlines()
    assert {line.split(": ")[1] for line in said if line.startswith("line 1: ")} == {
        *("title", "lang", "created", "tags", "author")
    }


def test_texts_are_cleaned_as_forms_clean_them(installation: Installation) -> None:
    odd = {
        **RAMP,
        "title": "Пандус\u0000 біля\u202e\n магазину",
        "problem": "Без\u0000 сходинок.\r\nЗовсім.",
        "author": None,
    }
    installation.run("import", "-", stdin=lines({**IVAN, "name": "Іван\u200b\t Дуб"}, odd))
    with installation.opened() as session:
        found = session.scalars(select(Initiative)).one()
        assert found.title == "Пандус біля магазину"
        assert found.problem == "Без сходинок.\nЗовсім."
        assert session.scalars(select(Person.name)).one() == "Іван Дуб"


def test_a_person_who_is_known_needs_only_what_changes(installation: Installation) -> None:
    installation.run("import", "-", stdin=lines(OLHA, IVAN))
    result = installation.run(
        "import", "-", stdin=lines({"kind": "person", "id": "p-2", "job": "комірник", "roles": []})
    )
    assert "people: 0 created, 1 updated, 0 unchanged" in result.output
    assert (
        installation.ask(lambda session: session.scalar(select(Person.job).where(Person.external_id == "p-2")))
        == "комірник"
    )


def test_accounts_are_closed_and_opened_by_their_line(installation: Installation) -> None:
    def closed() -> bool:
        asked = select(Person.deactivated_at).where(Person.external_id == "p-1")
        return installation.ask(lambda session: session.scalar(asked)) is not None

    for active in (False, True):
        installation.run("import", "-", stdin=lines({**OLHA, "active": active}, IVAN))
        assert closed() is not active


@pytest.mark.parametrize("raw", [b"\xff\xfe{}\n", b'{"id": 1}\x80\n'])
def test_text_that_is_not_utf8_is_a_fault(installation: Installation, raw: bytes) -> None:
    result = installation.run("import", "-", stdin=raw)
    assert (result.exit_code, "line 1: the text isn't UTF-8" in result.stderr) == (1, True)


def test_what_goes_out_comes_back(installation: Installation, new_installation: Installer) -> None:
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


NUMBER = -1_234_567


def test_an_export_of_what_has_no_name_carries_no_more_than_everybody_reads(installation: Installation) -> None:
    installation.run("import", "-", stdin=lines(OLHA, IVAN, RAMP))
    with installation.opened() as session:
        known = session.scalars(select(Initiative)).one()
        columns = {column.name: getattr(known, column.name) for column in Initiative.__table__.columns}
        nobody = {"id": NUMBER, "external_id": None, "author_id": None, "team_id": None, "title": "Без імені"}
        session.add(Initiative(**(columns | nobody)))
        session.flush()
        session.add(Transition(initiative_id=NUMBER, to_status_id=known.status_id, at=clock.now()))
        session.add(AnonymousCode(number=NUMBER, item_kind="initiative", code_hash="c" * 64))
        message = {"from_author": True, "body": "тільки комітету", "html": "", "renderer_version": 1}
        session.add(AnonymousMessage(item_kind="initiative", item_id=NUMBER, at=clock.now(), **message))
        session.commit()
    said = installation.run("export", "--kind", "initiative").stdout
    [line] = [line for line in map(json.loads, said.splitlines()) if line["title"] == "Без імені"]
    assert "author" not in line
    assert "тільки комітету" not in said
    assert "c" * 64 not in said
    again = installation.run("import", "-", stdin=said)
    assert "initiatives: 0 created, 0 updated, 2 unchanged" in again.output
