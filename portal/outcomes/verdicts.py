"""What numbers say about an outcome. Pure: people decide, this only proposes."""

from decimal import Decimal

from portal.outcomes.models import Verdict

#: Less than a tenth of the hoped-for change is nothing that one could call a part of it.
PARTLY_FROM = Decimal("0.1")


def reached_share(baseline: Decimal | None, target: Decimal | None, measured: Decimal | None) -> Decimal | None:
    """How much of the way from baseline to target was gone: 1 is the target, below 0 it got worse.

    (measured - baseline) / (target - baseline), so it needs no word on whether more or less is better. None where a
    number is missing or nothing was to change.
    """
    if baseline is None or target is None or measured is None or baseline == target:
        return None
    return (measured - baseline) / (target - baseline)


def proposed_verdict(baseline: Decimal | None, target: Decimal | None, measured: Decimal | None) -> Verdict | None:
    """Reached from the target on, partly from a tenth of the way on, else not; None without numbers."""
    share = reached_share(baseline, target, measured)
    if share is None:
        return None
    if share >= 1:
        return Verdict.REACHED
    return Verdict.PARTLY if share >= PARTLY_FROM else Verdict.NOT_REACHED
