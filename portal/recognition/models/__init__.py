"""The tables of recognition."""

from portal.recognition.models.thanks import MAX_WORDS_LETTERS, OWN, THANKS, Thanks

__all__ = ["MAX_WORDS_LETTERS", "OWN", "THANKS", "Thanks"]
