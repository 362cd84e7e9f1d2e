"""How much is found, and how rarely in vain, on the sets of texts."""

from collections import Counter

import pytest

from portal.core.privacy import Kind, find
from tests.core.privacy.conftest import Example, examples

PERSONAL, CLEAN = examples("personal"), examples("clean")
PARTS = ["tuned", "held out", "later"]
LEAST_MASKED, MOST_FALSE_ALARMS = 0.98, 0.01


def _missed(example: Example) -> list[tuple[str, str]]:
    """The expected fragments of which a sign that isn't white space lies in no span."""
    covered = {place for span in find(example.text, example.allowed) for place in range(span.start, span.end)}
    missed, done = [], 0
    for fragment, kind in example.expected:
        start = example.text.index(fragment, done)
        done = start + len(fragment)
        if any(place not in covered and not example.text[place].isspace() for place in range(start, done)):
            missed.append((fragment, kind))
    return missed


@pytest.mark.parametrize("part", PARTS)
def test_nearly_every_personal_text_is_masked_whole(part: str) -> None:
    texts = [example for example in PERSONAL if example.part == part]
    masked = sum(not _missed(example) for example in texts)
    assert masked / len(texts) >= LEAST_MASKED, [_missed(example) for example in texts if _missed(example)]


@pytest.mark.parametrize("part", PARTS)
def test_hardly_any_clean_text_raises_an_alarm(part: str) -> None:
    texts = [example for example in CLEAN if example.part == part]
    alarms = [example.text for example in texts if find(example.text, example.allowed)]
    assert len(alarms) / len(texts) <= MOST_FALSE_ALARMS, alarms


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_lags_behind(kind: Kind) -> None:
    expected: Counter[str] = Counter(kind for example in PERSONAL for _, kind in example.expected)
    missed: Counter[str] = Counter(kind for example in PERSONAL for _, kind in _missed(example))
    assert expected[kind] >= 40
    assert missed[kind] / expected[kind] <= 0.02


def test_the_kind_is_told_right() -> None:
    told: Counter[bool] = Counter()
    for example in PERSONAL:
        spans = find(example.text, example.allowed)
        for fragment, kind in example.expected:
            start = example.text.index(fragment)
            told[
                any(span.start < start + len(fragment) and start < span.end and span.kind == kind for span in spans)
            ] += 1
    assert told[False] / told.total() <= 0.03
