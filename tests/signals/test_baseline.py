"""What would have been normal."""

from __future__ import annotations

import numpy as np
import pytest

from foreshock.signals.baseline import expected_counts, running_median

MINUTES = np.arange(2 * 1440)
RHYTHM = 60 * (1 + 0.6 * np.sin(MINUTES / 1440 * 2 * np.pi))


def weeks(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Visits in five minutes, from a Monday on; half as many on Saturdays and Sundays."""
    hours = np.arange(count * 7 * 288) / 12
    level = np.where(hours // 24 % 7 >= 5, 0.5, 1.0)
    return np.random.default_rng(5).poisson(900 * level * (1 + 0.6 * np.sin(hours / 24 * 2 * np.pi))).astype(float)


def hourly(counts: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Sums of twelve buckets of five minutes."""
    return np.add.reduceat(counts, np.arange(0, len(counts), 12))


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


def test_a_weekend_is_no_loss() -> None:
    """No day of three weeks is expected 15 % above what came, though Saturdays and Sundays have half the visits."""
    counts = weeks(3)

    expected, by_rhythm = expected_counts(counts, 300)

    assert by_rhythm[288:].mean() > 0.9
    assert (hourly(counts)[24:] / hourly(expected)[24:]).min() > 0.85


@pytest.mark.parametrize("day", range(1, 7))
def test_a_loss_is_measured_on_every_weekday(day: int) -> None:
    """A loss of 30 % over two hours is measured within 3, on a Sunday as on a Tuesday after a weekend."""
    counts = weeks(1)
    noon = slice((24 * day + 12) * 12, (24 * day + 14) * 12)
    counts[noon] *= 0.7

    expected, _ = expected_counts(counts, 300)

    assert abs(1 - counts[noon].sum() / expected[noon].sum() - 0.3) < 0.03


def test_what_came_a_week_ago_alone_is_not_expected_again() -> None:
    """The rush of last week's Wednesday is not missed on this one."""
    counts = weeks(2)
    calm = counts[(24 * 9 + 12) * 12 : (24 * 9 + 14) * 12].sum()
    counts[(24 * 2 + 12) * 12 : (24 * 2 + 14) * 12] *= 3

    expected, _ = expected_counts(counts, 300)

    assert expected[(24 * 9 + 12) * 12 : (24 * 9 + 14) * 12].sum() < 1.05 * calm


def test_days_of_other_hours_are_not_compared() -> None:
    """Where the night of one day is the noon of the other, nothing rests on a rhythm."""
    counts = np.concatenate([RHYTHM[:1440], RHYTHM[720:1440], RHYTHM[:720]])

    _, by_rhythm = expected_counts(counts, 60)

    assert not by_rhythm.any()


def test_the_rise_and_fall_of_one_day_is_no_loss() -> None:
    """Without an earlier day the expected count follows the rhythm within 20 %."""
    expected, _ = expected_counts(RHYTHM[:1440], 60)

    assert np.allclose(expected / RHYTHM[:1440], 1.0, atol=0.2)


def test_running_median_ignores_a_spike() -> None:
    """One value does not move the median of its neighbourhood."""
    values = np.full(50, 3.0)
    values[20] = 900

    assert (running_median(values, 5) == 3.0).all()


@pytest.mark.parametrize("last", [8.0, 35.0])
def test_the_last_value_alone_is_no_level(last: float) -> None:
    """In an hour without an earlier day, one odd bucket at the end moves what is expected by less than 10 %."""
    counts = np.random.default_rng(3).poisson(20, 720).astype(float)
    counts[-1] = last

    expected, _ = expected_counts(counts, 5)

    assert np.abs(expected / 20 - 1).max() < 0.1


@pytest.mark.parametrize("times", [0.0, 5.0])
def test_the_incident_in_which_the_data_end_is_no_level(times: float) -> None:
    """A surge or an outage that lasts to the end of a short log moves what is expected by less than 10 %."""
    counts = np.random.default_rng(3).poisson(80, 60).astype(float)
    counts[-12:] *= times

    expected, _ = expected_counts(counts, 5)

    assert np.abs(expected / 80 - 1).max() < 0.1
