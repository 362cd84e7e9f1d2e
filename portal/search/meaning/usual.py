"""What all queries have in common, as the model sees it.

Vectors of queries lie in a narrow cone of their own, beside that of texts. Texts that happen to lie near its axis are
close to every query, and would stand before the answers ('hubs': Radovanović, Nanopoulos and Ivanović, 2010). Against
queries of all kinds their middle is known, so that each can be told apart from it.
"""

from pathlib import Path

import numpy as np

from portal.search.meaning.embedder import Embedder, Floats

_QUERIES = Path(__file__).parent.parent / "data" / "usual-queries.list"
#: By the name of the model.
_known: dict[str, Floats] = {}


def usual_query(model: Embedder) -> Floats:
    """The mean of the vectors of many queries. Takes about a second, the first time."""
    if model.name not in _known:
        _known[model.name] = np.mean([model.of_query(text) for text in usual_queries()], axis=0, dtype=np.float32)
    return _known[model.name]


def usual_queries() -> list[str]:
    """Queries of many kinds in three languages."""
    lines = _QUERIES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
