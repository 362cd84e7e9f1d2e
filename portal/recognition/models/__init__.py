"""The tables of recognition."""

from portal.recognition.models.thanks import DONE, MAX_WORDS_LETTERS, MIN_REASON_LETTERS, OWN, Thanks

__all__ = ["DONE", "MAX_WORDS_LETTERS", "MIN_REASON_LETTERS", "OWN", "Thanks"]
