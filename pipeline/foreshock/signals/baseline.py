"""What a measure would have been on a normal day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DAY_S = 86_400
# Neighbouring buckets that are pooled when a day is compared with the days before it: half an hour each side.
RHYTHM_HALF_WIDTH_S = 1800
# Without an earlier day a bucket is compared with its surroundings: wide enough to hold an incident of hours,
# narrow enough to follow the rise and fall of a day.
LOCAL_HALF_WIDTH_S = 3 * 3600
# A level at the end of the data that is further than this from that of the hours before is an incident, no rhythm.
MOST_DRIFT = 1.5
# The days that are compared: all of the last weeks, and those a week apart.
DAYS_BETWEEN = (1, 7)
MOST_DAYS = 28
# How far the hours of a day may be from those of another one, both at the same level, for their rhythm to be one.
MOST_UNLIKE = 0.1


def expected_counts(counts: NDArray[np.float64], bucket_s: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Expected count a bucket, and where that rests on the same time of an earlier day.

    ``counts`` is one value a bucket without holes. A bucket with a day before it is expected at the median of the
    same half hour of the four weeks before it, each day brought to the level of the hours around (so a Saturday may
    be compared with a Friday); where the data reach back a week, at that or at the median of the same weekday,
    whichever is less. Other buckets are expected at the median of the six hours around them, or of the whole series
    where it is shorter.
    """
    day = round(DAY_S / bucket_s)
    smooth = running_median(counts, round(RHYTHM_HALF_WIDTH_S / bucket_s))
    local = np.maximum(running_median(smooth, round(LOCAL_HALF_WIDTH_S / bucket_s)), 0.0)
    rhythmic = np.fmin(*(_from_days(smooth, day, every * day) for every in DAYS_BETWEEN))
    by_rhythm = ~np.isnan(rhythmic)
    return np.where(by_rhythm, rhythmic, local), by_rhythm


def _from_days(smooth: NDArray[np.float64], day: int, every: int) -> NDArray[np.float64]:
    """What days ``every``, twice ``every``, ... buckets ago had at this time, at the level of now; else NaN."""
    backs = range(every, min(len(smooth) - 1, MOST_DAYS * day) + 1, every)
    guesses = np.full((len(smooth), len(backs)), np.nan)
    for column, back in enumerate(backs):
        guesses[back:, column] = smooth[:-back] * _levels(smooth, day, back)
    return _medians(guesses)


def _levels(smooth: NDArray[np.float64], day: int, back: int) -> NDArray[np.float64]:
    """How busy the 24 hours around each bucket are against those ``back`` buckets ago; NaN where they are not alike.

    One value a bucket from ``back`` on; it changes by the hour. A median of ratios: an incident of hours does not move
    it, a day of another kind (a weekend, a holiday) does. Days are alike when half of their hours are, within 10 %.
    """
    ratios = np.full(len(smooth) - back, np.nan)
    np.divide(smooth[back:], smooth[:-back], out=ratios, where=smooth[:-back] > 0)
    width, hour = min(day, len(ratios)), max(1, day // 24)
    first = np.clip(np.arange(0, len(ratios), hour) + (hour - width) // 2, 0, len(ratios) - width)
    windows = np.lib.stride_tricks.sliding_window_view(ratios, width)[first]
    levels = _medians(windows)
    unlike = _medians(np.abs(windows - levels[:, np.newaxis])) > MOST_UNLIKE * levels
    known = np.count_nonzero(~np.isnan(windows), axis=1)
    levels[unlike | (known < day // 4)] = np.nan
    return np.repeat(levels, hour)[: len(ratios)]


def _medians(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The median of each row without its NaN; NaN where a row has nothing else."""
    if not rows.shape[1]:
        return np.full(len(rows), np.nan)
    ordered = np.sort(rows, axis=1)
    known = np.count_nonzero(~np.isnan(rows), axis=1)
    each = np.arange(len(rows))
    medians: NDArray[np.float64] = (ordered[each, np.maximum(known - 1, 0) // 2] + ordered[each, known // 2]) / 2
    return medians


def running_median(values: NDArray[np.float64], half_width: int) -> NDArray[np.float64]:
    """Median of each value's neighbourhood; beyond the ends the values go on as they came.

    That is an odd reflection, about the level of the ends: a surge or an outage in which the data end goes on for no
    longer than it was seen.
    """
    half_width = min(half_width, len(values) - 1)
    if half_width < 1:
        return values.astype(np.float64)
    first, last = _level_of_end(values[:half_width]), _level_of_end(values[::-1][:half_width])
    padded = np.concatenate([2 * first - values[half_width:0:-1], values, 2 * last - values[-2 : -half_width - 2 : -1]])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half_width + 1)
    return np.asarray(np.median(windows, axis=1), dtype=np.float64)


def _level_of_end(values: NDArray[np.float64]) -> float:
    """The level of the first of these values: of their nearest quarter, as the first value alone is chance.

    Where that is too far from the others for a day's rise or fall it is the level of them all.
    """
    near, usual = float(np.median(values[: max(1, len(values) // 4)])), float(np.median(values))
    return near if usual / MOST_DRIFT <= near <= usual * MOST_DRIFT else usual
