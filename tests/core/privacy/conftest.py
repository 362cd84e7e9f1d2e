"""The two sets of texts: invented people and numbers, in three languages, as people in shops and on the phone write.

``personal.jsonl``: every text with its ``expected`` fragments and their kinds. ``clean.jsonl``: texts without anything
personal, ``allowed`` numbers of the company beside them. ``part`` says how a text was used: "tuned" while the rules
were made, "held out" never looked at meanwhile, "later" written against the rules, found wanting or not, and kept.
"""

import json
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """A text of a set."""

    text: str
    part: str
    allowed: tuple[str, ...]
    expected: tuple[tuple[str, str], ...]


def examples(name: str) -> list[Example]:
    """All texts of a set."""
    rows = map(json.loads, (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Example(
            row["text"],
            row["part"],
            tuple(row.get("allowed", ())),
            tuple((fragment, kind) for fragment, kind in row.get("expected", ())),
        )
        for row in rows
    ]
