"""The tables of recognition."""

from portal.recognition.models.thanks import Thanks

__all__ = ["Thanks"]
