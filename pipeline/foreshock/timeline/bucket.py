"""How wide a bucket of the series is."""

from __future__ import annotations

# Each step divides a minute, an hour or a day, so that buckets line up with the clock people read.
LADDER_S: tuple[int, ...] = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
MOST_BUCKETS = 4000


def choose_bucket(span_s: float) -> int:
    """The narrowest bucket, in seconds, that cuts a span into at most 4000 buckets.

    Six minutes give 5 s, two days 60 s, a month 900 s: fine enough to place an onset, few enough to read.
    """
    return next((width for width in LADDER_S if span_s / width <= MOST_BUCKETS), LADDER_S[-1])
