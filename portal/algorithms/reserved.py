"""The words of the format in Ukrainian, Russian and English: each is understood in any file, in any letter case."""

import re

from portal.algorithms.document import Result, ResultKind

#: Signs that stand for an apostrophe when people type.
_APOSTROPHE = "['’ʼ`´‘]"
_GOAL = "goal|мета|цель"
_RESULT = "result|результат"
_NOTE = "note +for +crm|нотатка +для +crm|заметка +для +crm"
_FINISH = "finish|кінець|финал"
_ANY_TIME = "any +time|будь[ -]?коли|в +любой +момент"
_MUST = f"must|обов{_APOSTROPHE}?язково|обязательно"
_ONLY_IF = "only +if|лише +якщо|только +если"
_OTHERWISE = "otherwise|інакше|иначе"


def _line(words: str) -> re.Pattern[str]:
    """A line that opens with one of the words and a colon; both may be set in bold."""
    return re.compile(rf" {{0,3}}[*_]{{0,2}}(?:{words})[*_]{{0,2}} *[:：][*_]{{0,2}} *(.*)", re.IGNORECASE)


GOAL, RESULT, NOTE = _line(_GOAL), _line(_RESULT), _line(_NOTE)
#: The beginning of a title that is an end.
FINISH = re.compile(rf"(?:{_FINISH}) *[:：] *", re.IGNORECASE)
ANY_TIME = re.compile(rf"(?:{_ANY_TIME}) *[:：]?", re.IGNORECASE)
MUST = re.compile(rf"\( *(?:{_MUST}) *\)", re.IGNORECASE)
CONDITION = re.compile(rf"\( *(?:{_ONLY_IF}) ([^()=]*)(?:=([^()]*))?\)", re.IGNORECASE)
OTHERWISE = re.compile(rf"\( *(?:{_OTHERWISE}) *\)", re.IGNORECASE)
#: The name in a note that stands for the titles of the steps one went through.
PATH = "path"

_RESULTS = (
    (ResultKind.NOT_SOLVED, re.compile("not +solved|не +вирішено|не +решено", re.IGNORECASE)),
    (ResultKind.SOLVED, re.compile("solved|вирішено|решено", re.IGNORECASE)),
    (ResultKind.ESCALATED, re.compile("escalated|передано", re.IGNORECASE)),
)
_FOLLOW_UP = re.compile(
    r"(?:follow[ -]?up +in|повернути(?:ся|сь) +через|вернуться +через) +(\d{1,4}) +"
    r"(?:days?|день|дні|дня|днів|дней)",
    re.IGNORECASE,
)


def result_of(text: str, line: int) -> Result:
    """What a result says; words that nobody agreed on are kept as they are."""
    bare = " ".join(text.split()).rstrip(".!")
    if follow := _FOLLOW_UP.fullmatch(bare):
        return Result(kind=ResultKind.FOLLOW_UP, days=int(follow[1]), text=text, line=line)
    kind = next((kind for kind, words in _RESULTS if words.fullmatch(bare)), ResultKind.OTHER)
    return Result(kind=kind, days=None, text=text, line=line)
