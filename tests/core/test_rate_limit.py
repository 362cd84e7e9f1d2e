"""How often somebody may ask within a minute."""

from portal.core.rate_limit import MOST, SECONDS, RateLimit


def test_each_is_limited_by_themselves_and_forgotten_after_a_minute() -> None:
    limit = RateLimit()

    assert [limit.allow(1, now=10.0) for _ in range(MOST + 1)] == [True] * MOST + [False]
    assert limit.allow(2, now=10.0)
    assert limit.allow(1, now=11.0 + SECONDS)
    assert limit.allow(3, now=100.0 + 2 * SECONDS)
    assert len(limit) == 1
