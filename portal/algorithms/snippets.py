"""What the editor writes for somebody: the beginning of a step, an answer, an end; an example; an outline to fill in.

They are in the language of the text, not in the writer's own.
"""

from functools import cache
from pathlib import Path

from portal.algorithms.words import WORDS
from portal.core.i18n import LANGUAGES

_EXAMPLES = Path(__file__).parent / "examples"
#: What an empty text can begin with.
BEGINNINGS = ("example", "outline")

#: By language: what is to be typed over in each.
_TYPED_OVER = {
    "uk": (
        "Назва кроку", "Як це може звучати", "Що зробити", "назва", "Що каже людина", "Чим скінчилося",
        "Що може статися",
    ),
    "ru": (
        "Название шага", "Как это может звучать", "Что сделать", "название", "Что говорит человек", "Чем закончилось",
        "Что может случиться",
    ),
    "en": (
        "Title of the step", "How it may sound", "What to do", "name", "What the customer says", "How it ended",
        "What may happen",
    ),
}  # fmt: skip
_VALUES = {"uk": "перше | друге", "ru": "первое | второе", "en": "first | second"}
_QUOTES = {"uk": ("«", "»"), "ru": ("«", "»"), "en": ('"', '"')}


def _snippets_in(language: str) -> dict[str, str]:
    word, (opens, closes) = WORDS[language], _QUOTES[language]
    step, phrase, point, question, answer, finish, event = (f"⟦{words}⟧" for words in _TYPED_OVER[language])
    return {
        "step": f"## {step}\n{word['goal']}: ",
        "phrase": f"> {opens}{phrase}{closes}",
        "point": f"- [ ] {point}",
        "question": f"? {question}: {_VALUES[language]}",
        "answer": f"- {answer} → ",
        "finish": f"## {word['finish']}: {finish}\n{word['result']}: {word['solved']}\n{word['note']}: {{path}}",
        "any_time": f"## {word['any_time']}\n- {event} → ",
    }


#: By language and name. What stands between ⟦ and ⟧ is to be typed over.
SNIPPETS = {language: _snippets_in(language) for language in LANGUAGES}
#: Headings that no answer leads to, in lower case.
NO_TITLES = tuple(words["any_time"].lower() for words in WORDS.values())


@cache
def beginning(name: str, language: str) -> str:
    """A text to begin with, whole and without a fault. ``name`` is one of ``BEGINNINGS``."""
    return (_EXAMPLES / f"{name}.{language}.md").read_text(encoding="utf-8")
