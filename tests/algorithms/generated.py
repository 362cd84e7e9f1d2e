"""Valid algorithms made at random, with what is in them, and mistakes made in them on purpose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

MOST_ANSWERS = 9
#: A machine that is busy is no fault of an algorithm.
unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
#: What is behind it is the line where the fault of a mistake is expected; it is taken away.
HERE = "%%here%%"
WORDS = {
    "goal": ("Goal", "Мета", "ЦЕЛЬ", "goal"),
    "finish": ("Finish", "Кінець", "Финал", "КІНЕЦЬ", "finish"),
    "any_time": ("Any time", "Будь-коли", "В любой момент", "ANY TIME"),
    "result": ("Result", "Результат", "РЕЗУЛЬТАТ"),
    "note": ("Note for CRM", "Нотатка для CRM", "Заметка для CRM"),
    "must": ("(must)", "(обов'язково)", "(ОБЯЗАТЕЛЬНО)", "(обов’язково)"),
    "only_if": ("only if", "лише якщо", "только если", "Only If"),
    "otherwise": ("(otherwise)", "(інакше)", "(иначе)"),
}
RESULTS = ("solved", "вирішено", "follow up in 3 days", "повернутися через 2 дні", "передано", "не решено", "як вийде")
TITLES = (
    "Вислухати",
    "Спитати, що сталося",
    "Offer an exchange",
    "Проверить чек",
    "📞 Передзвонити",
    "Ґудзик: підібрати",
)
QUOTES = ("«{}»", '"{}"', "„{}“", "“{}”", "‘{}’")
#: What holds nothing, whatever it looks like.
NOTHING = (
    "```\n## Not a step\n- no answer → Nowhere\n? no: question\n- [ ] no point\n```",
    "<!--\n- no answer → Nowhere\n## Finish: none\n-->",
    "| a | b |\n|---|---|\n| - no → Nowhere | ? x: y |",
    "Слова, і стрілка → нікуди.\n\n    - code → Nowhere",
    "1. first → Nowhere\n2. second",
    "### A smaller heading\n\n> an ordinary quote\n\n* a starred item",
)


@dataclass
class Made:
    """An algorithm as blocks of lines: what stands above the first step, then steps, finishes, 'any time'."""

    blocks: list[list[str]]
    counts: Mapping[str, Any]
    #: Titles in the order of their blocks; finishes behind the steps.
    steps: list[str]
    finishes: list[str]
    names: Mapping[str, list[str]]
    ending: str = "\n"
    bom: bool = False

    @property
    def text(self) -> str:
        """The file."""
        return self.marked()[0]

    def marked(self) -> tuple[str, int]:
        """The file, and the line where the fault of a mistake is expected (0 without one)."""
        lines = "\n".join("\n".join(block) for block in self.blocks).split("\n")
        here = next((number for number, line in enumerate(lines, 1) if HERE in line), 0)
        text = "\n".join(lines).replace(HERE, "").replace("\n", self.ending)
        return ("\ufeff" if self.bom else "") + text, here


@dataclass
class _Step:
    title: str
    answers: list[tuple[str, str]] = field(default_factory=list)
    questions: dict[str, list[str]] = field(default_factory=dict)
    before: frozenset[str] = frozenset()


@st.composite
def algorithms(draw: st.DrawFn, most_steps: int = 7) -> Made:
    """Valid algorithms: every step can be reached and can end, every name is asked before it is needed."""
    steps = [_Step(f"{draw(st.sampled_from(TITLES))} {number}") for number in range(draw(st.integers(1, most_steps)))]
    finishes = [f"Кінцівка {number}" for number in range(draw(st.integers(1, 3)))]
    names = _ask(draw, steps)
    parents = _join(draw, steps, finishes)
    for number, step in enumerate(steps[1:], 1):
        step.before = steps[parents[number]].before | frozenset(steps[parents[number]].questions)
    any_time = draw(st.lists(st.sampled_from([step.title for step in steps] + finishes), max_size=3))
    counts = {"steps": len(steps), "finishes": len(finishes), "any_time": len(any_time), "start": steps[0].title}
    counts |= {"questions": len(names), "arrows": 0, "points": 0, "must_points": 0, "phrases": 0}
    blocks = [_head(draw)]
    blocks += [_step_lines(draw, number, step, names, finishes, counts) for number, step in enumerate(steps, 1)]
    blocks += [_finish_lines(draw, title, names) for title in finishes]
    if any_time:
        answers = [f"- Подія {number} → {title}" for number, title in enumerate(any_time)]
        blocks.append([f"## {_word(draw, 'any_time')}", *answers, ""])
    ending, bom = draw(st.sampled_from(["\n", "\r\n", "\r"])), draw(st.booleans())
    return Made(blocks, counts, [step.title for step in steps], finishes, names, ending, bom)


def _word(draw: st.DrawFn, name: str) -> str:
    return draw(st.sampled_from(WORDS[name]))


def _ask(draw: st.DrawFn, steps: list[_Step]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for step in steps:
        for _number in range(draw(st.integers(0, 2))):
            name = f"{draw(st.sampled_from(['скарга', 'size', 'чья вина']))} {len(names)}"
            names[name] = step.questions[name] = ["так", "not quite", f"14 - {len(names)}"]
    return names


def _join(draw: st.DrawFn, steps: list[_Step], finishes: list[str]) -> dict[int, int]:
    """Lead to each step from one before it, to each finish from somewhere, and somewhere on from each step."""
    parents: dict[int, int] = {}
    for number, step in enumerate(steps[1:], 1):
        parents[number] = draw(st.sampled_from([place for place in range(number) if len(steps[place].answers) < 4]))
        steps[parents[number]].answers.append((step.title, "a"))
    for title in finishes:
        draw(st.sampled_from(steps)).answers.append((title, "a"))
    for step in steps:
        if not step.answers:
            step.answers.append((draw(st.sampled_from(finishes)), "a"))
        if len(step.answers) < MOST_ANSWERS - 3 and draw(st.booleans()):
            step.answers.append((draw(st.sampled_from(steps)).title, "a"))
    return parents


def _head(draw: st.DrawFn) -> list[str]:
    lines = draw(
        st.sampled_from([[], ["---", "title: Дім", "---"], ["---", "tags: [a, b]", "check again: 2027-03-01", "---"]])
    )
    return [*lines, "# Дім", f"{_word(draw, 'goal')}: щоб було добре.", "", draw(st.sampled_from(["", *NOTHING])), ""]


def _step_lines(
    draw: st.DrawFn, number: int, step: _Step, names: Mapping[str, list[str]], finishes: list[str], counts: Any
) -> list[str]:
    lines = [draw(st.sampled_from(["## {1}", "## {0}. {1}", "## {0}) {1}", "##  {0} - {1} {{#s-{0}}}"]))]
    lines[0] = lines[0].format(number, step.title)
    if draw(st.booleans()):
        lines.append(f"{_word(draw, 'goal')}: крок {number}.")
    phrases = draw(st.lists(st.sampled_from(QUOTES), min_size=1, max_size=2))
    points = draw(st.lists(st.booleans(), max_size=3))
    lines += [f"> {quotes.format('Добрий день! Що сталося?')}" for quotes in phrases]
    lines += [f"- [ ] {_word(draw, 'must') + ' ' if must else ''}Усміхнутися → і мовчати" for must in points]
    lines += [f"? {name}: {' | '.join(values)}" for name, values in step.questions.items()]
    lines += ["", draw(st.sampled_from(["", *NOTHING])), ""]
    lines += _answer_lines(draw, step, names, finishes)
    counts["phrases"] += len(phrases)
    counts["points"] += len(points)
    counts["must_points"] += sum(points)
    counts["arrows"] += len(step.answers)
    return [*lines, ""]


def _answer_lines(draw: st.DrawFn, step: _Step, names: Mapping[str, list[str]], finishes: list[str]) -> list[str]:
    known = sorted(step.before | frozenset(step.questions))
    lines = []
    for number, (title, _how) in enumerate(step.answers):
        condition = ""
        if number and known and draw(st.booleans()):
            name = draw(st.sampled_from(known))
            condition = f" ({_word(draw, 'only_if')} {name} = {draw(st.sampled_from(names[name]))})"
        elif number == len(step.answers) - 1 and draw(st.booleans()):
            condition = f" {_word(draw, 'otherwise')}"
        if title in finishes and draw(st.booleans()):
            title = f"{_word(draw, 'finish')}: {title}"
        title = draw(st.sampled_from([title, title.upper(), f"{number + 3}. {title}"]))
        arrow = draw(st.sampled_from(["→", "->", "\u00a0→\u00a0"]))
        lines.append(f"- Відповідь {number}{condition} {arrow} {title}")
    return lines


def _finish_lines(draw: st.DrawFn, title: str, names: Mapping[str, list[str]]) -> list[str]:
    lines = [f"## {_word(draw, 'finish')}: {title}", f"{_word(draw, 'result')}: {draw(st.sampled_from(RESULTS))}"]
    if draw(st.booleans()):
        shown = draw(st.lists(st.sampled_from(["path", *names]), max_size=3))
        lines.append(f"{_word(draw, 'note')}: {'; '.join(f'{{{name}}}' for name in shown)}")
    return [*lines, ""]


def _lead_to(made: Made, *lines: str) -> None:
    """One more block, which the first step leads to."""
    made.blocks[1].insert(-1, f"- Ще щось → {lines[0].removeprefix('## ').removesuffix(HERE)}")
    made.blocks.append([*lines, ""])


def _missing(made: Made) -> None:
    made.blocks[1].insert(-1, f"- Ще щось → Такого кроку немає{HERE}")


def _lone(made: Made) -> None:
    made.blocks.append([f"## Осторонь{HERE}", '> "Ау!"', f"- Далі → {made.finishes[0]}"])


def _dead_end(made: Made) -> None:
    _lead_to(made, f"## Глухий кут{HERE}", '> "Ой."')


def _circle(made: Made) -> None:
    _lead_to(made, f"## Коло{HERE}", '> "Ще раз?"', "- Так → Коло")


def _twin(made: Made) -> None:
    made.blocks.append([f"## 77. {made.steps[0].upper()}{HERE}", '> "Я теж."', f"- Далі → {made.finishes[0]}"])


def _never_asked(made: Made) -> None:
    made.blocks[1].insert(-1, f"- Ще щось (лише якщо невідоме = так) → {made.finishes[0]}{HERE}")


def _no_rest(made: Made) -> None:
    answer = f"- Так (только если вопрос = да) → {made.finishes[0]}"
    _lead_to(made, f"## Без решти{HERE}", '> "Так?"', "? вопрос: да | нет", answer)


def _same_answer(made: Made) -> None:
    answer = next(line for line in made.blocks[1] if line.startswith("- Відповідь 0"))
    made.blocks[1].insert(-1, f"{answer.replace('Відповідь', 'ВІДПОВІДЬ')}{HERE}")


def _ten_answers(made: Made) -> None:
    answers = [f"- Так {number} → {made.finishes[0]}" for number in range(1, 12)]
    answers[9] += HERE
    _lead_to(made, "## Забагато", '> "Що саме?"', *answers)


def _unknown_note(made: Made) -> None:
    _lead_to(made, "## Кінець: З нотаткою", f"Нотатка для CRM: {{{'невідоме'}}}, {{path}}{HERE}")


def _unknown_key(made: Made) -> None:
    above = made.blocks[0] if made.blocks[0][0] == "---" else ["---", "---", *made.blocks[0]]
    made.blocks[0] = ["---", f"автор: Марта{HERE}", *above[1:]]


def _no_phrase(made: Made) -> None:
    _lead_to(made, f"## Мовчки{HERE}", "> без лапок", f"- Далі → {made.finishes[0]}")


#: A mistake by name: the number of its fault, its level, and who makes it.
MISTAKES: Mapping[str, tuple[int, str, Callable[[Made], None]]] = {
    "missing": (1, "error", _missing),
    "lone": (2, "error", _lone),
    "dead end": (3, "error", _dead_end),
    "circle": (4, "error", _circle),
    "twin": (6, "error", _twin),
    "never asked": (7, "error", _never_asked),
    "no rest": (8, "error", _no_rest),
    "same answer": (9, "error", _same_answer),
    "ten answers": (9, "error", _ten_answers),
    "unknown name in a note": (10, "error", _unknown_note),
    "unknown key": (11, "warning", _unknown_key),
    "no phrase": (13, "warning", _no_phrase),
}
