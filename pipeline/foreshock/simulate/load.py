"""How many requests arrive in each minute: the daily rhythm, the shape of the week, and arrivals inside a minute."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from foreshock.simulate.clock import DAY, HOUR, MINUTE, Micros, Zone

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Share of the busiest hour, at each full local hour: a shop that sells in the evening.
_HOURLY = (38, 26, 19, 15, 14, 15, 22, 34, 50, 61, 68, 72, 77, 74, 70, 69, 70, 76, 84, 95, 100, 95, 79, 57, 38)
_HOURLY_MEAN = float(np.mean([(a + b) / 2 for a, b in pairwise(_HOURLY)]))
# Between 07:00 and 18:00 people shop less on working days and more at weekends; evenings are alike.
_DAYTIME = (7.0, 12.5, 18.0)
_DAYTIME_GAIN = (-0.03, -0.04, -0.04, -0.03, 0.0, 0.07, 0.09)
# 1970-01-01 was a Thursday.
_EPOCH_WEEKDAY = 3


def rhythm(zone: Zone, micros: Micros) -> Floats:
    """The load relative to the mean of a day (1.0), by hour of the day and day of the week."""
    local = micros + zone.offset_hours * HOUR
    hour = local % DAY / HOUR
    daily = np.interp(hour, np.arange(25.0), np.array(_HOURLY, dtype=np.float64)) / _HOURLY_MEAN
    weekday = (local // DAY + _EPOCH_WEEKDAY) % 7
    daytime = np.interp(hour, _DAYTIME, (0.0, 1.0, 0.0))
    return np.asarray(daily * (1.0 + daytime * np.array(_DAYTIME_GAIN)[weekday]), dtype=np.float64)


def counts_per_minute(expected: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Whole arrivals a minute around their expectation, as uneven as a Poisson process from minute to minute.

    The noise is on the running total and not on the minutes, so that over hours the counts keep to the
    expectation: what a scenario says about a drop in traffic then holds at every seed.
    """
    total = np.cumsum(expected)
    wobble = rng.standard_normal(len(expected)) * 0.7 * np.sqrt(np.maximum(expected, 1.0))
    running = np.maximum.accumulate(np.floor(np.maximum(total + wobble, 0.0)).astype(np.int64))
    return np.diff(running, prepend=0)


def arrivals(minutes: Micros, counts: npt.NDArray[np.int64], rng: np.random.Generator) -> Micros:
    """The instants of the arrivals in the given minutes (their starts), in order."""
    starts = np.repeat(minutes, counts)
    return np.sort(starts + (rng.random(len(starts)) * MINUTE).astype(np.int64))
