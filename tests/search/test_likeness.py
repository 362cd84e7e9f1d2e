"""The likelihood of look-alikes on drafts that taught it nothing: see ``relevance/README.md``."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.search.likeness import LIKELY, likelihood

MEASURED = Path(__file__).parent / "relevance" / "likeness.jsonl"
MOST_FALSE_ALARMS, FEWEST_TWINS = 0.1, 0.85


def _shown(draft: Mapping[str, Any]) -> list[bool]:
    """What the form would show, the likeliest first: whether each is a twin."""
    scored = [
        (
            likelihood(
                text["words"], text["meaning"], own=text["own"], told=draft["told"], translated=text["translated"]
            ),
            text["twin"],
        )
        for text in draft["texts"]
    ]
    return [twin for score, twin in sorted(scored, reverse=True)[:5] if score >= LIKELY]


def test_twins_are_met_and_what_is_new_is_left_alone() -> None:
    drafts = [json.loads(line) for line in MEASURED.read_text(encoding="utf-8").splitlines()]
    retold = [draft for draft in drafts if any(text["twin"] for text in draft["texts"])]
    new = [draft for draft in drafts if draft not in retold]
    assert sum(any(_shown(draft)) for draft in retold) >= FEWEST_TWINS * len(retold)
    assert sum(bool(_shown(draft)) for draft in new) <= MOST_FALSE_ALARMS * len(new)
