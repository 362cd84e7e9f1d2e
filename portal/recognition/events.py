"""What happens with thanks."""

from dataclasses import dataclass
from typing import ClassVar

from portal.initiatives.events import InitiativeEvent


@dataclass(frozen=True, kw_only=True)
class ThanksEvent(InitiativeEvent):
    """Something happened to a thank you for an initiative."""

    thanks_id: int


@dataclass(frozen=True, kw_only=True)
class ThanksGiven(ThanksEvent):
    """A colleague thanks, or passes a customer's thanks on."""

    name: ClassVar[str] = "recognition.thanks_given"
    from_customer: bool


@dataclass(frozen=True, kw_only=True)
class ThanksWithdrawn(ThanksEvent):
    """Whoever said it took it back, or (``gone`` False) put it there again."""

    name: ClassVar[str] = "recognition.thanks_withdrawn"
    gone: bool = True


@dataclass(frozen=True, kw_only=True)
class ThanksReported(ThanksEvent):
    """Somebody asks the editors to look at it."""

    name: ClassVar[str] = "recognition.thanks_reported"
    report_id: int


@dataclass(frozen=True, kw_only=True)
class ThanksReportsSettled(ThanksEvent):
    """An editor has looked: it was hidden, or stays."""

    name: ClassVar[str] = "recognition.thanks_reports_settled"
    report_ids: tuple[int, ...]
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class ThanksHidden(ThanksEvent):
    """An editor hid it with a reason."""

    name: ClassVar[str] = "recognition.thanks_hidden"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ThanksShownAgain(ThanksEvent):
    """An editor took the hiding back."""

    name: ClassVar[str] = "recognition.thanks_shown_again"
    person_id: int
