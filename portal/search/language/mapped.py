"""Dictionaries of words read from their files where they lie: all processes share the memory that they take.

The library copies its automata into each process, thirty megabytes for two languages, most of which nobody asks for.
"""

import mmap
import struct
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger()

_COUNT = struct.Struct("=I")
_COMPARED = 500


def let_share(analyser: Any, folder: Path) -> None:
    """Put the files in the place of what the library has read from them; where it is another library, do nothing."""
    dictionary = analyser.dictionary
    found = [("words.dawg", dictionary.words), ("p_t_given_w.intdawg", _probabilities(analyser))]
    found += [
        (f"prediction-suffixes-{number}.dawg", each) for number, each in enumerate(dictionary.prediction_suffixes_dawgs)
    ]
    for name, automaton in found:
        path = folder / name
        if automaton is not None and path.exists():
            _map(automaton, path)


def _probabilities(analyser: Any) -> Any:
    return getattr(getattr(analyser, "prob_estimator", None), "p_t_given_w", None)


def _map(automaton: Any, path: Path) -> None:
    """A number of units of 32 bits, the units; a number of pairs, the pairs."""
    try:
        units, pairs = automaton.dct._units, automaton.guide._units  # noqa: SLF001 - compared before they are replaced
    except AttributeError:
        log.info("a dictionary isn't shared", name=path.name)
        return
    with path.open("rb") as file:
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    end = _COUNT.size + _COUNT.unpack_from(whole)[0] * 4
    begin = end + _COUNT.size
    mapped_units = whole[_COUNT.size : end].cast("I")
    mapped_pairs = whole[begin : begin + _COUNT.unpack_from(whole, end)[0] * 2]
    if _is_same(mapped_units, units) and _is_same(mapped_pairs, pairs):
        automaton.dct._units, automaton.guide._units = mapped_units, mapped_pairs  # noqa: SLF001 - as above


def _is_same(mapped: memoryview, read: Any) -> bool:
    """By the ends: comparing all would bring all of the file into memory."""
    ends = (slice(None, _COMPARED), slice(-_COMPARED, None))
    return len(mapped) == len(read) and all(list(mapped[end]) == list(read[end]) for end in ends)
