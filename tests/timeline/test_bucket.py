"""The width of a bucket."""

from __future__ import annotations

import pytest

from foreshock.timeline.bucket import choose_bucket


@pytest.mark.parametrize(
    ("span_s", "width_s"),
    [(0, 5), (360, 5), (7200, 5), (86_400, 30), (2 * 86_400, 60), (30 * 86_400, 900), (10 * 365 * 86_400, 3600)],
)
def test_bucket_follows_the_span(span_s: float, width_s: int) -> None:
    """Minutes get seconds, days get minutes, months get quarters of an hour."""
    assert width_s == choose_bucket(span_s)
