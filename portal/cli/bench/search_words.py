"""Texts to be searched in three languages: words that the portal has, as often as words are used.

The commonest are the words of its own pages as often as they stand there; then come those of the shipped dictionary,
and the long tail is what the dictionaries of the languages know. How often each is drawn falls with its rank
(Mandelbrot, 1953, 'An informational theory of the statistical structure of language'), and each text has words of its
own that come back in it, as texts about something do.
"""

import random
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

from babel.messages.pofile import read_po

from portal.search.language.groups import FOLDER, LANGUAGES, lines_of
from portal.search.language.lemmas import words_beginning

SHARES = (0.6, 0.25, 0.15)
TRANSLATIONS = Path(__file__).parents[2] / "translations"
_EXPONENT, _OFFSET = 1.05, 2.7
#: So many words of a language's dictionary for each pair of letters that words begin with.
_TAIL_EACH = 30
_ALPHABETS = {"uk": "абвгґдежзийклмнопрстуфхцчшщюяєії", "ru": "абвгдежзийклмнопрстуфхцчшщэюя", "en": ""}
#: What a text is about are rarer words than so many others; so many it has, and so often one of them comes.
_COMMON, OWN_WORDS, _OWN_SHARE = 150, 8, 0.14
_LEAST_LETTERS = 4
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PLACEHOLDER = re.compile(r"%\(\w+\)s|<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Text:
    """A text by somebody: its title, its parts of plain words, and the words that it is about."""

    lang: str
    title: str
    parts: Sequence[str]
    own: Sequence[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language, the commonest first, and the sums of how often they are used."""

    words: Sequence[str]
    sums: Sequence[float]

    def drawn(self, randomly: random.Random, many: int) -> list[str]:
        """Words as often as they are used."""
        return randomly.choices(self.words, cum_weights=self.sums, k=many)

    def telling(self, randomly: random.Random, many: int) -> list[str]:
        """Different words that say what something is about."""
        found: dict[str, None] = {}
        while len(found) < many:
            place = bisect_left(self.sums, randomly.uniform(self.sums[_COMMON], self.sums[-1]))
            word = self.words[min(place, len(self.words) - 1)]
            if len(word) >= _LEAST_LETTERS:
                found[word] = None
        return list(found)


@cache
def words_of(lang: str) -> Words:
    """The vocabulary of a language: some ten thousand words."""
    counts = Counter(word for text in _sentences(lang) for word in _words_in(text))
    of_field = [word for text in _entries(lang) for word in _words_in(text)]
    own = (word for word, _n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    known = dict.fromkeys(word for word in own if word.isascii() == (lang == "en"))
    rest = sorted({*of_field, *_tail(lang)} - known.keys())
    random.Random(lang).shuffle(rest)  # noqa: S311 - repeatable data, no secret
    words = [*known, *rest]
    return Words(words, list(accumulate(1 / (rank + _OFFSET) ** _EXPONENT for rank in range(len(words)))))


def _words_in(text: str) -> list[str]:
    return _WORD.findall(_PLACEHOLDER.sub(" ", text).lower())


def _sentences(lang: str) -> Iterator[str]:
    """What the portal says on its pages."""
    for path in sorted(TRANSLATIONS.glob("uk/*.po" if lang == "en" else f"{lang}/*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if not message.id:
                    continue  # the head of the file
                texts = message.id if lang == "en" else message.string
                yield from [texts] if isinstance(texts, str) else texts or ()


def _entries(lang: str) -> Iterator[str]:
    """Words and phrases of the shipped dictionary."""
    for path in sorted(FOLDER.glob("*.txt")):
        for line in lines_of(path):
            columns = line.removeprefix("~").split("|")
            yield from columns[LANGUAGES.index(lang) : LANGUAGES.index(lang) + 1]


def _tail(lang: str) -> Iterator[str]:
    letters = _ALPHABETS[lang]
    for first in letters:
        for second in letters:
            yield from islice(words_beginning(first + second, lang), _TAIL_EACH)


def text(number: int, lengths: Sequence[int]) -> Text:
    """The text of a number, the same each time: its parts are so many words long."""
    randomly = random.Random(number)  # noqa: S311 - repeatable data, no secret
    lang = randomly.choices(LANGUAGES, SHARES)[0]
    words = words_of(lang)
    own = words.telling(randomly, OWN_WORDS)
    title = [*own[:3], *words.drawn(randomly, 3)]
    randomly.shuffle(title)
    return Text(lang, _sentence(title)[:-1], [_part(words, own, length, randomly) for length in lengths], own)


def _part(words: Words, own: Sequence[str], length: int, randomly: random.Random) -> str:
    drawn = [randomly.choice(own) if randomly.random() < _OWN_SHARE else word for word in words.drawn(randomly, length)]
    sentences, at = [], 0
    while at < len(drawn):
        until = at + randomly.randint(7, 16)
        sentences.append(_sentence(drawn[at:until]))
        at = until
    return " ".join(sentences)


def _sentence(words: Sequence[str]) -> str:
    said = " ".join(words)
    return f"{said[:1].upper()}{said[1:]}."
