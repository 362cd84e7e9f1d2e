"""Words of the same root."""


def relatives(word: str) -> dict[str, float]:
    """Keys of words of the same root."""
    return {}
