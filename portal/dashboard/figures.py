"""The numbers, made of facts: pure functions, nothing of databases, pages or languages."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil
from statistics import median

from portal.dashboard.conditions import Kept, Stage, month_of, months_back
from portal.dashboard.queries.facts import Fact, Facts
from portal.initiatives.models import StatusType
from portal.outcomes.models import Benefit, Verdict
from portal.outcomes.verdicts import reached_share

_LEFT = frozenset({StatusType.DRAFT.value, StatusType.MERGED.value})
_FUNNEL: Mapping[Stage, Callable[[Fact], bool]] = {
    Stage.ANSWERED: lambda fact: fact.answered,
    Stage.ACCEPTED: lambda fact: fact.accepted,
    Stage.BEGUN: lambda fact: fact.begun,
    Stage.DONE: lambda fact: fact.done,
    Stage.MEASURED: lambda fact: fact.measured,
    Stage.WORKED: lambda fact: fact.worked,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Months from one to another, both included, and perhaps one area or one team."""

    first: int
    last: int
    area_id: int | None = None
    team_id: int | None = None

    @property
    def months(self) -> list[int]:
        """All of them, the earliest first."""
        found = [self.last]
        while found[-1] > self.first:
            found.append(months_back(found[-1], 1))
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Month:
    """What came in and went out in one month."""

    month: int
    handed_in: int
    accepted: int
    declined: int
    done: int


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, in working days: half were faster than ``median``, nine of ten than ``p90``."""

    count: int
    median: float | None
    p90: float | None
    in_time: int
    late: int
    open: int

    @property
    def share(self) -> float | None:
        """The part that was in time, of what was due."""
        due = self.in_time + self.late
        return self.in_time / due if due else None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came out of those whose outcome was confirmed in the period."""

    verdicts: Mapping[Verdict, int]
    #: Reached / (reached + partly + not reached): what can't be told is left out.
    hit_rate: float | None
    #: Median of |measured change / expected change - 1| over those with numbers, and how many they are.
    error: float | None
    with_numbers: int


@dataclass(frozen=True, slots=True)
class Group:
    """An area, a team or a kind of benefit: how many were handed in, accepted, done, and how many worked."""

    key: int | Benefit | None
    handed_in: int
    accepted: int
    done: int
    worked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything on the page."""

    handed_in: int
    #: Each once, though it was implemented in one of the months and once more in another.
    done: int
    flow: Sequence[Month]
    funnel: Mapping[Stage, int]
    answer: Times
    decision: Times
    outcomes: Outcomes
    benefits: Sequence[Group]
    areas: Sequence[Group]
    teams: Sequence[Group]


def figures(
    known: Facts, wanted: Wanted, day_of: Callable[[datetime], date], is_working: Callable[[date], bool]
) -> Figures:
    """The numbers of a choice; ``day_of`` and ``is_working`` are the company's clock and calendar."""

    def month(moment: datetime) -> int:
        return month_of(day_of(moment))

    chosen = [fact for fact in known.initiatives if _fits(fact, wanted)]
    cohort = [fact for fact in chosen if wanted.first <= month(fact.submitted_at) <= wanted.last]
    confirmed = [
        fact
        for fact in chosen
        if fact.confirmed_at is not None and wanted.first <= month(fact.confirmed_at) <= wanted.last
    ]
    days = WorkingDays((moment for fact in cohort for moment in _moments(fact)), day_of, is_working)
    return Figures(
        handed_in=len(cohort),
        done=_done(chosen, known, wanted, month),
        flow=_flow(chosen, known, wanted, month),
        funnel={stage: sum(map(has_come, cohort)) for stage, has_come in _FUNNEL.items()},
        answer=_times(
            [(fact.answer, days.between(fact.started_at, fact.answered_at)) for fact in cohort if fact.answer]
        ),
        decision=_times([(fact.decision, _decided_in(fact, known, days)) for fact in cohort if fact.decision]),
        outcomes=_outcomes(confirmed),
        benefits=_groups(cohort, lambda fact: fact.benefit),
        areas=_groups(cohort, lambda fact: fact.area_id),
        teams=_groups(cohort, lambda fact: fact.team_id),
    )


class WorkingDays:
    """Working days between moments, counted once for all of them."""

    def __init__(
        self, moments: Iterable[datetime], day_of: Callable[[datetime], date], is_working: Callable[[date], bool]
    ) -> None:
        self._day_of = day_of
        days = [day_of(moment) for moment in moments]
        first, last = (min(days), max(days)) if days else (date.min, date.min)
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self._working = [day for day in span if is_working(day)]

    def between(self, since: datetime | None, until: datetime | None) -> int | None:
        """Working days after the day of one moment until that of another, that one included."""
        if since is None or until is None:
            return None
        return self._until(until) - self._until(since)

    def _until(self, moment: datetime) -> int:
        return bisect_right(self._working, self._day_of(moment))


def _moments(fact: Fact) -> list[datetime]:
    return [moment for moment in (fact.started_at, fact.answered_at, fact.ended_at) if moment is not None]


def _fits(fact: Fact, wanted: Wanted) -> bool:
    return (wanted.area_id is None or fact.area_id == wanted.area_id) and (
        wanted.team_id is None or fact.team_id == wanted.team_id
    )


def _flow(chosen: Sequence[Fact], known: Facts, wanted: Wanted, month: Callable[[datetime], int]) -> list[Month]:
    counted: dict[StatusType | None, Counter[int]] = defaultdict(Counter)
    counted[None] = Counter(month(fact.submitted_at) for fact in chosen)
    ids = {fact.id for fact in chosen}
    once = {(number, type_, month(at)) for number, type_, at in known.moves if number in ids}
    for _number, type_, when in once:
        counted[type_][when] += 1
    types = (None, StatusType.ACCEPTED, StatusType.DECLINED, StatusType.IMPLEMENTED)
    return [Month(when, *(counted[type_][when] for type_ in types)) for when in wanted.months]


def _done(chosen: Sequence[Fact], known: Facts, wanted: Wanted, month: Callable[[datetime], int]) -> int:
    ids = {fact.id for fact in chosen}
    moves = [(number, at) for number, type_, at in known.moves if type_ is StatusType.IMPLEMENTED]
    done = {number for number, at in moves if wanted.first <= month(at) <= wanted.last}
    return len(done & ids)


def _decided_in(fact: Fact, known: Facts, days: WorkingDays) -> int | None:
    """Without the days on which the clock stood still. What its author took back was never decided."""
    if fact.outcome is None or fact.outcome in _LEFT:
        return None
    taken = days.between(fact.started_at, fact.ended_at)
    still = sum(days.between(*pause) or 0 for pause in known.pauses.get(fact.clock_id or 0, ()))
    return None if taken is None else max(taken - still, 0)


def _times(of: Sequence[tuple[int | None, int | None]]) -> Times:
    kept = Counter(one for one, _days in of)
    taken = sorted(days for _one, days in of if days is not None)
    return Times(
        count=len(taken),
        median=median(taken) if taken else None,
        p90=nearest_rank(taken, 90) if taken else None,
        in_time=kept[Kept.IN_TIME],
        late=kept[Kept.LATE],
        open=kept[Kept.OPEN],
    )


def nearest_rank(values: Sequence[int], percent: int) -> int:
    """The nearest-rank percentile of sorted values: the smallest one with so many percent of all at or below it."""
    return values[max(ceil(percent / 100 * len(values)), 1) - 1]


def _outcomes(confirmed: Sequence[Fact]) -> Outcomes:
    verdicts = Counter(fact.verdict for fact in confirmed if fact.verdict is not None)
    told = sum(count for verdict, count in verdicts.items() if verdict is not Verdict.UNKNOWN)
    shares = [reached_share(fact.baseline, fact.target, fact.value) for fact in confirmed]
    errors = [abs(share - Decimal(1)) for share in shares if share is not None]
    return Outcomes(
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
        hit_rate=verdicts[Verdict.REACHED] / told if told else None,
        error=float(median(errors)) if errors else None,
        with_numbers=len(errors),
    )


def _groups(cohort: Sequence[Fact], key: Callable[[Fact], int | Benefit | None]) -> list[Group]:
    by_key: dict[int | Benefit | None, list[Fact]] = defaultdict(list)
    for fact in cohort:
        by_key[key(fact)].append(fact)
    return [
        Group(
            one,
            len(facts),
            sum(fact.accepted for fact in facts),
            sum(fact.done for fact in facts),
            sum(fact.worked for fact in facts),
        )
        for one, facts in by_key.items()
    ]
