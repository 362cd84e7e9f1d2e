"""`portal search` and `portal similar`: lists of what people would find, one a line."""

import json
import shutil

import pytest

from portal.cli import search_command
from portal.search.engine import IndexBroken
from tests.cli.conftest import Installation, Installer

LINES = [
    {"kind": "person", "id": "p1", "email": "olena@example.test", "name": "Олена Савчук"},
    {
        "kind": "initiative",
        "id": "i1",
        "title": "Диван для тих, хто чекає",
        "problem": "Клієнти стоять біля каси, бо сісти немає де.",
        "solution": "Поставити диван і столик біля вікна.",
        "outcome": "Ніхто не чекає стоячи.",
        "author": "olena@example.test",
    },
    {
        "kind": "initiative",
        "id": "i2",
        "title": "Розклад таксі для нічної зміни",
        "problem": "Після півночі автобуси не ходять.",
        "solution": "Замовляти таксі на трьох.",
        "outcome": "Усі вдома за годину.",
        "author": "olena@example.test",
    },
]


@pytest.fixture(scope="module")
def prepared(new_installation: Installer, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation, file = new_installation(), tmp_path_factory.mktemp("lines") / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES), encoding="utf-8")
    result = installation.run("import", str(file))
    assert result.exit_code == 0, result.output
    return installation


@pytest.fixture
def filled(new_installation: Installer, prepared: Installation) -> Installation:
    return new_installation(like=prepared)


def test_one_query_prints_one_list(filled: Installation) -> None:
    result = filled.run("search", "дивани", "--json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert [(row["kind"], row["id"], row["title"]) for row in rows] == [
        ("initiative", "i1", "Диван для тих, хто чекає")
    ]
    assert 0 < rows[0]["score"] <= 1


def test_each_line_of_standard_input_is_answered_by_one(filled: Installation) -> None:
    result = filled.run("search", "-", "--json", stdin="таксі\nщшгкцрпвт\n \n?!\nlbdfy\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [[row["id"] for row in rows] for rows in answers] == [["i2"], [], [], [], ["i1"]]


def test_people_are_found_when_their_kind_is_named(filled: Installation) -> None:
    assert json.loads(filled.run("search", "Савчук", "--json").stdout) == []
    assert [row["kind"] for row in json.loads(filled.run("search", "Савчук", "--kind", "person", "--json").stdout)] == [
        "person"
    ]


def test_faults_are_said_in_a_sentence(filled: Installation) -> None:
    assert "Nobody has the address" in filled.run("search", "диван", "--as", "nobody@example.test").output
    assert "is none of" in filled.run("search", "диван", "--kind", "planet").output
    assert "isn't JSON" in filled.run("similar", stdin="диван\n").output


def test_similar_prints_what_it_would_show(filled: Installation) -> None:
    twin = {"title": "Диван для клієнтів", "body": " ".join(str(LINES[1][part]) for part in ("problem", "solution"))}
    other = {"title": "Новий логотип", "body": "Намалювати логотип яскравіше.", "lang": "uk"}
    lines = "\n".join(json.dumps(line, ensure_ascii=False) for line in (twin, other))
    answers = [json.loads(line) for line in filled.run("similar", "--json", stdin=lines).stdout.splitlines()]
    assert [[number for number, _score in found] for found in answers] == [["i1"], []]


def test_an_index_that_is_locked_is_said_and_searched(filled: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked() -> int:
        raise IndexBroken("another process has been writing into the index for too long")

    assert filled.run("search", "дивани").exit_code == 0
    monkeypatch.setattr(search_command, "catch_up", locked)
    result = filled.run("search", "дивани", "--json")
    assert (result.exit_code, [row["id"] for row in json.loads(result.stdout)]) == (0, ["i1"])
    assert "for too long" in result.stderr


def test_an_index_that_can_not_be_read_is_said(filled: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_command, "catch_up", lambda: 0)  # somebody else is making it
    with filled.opened() as session:
        if session.get_bind().dialect.name != "sqlite":
            pytest.skip("PostgreSQL has the index inside")
    shutil.rmtree(filled.data_dir / "search", ignore_errors=True)
    result = filled.run("search", "дивани", "--json")
    assert (result.exit_code, result.stdout.strip()) == (0, "[]")
    assert "made anew" in result.stderr
