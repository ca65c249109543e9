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


def expected_counts(counts: NDArray[np.float64], bucket_s: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Expected count a bucket, and where that rests on the same time of an earlier day.

    ``counts`` is one value a bucket without holes. A bucket with a day before it is expected at the median of
    the same half hour of the earlier days, times the level of the last 24 hours against the 24 before them
    (a median of ratios, which a two-hour incident does not move). Other buckets are expected at the median of
    the six hours around them, or of the whole series where it is shorter.
    """
    day = round(DAY_S / bucket_s)
    smooth = running_median(counts, round(RHYTHM_HALF_WIDTH_S / bucket_s))
    expected = np.maximum(running_median(smooth, round(LOCAL_HALF_WIDTH_S / bucket_s)), 0.0)
    hour = max(1, day // 24)
    for start in range(day, len(counts), hour):
        stop = min(len(counts), start + hour)
        earlier = np.vstack([smooth[start - back : stop - back] for back in range(day, start + 1, day)])
        expected[start:stop] = np.median(earlier, axis=0) * _level(smooth, start, day)
    return expected, np.arange(len(counts)) >= day


def running_median(values: NDArray[np.float64], half_width: int) -> NDArray[np.float64]:
    """Median of each value's neighbourhood; beyond the ends the values go on as they came (odd reflection)."""
    half_width = min(half_width, len(values) - 1)
    if half_width < 1:
        return values.astype(np.float64)
    padded = np.pad(values.astype(np.float64), half_width, mode="reflect", reflect_type="odd")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half_width + 1)
    return np.asarray(np.median(windows, axis=1), dtype=np.float64)


def _level(smooth: NDArray[np.float64], start: int, day: int) -> float:
    """How busy the last 24 hours were against the 24 hours before them; 1.0 where there are none."""
    if start < 2 * day:
        recent, before = smooth[day:start], smooth[: start - day]
        if len(recent) < day // 4:
            return 1.0
    else:
        recent, before = smooth[start - day : start], smooth[start - 2 * day : start - day]
    usable = before > 0
    return float(np.median(recent[usable] / before[usable])) if usable.any() else 1.0
