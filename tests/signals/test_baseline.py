"""What would have been normal."""

from __future__ import annotations

import numpy as np

from foreshock.signals.baseline import expected_counts, running_median

MINUTES = np.arange(2 * 1440)
RHYTHM = 60 * (1 + 0.6 * np.sin(MINUTES / 1440 * 2 * np.pi))


def test_lost_traffic_is_measured_against_the_day_before() -> None:
    """A loss of 30 % over two hours of the second day is measured as 30 %, within 2."""
    counts = np.random.default_rng(7).poisson(RHYTHM).astype(float)
    counts[2400:2520] *= 0.7

    expected, by_rhythm = expected_counts(counts, 60)

    assert by_rhythm[2400:2520].all()
    assert not by_rhythm[:1440].any()
    assert abs(1 - counts[2400:2520].sum() / expected[2400:2520].sum() - 0.3) < 0.02


def test_a_quieter_day_lowers_what_is_expected() -> None:
    """A day that runs at half the level of the day before is expected at half, not reported as a loss."""
    counts = RHYTHM.copy()
    counts[1440:] *= 0.5

    expected, _ = expected_counts(counts, 60)

    late = slice(2200, 2700)
    assert np.allclose(expected[late] / counts[late], 1.0, atol=0.05)


def test_the_rise_and_fall_of_one_day_is_no_loss() -> None:
    """Without an earlier day the expected count follows the rhythm within 20 %."""
    expected, _ = expected_counts(RHYTHM[:1440], 60)

    assert np.allclose(expected / RHYTHM[:1440], 1.0, atol=0.2)


def test_running_median_ignores_a_spike() -> None:
    """One value does not move the median of its neighbourhood."""
    values = np.full(50, 3.0)
    values[20] = 900

    assert (running_median(values, 5) == 3.0).all()
