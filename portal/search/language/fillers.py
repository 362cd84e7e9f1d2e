"""Words that say nothing of what is looked for: particles of speech and the wording of questions."""

_UKRAINIAN = "і й та а але чи що це як де коли хто у в на з із зі до від по за про для не ні якщо"
_RUSSIAN = "и а но или что это как где когда кто в во на с со к от по за про для не ни если"
_ENGLISH = "a an the and or of to in on at by for from with is are be do does how what where when who if i you it"

_FILLERS = frozenset(f"{_UKRAINIAN} {_RUSSIAN} {_ENGLISH}".split())


def is_filler_word(word: str) -> bool:
    """Whether a normalised word is one."""
    return word in _FILLERS
