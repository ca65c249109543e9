"""Silences of a file that stand out, found while it is read."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from foreshock.ingest.time.clock import EPOCH, FIRST_INSTANT, LAST_INSTANT

_MIN_SILENCE = timedelta(minutes=10)
_TIMES_USUAL, _USUAL = 6, 0.99
_MOST = 3
_MAX_CANDIDATES = 10_000
_MICROSECOND = timedelta(microseconds=1)
_FIRST, _LAST = ((moment - EPOCH) // _MICROSECOND for moment in (FIRST_INSTANT, LAST_INSTANT))
_BUCKETS_PER_DOUBLING = 8
_BUCKETS = 64 * _BUCKETS_PER_DOUBLING  # of spacings in microseconds, each a twelfth wider than the one before


class GapFinder:
    """Follows the times of one file; keeps a histogram of the spacings and the long ones, not the times."""

    def __init__(self, before: datetime | None = None) -> None:
        """Before the first record; ``before`` is when the log was written to last, in the file that was rotated."""
        self.first: int | None = None
        self.last: int | None = None
        self._reached = None if before is None else (before - EPOCH) // _MICROSECOND
        self._histogram = np.zeros(_BUCKETS, dtype=np.int64)
        self._silences: list[tuple[int, int]] = []

    def feed(self, times: pl.Series) -> None:
        """The times (Datetime us, UTC) of more rows, in file order; nulls and what no calendar shows do not matter."""
        stamps = times.drop_nulls().to_physical().to_numpy()
        stamps = stamps[(stamps >= _FIRST) & (stamps <= _LAST)]
        if not stamps.size:
            return
        low, high = int(stamps.min()), int(stamps.max())
        reached = np.maximum.accumulate(stamps if self._reached is None else np.concatenate(([self._reached], stamps)))
        steps = np.diff(reached)
        steps_at = np.flatnonzero(steps > 0)
        positive = steps[steps_at]
        buckets = (np.log2(positive) * _BUCKETS_PER_DOUBLING).astype(np.int64)
        self._histogram += np.bincount(buckets, minlength=_BUCKETS)[:_BUCKETS]
        room = _MAX_CANDIDATES - len(self._silences)
        long = steps_at[positive > _MIN_SILENCE // _MICROSECOND][:room]
        self._silences += [(int(reached[at]), int(reached[at + 1])) for at in long]
        self._reached = int(reached[-1])
        self.first = low if self.first is None else min(self.first, low)
        self.last = high if self.last is None else max(self.last, high)

    def gaps(self) -> tuple[str, ...]:
        """ISO 8601 intervals without a record, the three longest.

        Longer than 10 minutes, and than six times the spacing that 99 of 100 stay under (known to a twelfth, over
        the spacings above zero); in a file of few records, than six times the longest but one.
        """
        limit = _TIMES_USUAL * self._usual()
        found = [(start, end) for start, end in self._silences if end - start > limit]
        return longest(tuple(f"{_iso(start)}/{_iso(end)}" for start, end in found))

    def _usual(self) -> float:
        """The spacing that few exceed, in microseconds."""
        total = int(self._histogram.sum())
        if total <= 1:
            return 0.0
        rank = min(int(np.ceil(_USUAL * total)), total - 1)
        bucket = int(np.searchsorted(np.cumsum(self._histogram), rank))
        return float(2.0 ** ((bucket + 0.5) / _BUCKETS_PER_DOUBLING))


def longest(gaps: tuple[str, ...]) -> tuple[str, ...]:
    """The longest few of some intervals, in their order."""
    kept = sorted(gaps, key=_length, reverse=True)[:_MOST]
    return tuple(gap for gap in gaps if gap in kept)


def _length(gap: str) -> timedelta:
    start, _, end = gap.partition("/")
    return datetime.fromisoformat(end) - datetime.fromisoformat(start)


def instant(microseconds: int | None) -> datetime | None:
    """A moment in UTC; None for None."""
    return None if microseconds is None else EPOCH + timedelta(microseconds=microseconds)


def _iso(microseconds: int) -> str:
    return (EPOCH + timedelta(microseconds=microseconds)).isoformat(timespec="seconds").replace("+00:00", "Z")
