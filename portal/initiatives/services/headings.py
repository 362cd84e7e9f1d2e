"""Three parts out of one text: headings in Ukrainian, Russian and English, as people write them.

``## Проблема``, ``**Рішення:** ...``, ``Expected outcome:``, ``2. Решение``, or the bare word on a line of its own.
"""

import re
from dataclasses import dataclass

from portal.core.text import clean_text
from portal.initiatives.models import Origin

_PROBLEM, _OPPORTUNITY, _SOLUTION, _OUTCOME = "problem", "opportunity", "solution", "outcome"

#: Words of a heading, in lower case, with ``е`` for ``ё`` and the plain apostrophe.
_WORDS: dict[str, str] = {
    word: part
    for part, words in {
        _PROBLEM: (
            "проблема", "проблеми", "суть проблеми", "опис проблеми", "у чому проблема", "в чому проблема",
            "проблемы", "суть проблемы", "описание проблемы", "в чем проблема",
            "problem", "the problem", "problem statement", "problem description",
            "проблема або можливість", "проблема чи можливість", "проблема / можливість", "проблема/можливість",
            "проблема или возможность", "проблема / возможность", "проблема/возможность",
            "problem or opportunity", "problem / opportunity", "problem/opportunity",
        ),
        _OPPORTUNITY: ("можливість", "можливості", "возможность", "возможности", "opportunity", "the opportunity"),
        _SOLUTION: (
            "рішення", "розв'язання", "розв'язок", "вирішення", "пропозиція", "пропоноване рішення",
            "запропоноване рішення", "варіант рішення", "що пропоную", "що пропонуємо",
            "решение", "предложение", "предлагаемое решение", "вариант решения", "что предлагаю", "что предлагаем",
            "solution", "the solution", "proposed solution", "proposal", "suggestion",
        ),
        _OUTCOME: (
            "очікуваний результат", "очікувані результати", "очікуваний ефект", "результат", "результати",
            "ожидаемый результат", "ожидаемые результаты", "ожидаемый эффект", "результаты",
            "expected outcome", "expected outcomes", "expected result", "expected results", "outcome", "result",
            "the expected outcome", "desired outcome",
        ),
    }.items()
    for word in words
}  # fmt: skip

_SAME_LETTERS = str.maketrans("ёЁ’ʼ", "еЕ''")  # letter by letter, so that places in the line stay
_ANY_WORDS = "|".join(re.escape(words) for words in sorted(_WORDS, key=len, reverse=True))
_LINE = re.compile(
    rf"^[\s#*_]*(?:\d{{1,2}}[.)]\s*)?[*_]{{0,3}}(?P<words>{_ANY_WORDS})(?![^\W_]|')(?P<tail>.*)$", re.IGNORECASE
)
#: After the words: nothing but decoration, or a colon or dash and the text itself.
_ALONE = re.compile(r"^[\s*_#.]*$")
_GOES_ON = re.compile(r"^[*_]{0,3}(?:\s*[:：]|\s+[-–—](?=\s|$))[*_]{0,3}\s*#*")
_UNDERLINE = re.compile(r"^\s{0,3}(?:=+|-{3,})\s*$")


@dataclass(frozen=True, slots=True)
class BodyParts:
    """A body as far as its headings told it apart; what is missing is empty."""

    origin: Origin
    problem: str
    solution: str = ""
    outcome: str = ""


def parse_body(body: str) -> BodyParts:
    """Split at the headings of at least two parts; else the whole is the problem. Nothing that was written is lost."""
    text = clean_text(body)
    parts: dict[str, list[str]] = {_PROBLEM: [], _SOLUTION: [], _OUTCOME: []}
    seen: set[str] = set()
    here, origin = _PROBLEM, Origin.PROBLEM
    lines = text.split("\n")
    for place, line in enumerate(lines):
        found = _heading(line)
        if found is None:
            after_heading = place > 0 and _heading(lines[place - 1]) is not None
            if not (after_heading and _UNDERLINE.match(line)):
                parts[here].append(line)
            continue
        name, rest = found
        if name == _OPPORTUNITY:
            origin = Origin.OPPORTUNITY
        here = _PROBLEM if name == _OPPORTUNITY else name
        seen.add(here)
        gap = [""] if parts[here] and parts[here][-1] else []
        parts[here] += [*gap, *([rest] if rest else [])]
    if len(seen) < 2:
        return BodyParts(origin if seen else Origin.PROBLEM, text)
    problem, solution, outcome = ("\n".join(parts[name]).strip() for name in (_PROBLEM, _SOLUTION, _OUTCOME))
    return BodyParts(origin, problem, solution, outcome)


def _heading(line: str) -> tuple[str, str] | None:
    """The part that a line opens and what the line says after it, or None when it opens none."""
    found = _LINE.match(line.translate(_SAME_LETTERS))
    if found is None:
        return None
    part = _WORDS[" ".join(found["words"].lower().split())]
    tail = line[found.start("tail") :]
    if _ALONE.match(tail):
        return part, ""
    mark = _GOES_ON.match(tail)
    if mark is None:
        return None  # a sentence that begins with the word
    return part, tail[mark.end() :].strip()
