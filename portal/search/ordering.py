"""What of the results is shown, and before what, by nothing but their scores and kinds."""

from collections.abc import Collection, Sequence

from portal.algorithms.shapes import KIND
from portal.search.pool import Candidate
from portal.search.sources.learning import DIALOGUE, TRACK

#: Behind the first few a result below this share of the best score is noise.
WORTH_SHOWING, FIRST_FEW = 0.3, 10
#: Steps of one algorithm that are shown beside each other.
STEPS_OF_ONE = 2
#: Whoever types into the palette is mostly in a call: by so much an algorithm goes before other texts that answer as
#: well, and the whole of it before its steps.
IN_A_CALL, STEP_IN_A_CALL = 2.5, 1.2
#: What one learns with is for quieter hours.
LEARNING, LEARNING_IN_A_CALL = frozenset({DIALOGUE, TRACK}), 0.6


def in_a_call(one: Candidate) -> Candidate:
    """As it counts for somebody who has seconds."""
    if one.kind == KIND:
        return one.scored(one.score * (STEP_IN_A_CALL if one.part else IN_A_CALL))
    return one.scored(one.score * LEARNING_IN_A_CALL) if one.kind in LEARNING else one


def worth_showing(scored: Sequence[Candidate], whatever: Collection[int]) -> list[Candidate]:
    """Without the tail that has a common word with the query and no more."""
    least = scored[0].score * WORTH_SHOWING if scored else 0.0
    return [one for place, one in enumerate(scored) if place < FIRST_FEW or one.score >= least or one.id in whatever]


def parts_apart(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Each step by itself, a few of one algorithm."""
    seen: dict[tuple[str, int], int] = {}
    kept = []
    for one in ranked:
        if one.part:
            seen[one.item] = seen.get(one.item, 0) + 1
            if seen[one.item] > STEPS_OF_ONE:
                continue
        kept.append(one)
    return kept
