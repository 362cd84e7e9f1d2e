"""`portal algorithm check`: what is wrong with files of algorithms, for people and for programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.algorithms.decided import DATA, faulty, valid
from tests.cli.conftest import Installation, Installer

PAGE = DATA / "valid" / "page_example.md"
WARNED = "# A\n## B\n- c → Finish: D\n## Finish: D\n"
WRONG = (
    '# A\n## Початок\n> "б"\n- так → Огляд\n- ні → Кінець: Усе\n- ще → Oгляд\n'
    '## Огляд\n> "в"\n- г → Усе\n## Кінець: Усе\n'
)
LILAC = {
    "kind": "case", "id": "lilac", "title": "Слово бузок", "author": "olha@example.test", "lang": "uk",
    "situation": "Мама не відчиняє.", "action": "Слово.", "reaction": "Сміх.", "lesson": "Знак вигадує родина.",
}  # fmt: skip
OLHA = {"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test"}


@pytest.fixture(scope="module")
def without_tables(new_installation: Installer) -> Installation:
    """A portal that nobody has started yet."""
    return new_installation(tables=False)


@pytest.fixture(scope="module")
def with_a_case(new_installation: Installer) -> Installation:
    """A portal with one published case."""
    made = new_installation()
    lines = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in (OLHA, LILAC))
    assert made.run("import", "-", stdin=lines).exit_code == 0
    return made


def written(folder: Path, text: str | bytes, name: str = "algorithm.md") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def told(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_good_file_is_told_with_its_counts(without_tables):
    result = without_tables.run("algorithm", "check", str(PAGE), "--json")

    assert result.exit_code == 0
    assert told(result) == [
        {
            "file": str(PAGE),
            "faults": [],
            "counts": {
                "steps": 4, "finishes": 4, "arrows": 11, "any_time": 2, "questions": 1, "points": 3, "must_points": 1,
                "phrases": 4, "start": "Hear the story",
            },
        }
    ]  # fmt: skip


def test_a_fault_is_told_with_its_number_line_level_words_and_what_was_meant(without_tables, tmp_path):
    result = without_tables.run("algorithm", "check", written(tmp_path, WRONG), "--json")

    assert result.exit_code == 1
    [answer] = told(result)
    assert answer["faults"] == [
        {
            "kind": 1,
            "line": 6,
            "level": "error",
            "message": "There is no step called “Oгляд”: one looks the same, but some letters are of another alphabet.",
            "suggest": "Огляд",
        }
    ]


def test_a_warning_ends_well(without_tables, tmp_path):
    result = without_tables.run("algorithm", "check", written(tmp_path, WARNED), "--json")

    assert result.exit_code == 0
    assert [(fault["kind"], fault["level"]) for fault in told(result)[0]["faults"]] == [(13, "warning")]


def test_people_read_a_line_for_each_fault(without_tables, tmp_path):
    path = written(tmp_path, WRONG)
    result = without_tables.run("algorithm", "check", path)

    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:6: error: There is no step called “Oгляд”")
    assert result.stdout.endswith("Did you mean “Огляд”?\n")


def test_a_good_file_is_silent(without_tables):
    assert without_tables.run("algorithm", "check", str(PAGE)).stdout == ""


@pytest.mark.parametrize(
    ("language", "words"), [("en", "There is no step"), ("uk", "Кроку"), ("ru", "Шага")], ids=["en", "uk", "ru"]
)
def test_sentences_are_in_the_chosen_language(without_tables, tmp_path, language, words):
    path = written(tmp_path, WRONG.replace("Oгляд", "Деінде"))
    result = without_tables.run("algorithm", "check", path, "--json", "--language", language)

    assert words in told(result)[0]["faults"][0]["message"]


def test_each_file_has_its_line_and_one_error_is_enough(without_tables, tmp_path):
    paths = [str(PAGE), written(tmp_path, WRONG, "wrong.md"), written(tmp_path, WARNED, "warned.md")]
    result = without_tables.run("algorithm", "check", "--json", *paths)

    assert result.exit_code == 1
    assert [(answer["file"], len(answer["faults"])) for answer in told(result)] == list(
        zip(paths, (0, 1, 1), strict=True)
    )


def test_a_missing_file_is_named(without_tables, tmp_path):
    result = without_tables.run("algorithm", "check", str(tmp_path / "nowhere.md"), "--json")

    assert result.exit_code == 2
    assert "nowhere.md" in result.stderr
    assert result.stdout == ""


def test_a_folder_is_no_file(without_tables, tmp_path):
    assert without_tables.run("algorithm", "check", str(tmp_path)).exit_code == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n\x00\xff## \xff\xfe\n- \xff -> \xfe\n",
        b"\xff\xfe#\x00",
    ],
    ids=["empty", "zeros", "every byte", "picture", "utf-16"],
)
def test_a_file_that_is_no_text_has_faults_as_any_other(without_tables, tmp_path, data):
    path = written(tmp_path, data)

    assert without_tables.run("algorithm", "check", path, "--json").exit_code == 1
    assert without_tables.run("algorithm", "check", path).exit_code == 1


def test_a_name_with_letters_nobody_knows_is_suggested_all_the_same(without_tables, tmp_path):
    path = written(tmp_path, b'## A\n> "b"\n- c -> St\xffp\n- d -> Finish: St\xffpp\n## Finish: St\xffpp\n')
    result = without_tables.run("algorithm", "check", path, "--json")

    assert told(result)[0]["faults"][0]["suggest"] == "St?pp"


def test_the_command_says_what_the_page_decides(without_tables, tmp_path):
    """All at once: the command opens the portal for each call."""
    decided = [*valid(), *faulty()]
    paths = [written(tmp_path, one.text, f"{one.name}.md") for one in decided]
    answers = told(without_tables.run("algorithm", "check", "--json", *paths))

    assert [answer["file"] for answer in answers] == paths
    for one, answer in zip(decided, answers, strict=True):
        found = [(fault["kind"], fault["line"], fault["level"]) for fault in answer["faults"]]
        open_ones = [place for place in found if place not in one.faults]
        assert sorted(set(found) - set(open_ones)) == sorted(one.faults)
        assert sorted((kind, level) for kind, _line, level in open_ones) == sorted(one.anywhere)


def test_cases_are_looked_up_where_there_is_a_portal(with_a_case, without_tables, tmp_path):
    text = PAGE.read_text().replace("tags: optics, complaint, return", "cases: Слово бузок, Слово, 999999")
    path = written(tmp_path, text)
    result = with_a_case.run("algorithm", "check", path, "--json")

    assert [(fault["kind"], fault["line"], fault["level"]) for fault in told(result)[0]["faults"]] == [
        (12, 4, "warning"),
        (12, 4, "warning"),
    ]
    assert len(told(without_tables.run("algorithm", "check", path, "--json"))[0]["faults"]) == 3
    assert result.exit_code == 0


def test_looking_up_makes_no_database(new_installation, tmp_path):
    installation = new_installation(tables=False)
    result = installation.run("algorithm", "check", written(tmp_path, "---\ncases: 1\n---\n"), "--json")

    assert [fault["kind"] for fault in told(result)[0]["faults"]] == [5, 12]
    assert not any(
        b"SQLite format" in path.read_bytes()[:16] for path in installation.data_dir.iterdir() if path.is_file()
    )
