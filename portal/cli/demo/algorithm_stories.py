"""The conversation algorithms of Malva Dim: their texts as the files have them, and what became of them."""

import json
from typing import Any

from portal.algorithms.shapes import KIND, SOURCE
from portal.cli.demo.company import DATA

FOLDER = DATA / "algorithms"


def read_algorithms() -> list[dict[str, Any]]:
    """Every algorithm as ``knowledge_stories`` takes items: what it says today, and how it came to that."""
    rows: list[dict[str, Any]] = json.loads((DATA / "algorithms.json").read_text(encoding="utf-8"))
    return [_item(row) for row in rows]


def _item(row: dict[str, Any]) -> dict[str, Any]:
    source = (FOLDER / f"{row['id']}.md").read_text(encoding="utf-8")
    then = source
    for revision in reversed(row.get("revisions", [])):
        then = _swapped(then, revision.pop("swap"))
        revision |= {"part": SOURCE, "was": then}
    return {**row, "id": f"{KIND}:{row['id']}", "kind": KIND, "genre": "algorithm", "parts": {SOURCE: source}}


def _swapped(text: str, swaps: list[list[str]]) -> str:
    """The text as it was before a revision: what stands today in place of what stood then."""
    for now, then in swaps:
        if now not in text:
            raise LookupError(f"nothing says {now!r}")
        text = text.replace(now, then)
    return text
