"""The traffic has the rhythm of a day and the shape of a week, is uneven in the small and exact in the large."""

from __future__ import annotations

import numpy as np
import pytest

from foreshock.simulate.clock import DAY, HOUR, MINUTE
from foreshock.simulate.load import arrivals, counts_per_minute, rhythm
from foreshock.simulate.noise import Noise
from foreshock.simulate.world import EST

SUNDAY = EST.micros("2023-07-09 00:00:00")
MONDAY = SUNDAY + DAY


def test_an_average_day_has_the_load_one() -> None:
    """Over a week the load is 1 within a few per cent, and busiest at 20:00."""
    minutes = np.arange(SUNDAY, SUNDAY + 7 * DAY, MINUTE)
    load = rhythm(EST, minutes)
    assert float(load.mean()) == pytest.approx(1.0, abs=0.02)
    assert int(load[:1440].argmax()) == 20 * 60


def test_evenings_are_alike_and_noons_are_not() -> None:
    """A Sunday's noon is busier than a Monday's; at 20:00 no weekday differs from another."""
    assert rhythm(EST, np.array([SUNDAY + 12 * HOUR])) > rhythm(EST, np.array([MONDAY + 12 * HOUR])) * 1.05
    assert rhythm(EST, np.array([SUNDAY + 20 * HOUR])) == rhythm(EST, np.array([MONDAY + 20 * HOUR]))


def test_counts_are_uneven_by_the_minute_and_exact_by_the_hour() -> None:
    """Minutes scatter about as a Poisson process does, two hours keep to their expectation within 1 %."""
    counts = counts_per_minute(np.full(1440, 60.0), Noise(1).stream("counts"))
    assert 5 < float(counts.std()) < 11
    assert all(abs(int(counts[n : n + 120].sum()) - 7200) < 72 for n in range(0, 1440, 120))


def test_arrivals_lie_in_their_minutes_in_order() -> None:
    """As many instants in each minute as its count says."""
    minutes = np.array([SUNDAY, SUNDAY + MINUTE, SUNDAY + 2 * MINUTE])
    found = arrivals(minutes, np.array([3, 0, 2]), Noise(1).stream("arrivals"))
    assert ((found - SUNDAY) // MINUTE).tolist() == [0, 0, 0, 2, 2]
    assert np.all(np.diff(found) >= 0)


def test_streams_do_not_disturb_each_other() -> None:
    """A stream depends on the seed, its name and its part alone."""
    first = Noise(7).stream("traffic", 3).random(4).tolist()
    Noise(7).stream("app", 3).random(100)
    assert Noise(7).stream("traffic", 3).random(4).tolist() == first
    assert Noise(7).stream("traffic", 4).random(4).tolist() != first
    assert Noise(8).stream("traffic", 3).random(4).tolist() != first
