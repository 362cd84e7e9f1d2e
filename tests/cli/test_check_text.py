"""`portal check-text`: lines of JSON in, lines of JSON out, without a database."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from portal.cli import main


def _check(*lines: str | bytes, file: Path | None = None) -> Result:
    content = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\n"
    if file is None:
        return CliRunner().invoke(main, ["check-text"], input=content)
    file.write_bytes(content)
    return CliRunner().invoke(main, ["check-text", str(file)])


def _asked(text: str, **more: object) -> str:
    return json.dumps({"text": text, **more}, ensure_ascii=False)


def test_every_line_is_answered_with_its_spans() -> None:
    result = _check(_asked("тел. 067 123 45 67"), _asked("усе добре"), _asked("Олена Савчук, olena@example.com"))
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"spans": [[5, 18, "phone"]]},
        {"spans": []},
        {"spans": [[0, 12, "name"], [14, 31, "email"]]},
    ]
    assert result.exit_code == 0


def test_allowed_numbers_are_left_out() -> None:
    result = _check(_asked("Лінія 0 800 300 200", allowed=["0800300200"]))
    assert json.loads(result.stdout) == {"spans": []}


def test_a_file_is_read_like_standard_input(tmp_path: Path) -> None:
    result = _check(_asked("чек № 4512"), file=tmp_path / "texts.jsonl")
    assert json.loads(result.stdout) == {"spans": [[4, 10, "order"]]}


def test_a_malformed_line_is_named_and_the_others_go_on() -> None:
    result = _check(
        _asked("0671234567"), "not JSON", '{"text": 5}', _asked("x", allowed="0800"), b"\xff", _asked("так")
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [sorted(answer) for answer in answers] == [["spans"], ["error"], ["error"], ["error"], ["error"], ["spans"]]
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["line 2", "line 3", "line 4", "line 5"]
    assert result.exit_code == 1


def test_empty_lines_are_passed_over_and_half_pairs_borne() -> None:
    result = _check("", '{"text": "\\ud83d 0671234567"}', "  ")
    assert json.loads(result.stdout) == {"spans": [[2, 12, "phone"]]}
    assert result.exit_code == 0
