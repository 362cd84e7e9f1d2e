"""The refusals a person may meet. Each has an HTTP status and a human sentence; one handler renders them."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.core.i18n import lazy_gettext as _l


class DomainError(Exception):
    """A rule of the portal said no. ``sentence`` may be lazy: it is translated when it is shown."""

    status = 400
    sentence: Any = _l("This can't be done.")

    def __init__(self, sentence: Any = None, *, field: str | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        #: The form field that the sentence belongs to, when there is one.
        self.field = field
        super().__init__(sentence)

    @property
    def sentences(self) -> Sequence[Any]:
        """All that is to be said at the field."""
        return (self.sentence,)

    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(DomainError):
    """Absent, or hidden from this person: the two must look alike."""

    status = 404
    sentence = _l("There is nothing at this address, or it isn't open to you.")


class Forbidden(DomainError):
    """Visible, but not this person's to do."""

    status = 403
    sentence = _l("You may see this, but this step isn't yours to take.")


class Invalid(DomainError):
    """The input breaks a rule that forms don't know."""

    status = 422


class AtLine(str):
    """A sentence that names a line of a long text; a page can lead there. ``bare``: without the line's number."""

    __slots__ = ("bare", "line")

    line: int
    bare: str

    def __new__(cls, sentence: str, *, line: int, bare: str) -> "AtLine":
        """What is read without the page, and what it is made of."""
        said = super().__new__(cls, sentence)
        said.line, said.bare = line, bare
        return said


class Faults(Invalid):
    """Several faults of one field; the first stands for them where there is room for one."""

    def __init__(self, sentences: Sequence[Any], *, field: str) -> None:
        super().__init__(sentences[0], field=field)
        self._sentences = tuple(sentences)

    @property
    def sentences(self) -> Sequence[Any]:
        return self._sentences


class Conflict(DomainError):
    """Somebody changed the same thing meanwhile. ``theirs`` is what stands now, field by field."""

    status = 409
    sentence = _l("Somebody changed this while you were writing. Your text is kept below.")

    def __init__(self, sentence: Any = None, *, theirs: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.theirs: Mapping[str, str] = theirs or {}


class TooManyAttempts(DomainError):
    """A limit on guessing was reached."""

    status = 429
    sentence = _l("Too many attempts. Wait a few minutes and try again.")


class Busy(DomainError):
    """The database could not take the change in time."""

    status = 503
    sentence = _l("The portal is busy right now. Nothing was changed; please try again.")


def require(allowed: bool, sentence: Any = None) -> None:
    """Raise Forbidden unless ``allowed``."""
    if not allowed:
        raise Forbidden(sentence)
