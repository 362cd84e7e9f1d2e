"""The source as it is published: each heading has a key, so that a renamed step keeps its statistics and its marks."""

from portal.algorithms.format import with_keys
from portal.algorithms.understanding import understood


def seal(source: str) -> str:
    """The source with ``{#key}`` in every heading of a step or finish that lacks one. What is shown stays the same."""
    return with_keys(understood(source).document)
