"""A model for tests: it understands a few words, and that those of one line mean the same."""

import zlib
from collections.abc import Sequence

import numpy as np

from portal.search.language import analyse
from portal.search.meaning.embedder import Floats

SIZE = 64
#: Keys of a line mean the same.
MEANINGS = """
диван канапа софа sofa
зламатися зіпсуватися поламка сломаться broken
таксі taxi
повернення возврат refund
"""


class FewWords:
    """Texts are the sum of what their words mean; words that it doesn't know point anywhere."""

    name = "few-words/1"
    size = SIZE

    def __init__(self) -> None:
        self._same = {
            key: line for line in MEANINGS.strip().splitlines() for token in analyse(line) for key in token.keys
        }
        self.made = 0

    def of_query(self, text: str) -> Floats:
        whole = np.full(SIZE, 0.05, dtype=np.float32)
        for token in analyse(text):
            said = next((self._same[key] for key in token.keys if key in self._same), token.keys[0])
            whole += np.random.default_rng(zlib.crc32(said.encode())).normal(size=SIZE).astype(np.float32)
        made: Floats = whole / np.float32(np.linalg.norm(whole))
        return made

    def of_passages(self, texts: Sequence[str]) -> Floats:
        self.made += len(texts)
        return np.stack([self.of_query(text) for text in texts])


class InACone(FewWords):
    """The same as models have it: all texts are close to each other, and what is alike is closer."""

    name = "few-words-in-a-cone/1"

    def of_query(self, text: str) -> Floats:
        whole = super().of_query(text) + np.float32(2 / SIZE**0.5)
        made: Floats = whole / np.float32(np.linalg.norm(whole))
        return made
