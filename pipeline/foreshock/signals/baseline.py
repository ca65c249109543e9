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
# The days that are compared: all of them, and those a week apart.
DAYS_BETWEEN = (1, 7)
# How far the hours of a day may be from those of another one, both at the same level, for their rhythm to be one.
MOST_UNLIKE = 0.1


def expected_counts(counts: NDArray[np.float64], bucket_s: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Expected count a bucket, and where that rests on the same time of an earlier day.

    ``counts`` is one value a bucket without holes. A bucket with a day before it is expected at the median of the
    same half hour of all earlier days, each brought to the level of the hours around (so a Saturday may be compared
    with a Friday); where the data reach back a week, at that or at the median of the same weekday, whichever is less.
    Other buckets are expected at the median of the six hours around them, or of the whole series where it is shorter.
    """
    day = round(DAY_S / bucket_s)
    smooth = running_median(counts, round(RHYTHM_HALF_WIDTH_S / bucket_s))
    expected = np.maximum(running_median(smooth, round(LOCAL_HALF_WIDTH_S / bucket_s)), 0.0)
    by_rhythm = np.zeros(len(counts), dtype=np.bool_)
    hour = max(1, day // 24)
    for start in range(day, len(counts), hour):
        block = slice(start, min(len(counts), start + hour))
        guesses = [_from_days(smooth, block, day, every * day) for every in DAYS_BETWEEN if start >= every * day]
        if known := [guess for guess in guesses if guess is not None]:
            expected[block] = np.min(known, axis=0)
            by_rhythm[block] = True
    return expected, by_rhythm


def _from_days(smooth: NDArray[np.float64], block: slice, day: int, every: int) -> NDArray[np.float64] | None:
    """What days ``every``, twice ``every``, ... buckets ago had at this time, at the level of the hours around now."""
    guesses = [
        smooth[block.start - back : block.stop - back] * level
        for back in range(every, block.start + 1, every)
        if (level := _level(smooth, block, day, back)) is not None
    ]
    return np.asarray(np.median(np.vstack(guesses), axis=0), dtype=np.float64) if guesses else None


def _level(smooth: NDArray[np.float64], block: slice, day: int, back: int) -> float | None:
    """How busy the 24 hours around a block are against those ``back`` buckets ago; None where the two are not alike.

    The 24 hours are moved where they do not fit into the data. A median of ratios: an incident of hours does not move
    it, a day of another kind (a weekend, a holiday) does. Days are alike when half of their hours are, within 10 %.
    """
    first = max(back, min((block.start + block.stop - day) // 2, len(smooth) - day))
    recent = smooth[first : first + day]
    before = smooth[first - back : first - back + len(recent)]
    usable = before > 0
    if np.count_nonzero(usable) < day // 4:
        return None
    ratios = recent[usable] / before[usable]
    level = float(np.median(ratios))
    return level if np.median(np.abs(ratios - level)) <= MOST_UNLIKE * level else None


def running_median(values: NDArray[np.float64], half_width: int) -> NDArray[np.float64]:
    """Median of each value's neighbourhood; beyond the ends the values go on as they came.

    That is an odd reflection, about the median of the nearest quarter of the half width: the last value alone is
    chance, and would be taken for the level of all that is missing.
    """
    half_width = min(half_width, len(values) - 1)
    if half_width < 1:
        return values.astype(np.float64)
    near = max(1, half_width // 4)
    first, last = np.median(values[:near]), np.median(values[-near:])
    padded = np.concatenate([2 * first - values[half_width:0:-1], values, 2 * last - values[-2 : -half_width - 2 : -1]])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half_width + 1)
    return np.asarray(np.median(windows, axis=1), dtype=np.float64)
