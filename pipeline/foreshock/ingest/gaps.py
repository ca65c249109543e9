"""Silences of a file that stand out, found while it is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

_MIN_SILENCE = timedelta(minutes=10)
_TIMES_MEDIAN, _TIMES_USUAL = 20, 3
_MAX_CANDIDATES = 10_000
_SECOND = 1_000_000
_BUCKETS = 64  # of spacings, each twice as wide as the one before, in microseconds


class GapFinder:
    """Follows the times of one file; keeps a histogram of the spacings and the long ones, not the times."""

    def __init__(self) -> None:
        """Before the first record."""
        self.first: int | None = None
        self.last: int | None = None
        self._histogram = np.zeros(_BUCKETS, dtype=np.int64)
        self._silences: list[tuple[int, int]] = []

    def feed(self, times: pl.Series) -> None:
        """The times (Datetime us, UTC; nulls do not matter) of some more rows, in file order."""
        stamps = times.drop_nulls().to_physical().to_numpy()
        if not stamps.size:
            return
        low, high = int(stamps.min()), int(stamps.max())
        reached = np.maximum.accumulate(stamps if self.last is None else np.concatenate(([self.last], stamps)))
        steps = np.diff(reached)
        steps_at = np.flatnonzero(steps > 0)
        positive = steps[steps_at]
        buckets = np.log2(positive).astype(np.int64)
        self._histogram += np.bincount(buckets, minlength=_BUCKETS)[:_BUCKETS]
        room = _MAX_CANDIDATES - len(self._silences)
        long = steps_at[positive > _MIN_SILENCE // timedelta(microseconds=1)][:room]
        self._silences += [(int(reached[at]), int(reached[at + 1])) for at in long]
        self.first = low if self.first is None else min(self.first, low)
        self.last = int(reached[-1]) if self.last is None else max(self.last, high)

    def gaps(self) -> tuple[str, ...]:
        """ISO 8601 intervals without a record.

        Longer than 10 minutes, than 20 times the median spacing, and than 3 times the spacing that 19 of 20
        stay under (logs that come in bursts). Both are known to a factor of two, over the spacings above zero.
        """
        limit = max(_TIMES_MEDIAN * self._quantile(0.5), _TIMES_USUAL * self._quantile(0.95))
        return tuple(f"{_iso(start)}/{_iso(end)}" for start, end in self._silences if end - start > limit)

    def _quantile(self, share: float) -> float:
        """The middle of the bucket under which ``share`` of the spacings lie, in microseconds."""
        counts = np.cumsum(self._histogram)
        bucket = int(np.searchsorted(counts, share * counts[-1]))
        return float(2.0 ** (bucket + 0.5))


def instant(microseconds: int | None) -> datetime | None:
    """A moment in UTC; None for None."""
    if microseconds is None:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _iso(microseconds: int) -> str:
    moment = instant(microseconds)
    return "" if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")
