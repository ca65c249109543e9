"""The measures of one service, or one of its routes, that its users feel, as arrays without holes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from foreshock.lake.frames import read_sql_file
from foreshock.signals.baseline import LOCAL_HALF_WIDTH_S, expected_counts
from foreshock.signals.regimes import calm_part

# The bins of timeline/sql/duration_bin.sql.
BIN_RATIO = 1.04
# Two have nothing to compare.
FEWEST_BUCKETS = 3
# The 95th percentile of fewer requests than this is nearer to their median.
FEWEST_FOR_PERCENTILE = 20
SHORT_S = 2 * LOCAL_HALF_WIDTH_S


@dataclass(frozen=True)
class Measures:
    """One service or route, bucket by bucket: counts of requests, failures and slow requests.

    ``slow`` counts requests slower than ``normal_p95_s``, the median over buckets of their 95th percentile;
    ``timed`` counts those that have a duration and did not fail: a refusal that comes at once is no fast service.
    ``histogram`` has bucket index, duration_bin, requests, in this order.
    """

    host: str
    service: str | None
    start: datetime
    bucket_s: int
    requests: NDArray[np.float64]
    errors: NDArray[np.float64]
    timed: NDArray[np.float64]
    slow: NDArray[np.float64]
    normal_p95_s: float | None
    histogram: pl.DataFrame
    route: str | None = None

    @property
    def expected(self) -> NDArray[np.float64]:
        """How many requests a normal day would have had, a bucket."""
        return self._usual[0]

    @property
    def by_rhythm(self) -> NDArray[np.bool_]:
        """The buckets whose expected count rests on an earlier day."""
        return self._usual[1]

    @cached_property
    def calm_by_requests(self) -> NDArray[np.bool_]:
        """The buckets with no more requests than normal."""
        return self.calm(self.requests)

    @cached_property
    def _usual(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        # Not asked of routes, and the dearest of all measures.
        expected, by_rhythm = expected_counts(self.requests, self.bucket_s)
        calm = self.calm_by_requests
        # Before a rush that fills most of the log there was no drop.
        return expected if calm.all() else np.fmin(expected, np.median(self.requests[calm])), by_rhythm

    @property
    def is_short(self) -> bool:
        """Whether these are a few hours at most."""
        return len(self.requests) * self.bucket_s <= SHORT_S

    def calm(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of the values, that are small when all is well, are the normal: all, where a median is right.

        Not where most of a few hours is an incident; of more hours two levels may be day and night.
        """
        return calm_part(values) if self.is_short else np.ones(len(values), dtype=bool)

    @property
    def place(self) -> str:
        """Whose measures these are, for people: web-01, or /checkout on web-01."""
        return f"{self.route} on {self.host}" if self.route else self.host

    @property
    def end(self) -> datetime:
        """Where the last bucket ends."""
        return self.at(len(self.requests))

    def at(self, index: int) -> datetime:
        """The start of a bucket; ``index`` one past a segment's last is its end."""
        return self.start + timedelta(seconds=index * self.bucket_s)

    def index(self, time: datetime) -> int:
        """The bucket that holds a time, cut to the series."""
        return min(max(int((time - self.start).total_seconds() // self.bucket_s), 0), len(self.requests) - 1)

    def percentile_s(self, share: float, first: int, last: int) -> float | None:
        """The duration percentile of buckets first..last in seconds, within 2 %."""
        low, high = np.searchsorted(self.histogram["index"].to_numpy(), (first, last + 1))
        inside = self.histogram[int(low) : int(high)]
        return _percentile_s(inside["duration_bin"].to_numpy(), inside["requests"].to_numpy(), share)

    def last_slower(self, duration_s: float, first: int, last: int) -> int:
        """The last of buckets first..last whose 95th percentile is at least so many seconds; ``last`` if none is."""
        slower = self.histogram.filter(
            pl.col("index").is_between(first, last), BIN_RATIO ** (pl.col("duration_bin") + 0.5) >= duration_s
        )
        counts = _spread(slower, "requests", len(self.requests))
        found = np.flatnonzero(counts > (1 - 0.95) * self.timed)
        return int(found[-1]) if len(found) else last


def read_measures(connection: duckdb.DuckDBPyConnection, bucket_s: int) -> list[Measures]:
    """The measures of every service that logged requests, the busiest first; partial end buckets are left out.

    One each for the stretches of a log that are weeks apart.
    """
    entities = read_sql_file(connection, "foreshock.signals", "request_entities", {"bucket_s": bucket_s})
    found = []
    for host, service, first, last, _ in entities.iter_rows():
        key = {"host": host, "service": service, "first": first, "last": last}
        rows = read_sql_file(connection, "foreshock.signals", "request_histogram", key)
        start = first + timedelta(seconds=bucket_s)
        length = int((last - start).total_seconds() // bucket_s)
        if length >= FEWEST_BUCKETS:
            found.append(_measures(host, service, rows, start=start, length=length, bucket_s=bucket_s))
    return found


def measures_of(route: str, rows: pl.DataFrame, whole: Measures) -> Measures:
    """The measures of a route from its own rows, over the buckets of the whole service."""
    length = len(whole.requests)
    measures = _measures(whole.host, whole.service, rows, start=whole.start, length=length, bucket_s=whole.bucket_s)
    return replace(measures, route=route)


def _measures(
    host: str, service: str | None, rows: pl.DataFrame, *, start: datetime, length: int, bucket_s: int
) -> Measures:
    """Arrays from the rows of a rollup, so many buckets from a time on."""
    offset = (pl.col("bucket") - start).dt.total_seconds() // bucket_s
    rows = rows.with_columns(index=offset.cast(pl.Int64)).filter(pl.col("index").is_between(0, length - 1))
    served = rows.filter(pl.col("duration_bin").is_not_null() & ~pl.col("failed"))
    histogram = served.select("index", "duration_bin", "requests").sort("index", "duration_bin")
    normal_bin = _normal_p95_bin(histogram, short=length * bucket_s <= SHORT_S)
    slow = histogram.filter(pl.col("duration_bin") > normal_bin) if normal_bin is not None else histogram.clear()
    return Measures(
        host=host,
        service=service,
        start=start,
        bucket_s=bucket_s,
        requests=_spread(rows, "requests", length),
        errors=_spread(rows.filter("failed"), "requests", length),
        timed=_spread(histogram, "requests", length),
        slow=_spread(slow, "requests", length),
        normal_p95_s=None if normal_bin is None else BIN_RATIO ** (normal_bin + 0.5),
        histogram=histogram,
    )


def _spread(rows: pl.DataFrame, column: str, length: int) -> NDArray[np.float64]:
    """One value a bucket, zero where the bucket has no row."""
    values = np.zeros(length)
    sums = rows.group_by("index").agg(pl.col(column).sum())
    values[sums["index"].to_numpy()] = sums[column].to_numpy()
    return values


def _normal_p95_bin(histogram: pl.DataFrame, *, short: bool) -> int | None:
    """The median over buckets of the bin that holds their 95th percentile; buckets with few requests are pooled.

    Of a ``short`` archive most of which is an incident it is that of the rest.
    """
    if histogram.is_empty():
        return None
    pooled = (
        histogram.with_columns(before=pl.col("requests").cum_sum() - pl.col("requests"))
        .with_columns(pool=pl.col("before").first().over("index") // FEWEST_FOR_PERCENTILE)
        .group_by("pool", "duration_bin")
        .agg(pl.col("requests").sum())
        .sort("pool", "duration_bin")
        .with_columns(reached=pl.col("requests").cum_sum().over("pool"), total=pl.col("requests").sum().over("pool"))
    )
    slow = pooled.filter(pl.col("reached") >= 0.95 * pl.col("total")).group_by("pool").agg(pl.col("duration_bin").min())
    bins = slow.sort("pool")["duration_bin"].to_numpy()
    return int(np.median(bins[calm_part(BIN_RATIO ** bins.astype(float))] if short else bins))


def _percentile_s(bins: NDArray[np.int16], requests: NDArray[np.int64], share: float) -> float | None:
    """The middle of the bin in which the cumulated requests reach a share, in seconds."""
    if not len(bins):
        return None
    order = np.argsort(bins, kind="stable")
    reached = np.cumsum(requests[order])
    return float(BIN_RATIO ** (float(bins[order][np.searchsorted(reached, share * float(reached[-1]))]) + 0.5))
