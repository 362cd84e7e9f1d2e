"""When a card comes back: FSRS, as the library reckons it, in whole days. Pure.

The library is told the *day* of an answer, not its minute: whoever answers at five in the afternoon and the next time
at nine in the morning has slept over it, and a card due 'tomorrow' is there when the day begins. Within a day a card
that did not come to mind waits behind the others. Nothing is drawn by lot (``enable_fuzzing``), so the same answers
always give the same days, and a memory can be reckoned anew from its history.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import fsrs

from portal.cards.models import Phase, Rating

#: At most so many cards a day and person, new ones and repeats together.
CARDS_A_DAY = 10
#: Nothing that people work by is left unasked for longer than a year.
LONGEST_DAYS = 365

#: One short step, the same after forgetting: a card that came to mind is done for the day.
SCHEDULER = fsrs.Scheduler(
    desired_retention=0.9,
    learning_steps=(timedelta(minutes=10),),
    relearning_steps=(timedelta(minutes=10),),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,
)
_NOON = time(12, tzinfo=UTC)
_STATES = {
    Phase.LEARNING: fsrs.State.Learning,
    Phase.REVIEW: fsrs.State.Review,
    Phase.RELEARNING: fsrs.State.Relearning,
}
_PHASES = {state: phase for phase, state in _STATES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What FSRS knows of one person and one card after an answer."""

    phase: Phase
    step: int | None
    #: In days.
    stability: float
    #: From 1 to 10.
    difficulty: float
    due_on: date
    last_on: date

    @property
    def interval_days(self) -> int:
        """From the last answer to the next one; 0: later the same day."""
        return (self.due_on - self.last_on).days


def moment_of(day: date) -> datetime:
    """The moment that stands for a day where the library asks for one."""
    return datetime.combine(day, _NOON)


def after(before: Remembered | None, rating: Rating, day: date) -> Remembered:
    """What is remembered after an answer on a day; ``before`` None: the first answer.

    A day before the last answer (a clock that was set back) counts as the day of that answer.
    """
    if before is None:
        card = fsrs.Card(card_id=0, due=moment_of(day))  # with an id: the library would wait for a free one
    else:
        day = max(day, before.last_on)
        card = fsrs.Card(
            card_id=0,
            state=_STATES[before.phase],
            step=before.step,
            stability=before.stability,
            difficulty=before.difficulty,
            due=moment_of(before.due_on),
            last_review=moment_of(before.last_on),
        )
    reviewed, _log = SCHEDULER.review_card(card, fsrs.Rating(int(rating)), moment_of(day))
    if reviewed.stability is None or reviewed.difficulty is None:
        raise ValueError("a card without stability after an answer")
    return Remembered(
        phase=_PHASES[reviewed.state],
        step=reviewed.step,
        stability=reviewed.stability,
        difficulty=reviewed.difficulty,
        due_on=reviewed.due.date(),
        last_on=day,
    )


def choices(before: Remembered | None, day: date) -> dict[Rating, int]:
    """In how many days the card would come back by each of the four answers; 0: later the same day."""
    return {rating: after(before, rating, day).interval_days for rating in Rating}


def reckoned(history: Iterable[tuple[date, Rating]]) -> Remembered | None:
    """What is remembered after these answers, the oldest first; None after none."""
    remembered = None
    for day, rating in history:
        remembered = after(remembered, rating, day)
    return remembered
