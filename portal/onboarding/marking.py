"""Whether an answer is right, and which parts of it are. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.onboarding.asked import Question, QuestionKind

#: What a learner says, as it is kept: ``{"chosen": [keys]}``, ``{"order": [keys]}``, ``{"pairs": {key: key}}`` or
#: ``{"text": words}``.
Given = Mapping[str, Any]

MAX_TEXT_LETTERS = 8_000


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of an answer. ``right`` is None where a person has to read it."""

    right: bool | None
    #: By the key of each option: whether it was chosen or left, placed or paired as it should be.
    parts: Mapping[str, bool] = field(default_factory=dict)


def mark(question: Question, given: Given) -> Marked:
    """Mark an answer of whatever shape; what isn't an answer is wrong."""
    if question.kind is QuestionKind.FREE:
        return Marked(None)
    parts = _PARTS[question.kind](question, given)
    return Marked(bool(parts) and all(parts.values()), parts)


def is_answered(question: Question, given: Given) -> bool:
    """Whether anything was said that can be marked: nothing chosen is no answer, half an order neither."""
    if question.kind is QuestionKind.FREE:
        return bool(str(given.get("text") or "").strip())
    if question.kind is QuestionKind.ORDER:
        return sorted(_keys(given.get("order"))) == sorted(option.key for option in question.options)
    if question.kind is QuestionKind.MATCH:
        return set(_pairs(given)) == {option.key for option in question.options}
    known = {option.key for option in question.options}
    chosen = [key for key in _keys(given.get("chosen")) if key in known]
    return len(chosen) == 1 if question.kind is QuestionKind.SINGLE else bool(chosen)


def is_begun(given: Given) -> bool:
    """Whether anything was said at all, be it only a part of an answer."""
    text = str(given.get("text") or "").strip()
    return bool(text or _keys(given.get("chosen")) or _keys(given.get("order")) or _pairs(given))


def _chosen(question: Question, given: Given) -> dict[str, bool]:
    chosen = set(_keys(given.get("chosen")))
    return {option.key: (option.key in chosen) == option.right for option in question.options}


def _ordered(question: Question, given: Given) -> dict[str, bool]:
    order = _keys(given.get("order"))
    return {
        option.key: place < len(order) and order[place] == option.key for place, option in enumerate(question.options)
    }


def _paired(question: Question, given: Given) -> dict[str, bool]:
    pairs = _pairs(given)
    return {option.key: pairs.get(option.key) == option.partner_key for option in question.options}


def _keys(value: Any) -> list[str]:
    return [key for key in value if isinstance(key, str)] if isinstance(value, list) else []


def _pairs(given: Given) -> dict[str, str]:
    pairs = given.get("pairs")
    if not isinstance(pairs, Mapping):
        return {}
    return {left: right for left, right in pairs.items() if isinstance(right, str) and right}


_PARTS = {
    QuestionKind.SINGLE: _chosen,
    QuestionKind.SEVERAL: _chosen,
    QuestionKind.ORDER: _ordered,
    QuestionKind.MATCH: _paired,
}
