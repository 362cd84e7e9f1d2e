"""What is looked for, class by class: as people type it, and as an engine is asked."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from portal.cli.bench.search_rows import text_of
from portal.cli.bench.search_words import Text, words_of
from portal.search.asking import Filters
from portal.search.engine import Term, WordQuery
from portal.search.language import analyse_query, normalised
from portal.search.language.groups import FOLDER, lines_of
from portal.search.language.lemmas import words_beginning
from portal.search.language.transliteration import to_latin

#: The words that most texts have are none that people look for by themselves; these are common all the same.
_COMMON = slice(40, 400)
_CYRILLIC_KEYS = "йцукенгшщзхїфівапролджєячсмитьбюґ"
_LAYOUT = str.maketrans(_CYRILLIC_KEYS + "ыъэё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.\\" + "s]'`")
#: Filters that leave a part of what there is.
FILTERED = Filters(kinds=frozenset({"case", "article"}), statuses=frozenset({"published"}))
#: Whoever asks is anybody.
ACCESS = frozenset({"all"})

Maker = Callable[[random.Random, Text], str]


def _typed(drawn: random.Random, said: Text) -> str:
    """A word with two letters in each other's place."""
    word = next((word for word in said.own if len(word) > 6), said.own[0])
    at = drawn.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _another_form(drawn: random.Random, said: Text) -> str:
    word = drawn.choice([word for word in said.own if len(word) > 5] or list(said.own))
    forms = [] if said.lang == "en" else list(islice(words_beginning(word[:-2], said.lang), 8))
    return drawn.choice([form for form in forms if form != word] or [f"{word}s"])


def _of_other_language(drawn: random.Random, _said: Text) -> str:
    """A Russian word of the shipped dictionary where most texts are Ukrainian, or an English one."""
    return drawn.choice(_translated()[drawn.choice((1, 2))])


def _translated() -> Sequence[Sequence[str]]:
    if not _columns:
        for path in sorted(FOLDER.glob("*.txt")):
            for line in lines_of(path):
                for place, column in enumerate(line.removeprefix("~").split("|")[:3]):
                    _columns.setdefault(place, []).append(column.split(",")[0].strip())
    return [[words for words in _columns[place] if words] for place in range(3)]


_columns: dict[int, list[str]] = {}


def _common(drawn: random.Random, said: Text) -> str:
    return drawn.choice(words_of(said.lang).words[_COMMON])


def _three(drawn: random.Random, said: Text) -> str:
    return " ".join([*drawn.sample(list(said.own), 2), _common(drawn, said)])


def _phrase(drawn: random.Random, said: Text) -> str:
    words = said.parts[0].split()
    at = drawn.randrange(0, len(words) - 3)
    return '"' + " ".join(words[at : at + 3]).replace(".", "") + '"'


MADE: Mapping[str, Maker] = {
    "single": _common,
    "rare": lambda drawn, said: drawn.choice(said.own),
    "three words": _three,
    "phrase": _phrase,
    "prefix": lambda drawn, said: drawn.choice(said.own)[: drawn.randint(3, 4)],
    "inflected": _another_form,
    "typing error": _typed,
    "layout": lambda drawn, said: " ".join(drawn.sample(list(said.own), 2)).translate(_LAYOUT),
    "transliteration": lambda drawn, said: to_latin(" ".join(drawn.sample(list(said.own), 2))),
    "cross-language": _of_other_language,
    "question": lambda drawn, said: f"що робити, якщо {' '.join(drawn.sample(list(said.own), 3))}?",
    "filtered": _common,
}


def typed_queries(name: str, many: int, size: int) -> list[str]:
    """Queries of a class, the same each time."""
    drawn = random.Random(f"{name} {size}")  # noqa: S311 - repeatable data, no secret
    return [MADE[name](drawn, text_of(drawn.randint(1, size))) for _n in range(many)]


def keystrokes(many: int, size: int) -> list[str]:
    """What stands in the palette's field after each letter of the first two words of a title, from the second on."""
    drawn = random.Random(f"keystrokes {size}")  # noqa: S311 - as above
    return list(_each_letter(drawn, many, size))[:many]


def _each_letter(drawn: random.Random, many: int, size: int) -> Iterator[str]:
    made = 0
    while made < many:
        words = " ".join(text_of(drawn.randint(1, size)).own[:2])
        for letters in range(2, min(len(words), 12) + 1):
            yield words[:letters]
            made += 1


def drafts(many: int, size: int) -> list[tuple[str, str, str]]:
    """Title, text and language of what somebody writes about the same as a text that is there."""
    drawn = random.Random(f"drafts {size}")  # noqa: S311 - as above
    found = (text_of(drawn.randint(1, size)) for _n in range(many))
    return [(" ".join(said.own[:4]), said.parts[0], said.lang) for said in found]


def engine_queries(name: str, many: int, size: int) -> list[WordQuery]:
    """A class of the study's table, as keys alone."""
    drawn = random.Random(f"engine {name} {size}")  # noqa: S311 - as above
    made = _ENGINE[name]
    return [made(drawn, text_of(drawn.randint(1, size))) for _n in range(many)]


def _terms(words: str) -> list[Term]:
    return [Term(keys=frozenset(token.keys), near={}) for token in analyse_query(words)]


def _asked(words: str, **how: Any) -> WordQuery:
    return WordQuery(terms=_terms(words), access=ACCESS, **how)


def _begun(drawn: random.Random, said: Text) -> WordQuery:
    letters = normalised(drawn.choice(said.own)[:3])
    return WordQuery(terms=[Term(keys=frozenset(), near={}, beginning=letters)], access=ACCESS)


_ENGINE: Mapping[str, Callable[[random.Random, Text], WordQuery]] = {
    "single": lambda drawn, said: _asked(_common(drawn, said)),
    "AND": lambda drawn, said: _asked(_three(drawn, said), strict=True),
    "OR": lambda drawn, said: _asked(_three(drawn, said)),
    "prefix": _begun,
    "filtered": lambda drawn, said: _asked(_common(drawn, said), filters=FILTERED),
    "similar": lambda _drawn, said: _asked(" ".join([*said.own, *said.parts[0].split()[:4]])),
}
ENGINE_CLASSES = tuple(_ENGINE)
