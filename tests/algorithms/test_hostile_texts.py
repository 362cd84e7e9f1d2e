"""Texts that nobody writes, as long as may be sent: everything that reads them takes time in proportion to them.

What takes the square of a line would be at it for minutes, and nobody else would be served meanwhile: such a test is
ended after far more of the processor's time than the texts need.
"""

import signal
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

from portal.algorithms.changes import changes_by_step
from portal.algorithms.checked import looked_through
from portal.algorithms.converting import steps_of_script
from portal.algorithms.format import read, with_keys, write
from portal.algorithms.fragments import Fragment, laid_out
from portal.algorithms.graph import graph_of
from portal.algorithms.outline import outline
from portal.algorithms.own_facts import SOURCE, own_facts
from portal.algorithms.sections import sections
from portal.algorithms.shapes import MAX_SOURCE_LETTERS
from portal.algorithms.understanding import Understood, language_of
from portal.core.typesetter import typesetter

#: Of the processor; on a slow machine too a tenth of it is enough.
PATIENCE_SECONDS = 40
STEP = "# Назва\n## Крок\n"


def full(words: str) -> str:
    """The words again and again."""
    return (words * (MAX_SOURCE_LETTERS // len(words) + 1))[: MAX_SOURCE_LETTERS - 1_000]


NAME = "дуже-довга-назва-питання"
HOSTILE = {
    "one word": STEP + full("а"),
    "one line of blanks": f"{STEP}а{full(' ')}б",
    "blanks in a bracket": f"{STEP}- ({full(' ')} → Крок",
    "comments that nothing closes": STEP + full("а <!-- "),
    "fences that nothing closes": STEP + full("~~~а\n"),
    "fences of all lengths": STEP + "".join(f"{'~' * length}\nа\n" for length in range(3, 700)),
    "brackets that nothing closes": f"{STEP}- {full('[')} → Крок",
    "links that nothing closes": f"# Назва\nМета: {full('[а](')}\n## Крок\n",
    "underscores": f"# Назва\nМета: а{full('_')}б\n## Крок\n",
    "braces": f"{STEP}## {full('{#')}}}",
    "arrows in a line": f"{STEP}- {full('→ ')}",
    "steps without end": STEP + full("## а\n"),
    "names in one note": f"{STEP}? {NAME}: а\n## Кінець: Усе\nНотатка для CRM: "
    + "".join(f"{{{NAME[:14]}{number}}}" for number in range(12_000)),
    "headings of a script": full("А\n\n"),
    "carriage returns": full("\r"),
    "halves of letters": full("\ud800"),
}


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """An end to what would go on for minutes."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError("This takes the square of its text.")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> str:
    return HOSTILE[request.param]


def test_it_is_read_and_written_back(hostile: str) -> None:
    document = read(hostile)

    assert write(document) == hostile
    assert read(with_keys(document)).title == document.title


def test_its_faults_are_found(hostile: str) -> None:
    document = read(hostile)
    assert looked_through(Understood(document, graph_of(document))).faults


def test_its_list_has_each_step_once(hostile: str) -> None:
    graph = graph_of(read(hostile))
    found = outline(graph)

    waiting, keys = list(found.lists), []
    while waiting:
        step = waiting.pop()
        keys.append(step.node.key)
        waiting += [answer.step for answer in step.answers if answer.step and answer.says is not None]
    assert sorted(keys) == sorted(graph.by_key)


def test_its_facts_and_its_versions_are_told(hostile: str) -> None:
    document = read(hostile)

    assert own_facts({SOURCE: hostile}).title == own_facts({SOURCE: write(document)}).title
    assert len(sections(hostile)) == len(document.blocks) + 1
    assert changes_by_step(document, document) == ()
    assert language_of(document, hostile, fallback="en") in {"uk", "en"}


def test_its_pieces_come_back_apart(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markdown itself is laid out by a process of its own, which has an end of its own."""
    monkeypatch.setattr(typesetter, "html", lambda _text: None)
    assert len(laid_out([Fragment(hostile, inline=False), Fragment(hostile, inline=True)])) == 3


def test_steps_are_made_of_it(hostile: str) -> None:
    made: Callable[[str], str] = steps_of_script
    assert made(hostile).strip() or not hostile.strip()
