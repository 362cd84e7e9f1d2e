"""The tables of recognition."""

from portal.recognition.models.thanks import DONE, MAX_WORDS_LETTERS, OWN, THANKS, Thanks

__all__ = ["DONE", "MAX_WORDS_LETTERS", "OWN", "THANKS", "Thanks"]
