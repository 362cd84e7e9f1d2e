"""The three parts of an initiative out of one text, by headings in Ukrainian, Russian and English."""

from dataclasses import dataclass

from portal.core.headings import Headings
from portal.initiatives.models import Origin

_PROBLEM, _OPPORTUNITY, _SOLUTION, _OUTCOME = "problem", "opportunity", "solution", "outcome"

_HEADINGS = Headings(
    {
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
    },
    kept_as={_OPPORTUNITY: _PROBLEM},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BodyParts:
    """A body as far as its headings told it apart; what is missing is empty."""

    origin: Origin
    problem: str
    solution: str = ""
    outcome: str = ""


def parse_body(body: str) -> BodyParts:
    """Split at the headings of at least two parts; else the whole is the problem. Nothing that was written is lost."""
    found = _HEADINGS.split(body, first=_PROBLEM)
    origin = Origin.OPPORTUNITY if _OPPORTUNITY in found.met else Origin.PROBLEM
    if len({_PROBLEM if name == _OPPORTUNITY else name for name in found.met}) < 2:
        return BodyParts(origin if found.met else Origin.PROBLEM, found.text)
    return BodyParts(origin, found.parts[_PROBLEM], found.parts[_SOLUTION], found.parts[_OUTCOME])
