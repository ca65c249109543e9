"""From stamps as they are written in a file to instants in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
import polars as pl

from foreshock.ingest.time.zone_names import offset_of, zone_named

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEAR_10000 = 253_402_300_800  # in seconds since EPOCH: what is no date any more
# Readers' calendars end here, in any zone.
FIRST_INSTANT = datetime(1, 1, 2, tzinfo=UTC)
LAST_INSTANT = datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=UTC)

_SECOND = 1_000_000  # stamps are counted in microseconds
_HALF_YEAR = 186  # in days of a year of twelve months of 31 days
_QUARTER = 15 * 60 * _SECOND  # since 1972 every zone changes its offset on a quarter of an hour
_MAX_DENSE_QUARTERS = 4_096  # 42 days; stamps that spread further are looked up one by one
# Within a doubled hour a log steps back by at most its own disorder (a slow request logged late), or by the
# doubled hour less the pause between two records.
_STEP_BACK = 5 * 60 * _SECOND


def offsets_of(zones: pl.Series) -> pl.Series:
    """Seconds east of UTC (Int64) for a column of abbreviations or numeric offsets; null where unknown or null."""
    names = zones.unique().drop_nulls()
    known = [offset_of(name) for name in names]
    return zones.replace_strict(names, pl.Series(known, dtype=pl.Int64), default=None, return_dtype=pl.Int64)


@dataclass(slots=True)
class Clock:
    """The zone and the year of one file, decided once, before it is read; it remembers where the file is.

    ``zone`` is an IANA name ("America/New_York"), an abbreviation or a fixed offset ("-05:00"); it is used
    only for stamps that carry no offset of their own. ``year`` is the year of the file's first stamp, for
    stamps without. ``written`` (UTC) is when the file was written, for files that are not dated at all, if
    anything tells. One Clock reads one file, in order: a DST hour and a New Year are followed across calls, so
    call each method once for every block, with all its stamps in file order.
    """

    zone: str = "UTC"
    year: int = 1970
    written: datetime | None = None
    _previous: int | None = field(default=None, init=False, repr=False)  # last stamp in the doubled hour
    _second_pass: bool = field(default=False, init=False, repr=False)
    _position: int | None = field(default=None, init=False, repr=False)  # month and day of the last stamp, in days

    def instants(self, stamps: pl.Series, offsets: pl.Series | None = None) -> pl.Series:
        """Instants (Datetime us, UTC) for naive stamps (Datetime us), in file order; null for null.

        ``offsets`` are seconds east of UTC where a stamp carries its own (null: the file's zone). A local
        hour that happens twice is read as its first pass until the stamps step back, then as its second;
        a local time that never happened is read with the offset before the change.
        """
        local = stamps.cast(pl.Datetime("us")).to_physical()
        if offsets is None:
            shift = self._zone_offsets(local)
        else:
            own = offsets.cast(pl.Int64) * _SECOND
            # Only stamps that need the zone may move its state.
            needed = pl.select(pl.when(own.is_null()).then(local)).to_series()
            shift = own if needed.null_count() == len(needed) else own.fill_null(self._zone_offsets(needed))
        return (local - shift).cast(pl.Datetime("us")).dt.replace_time_zone("UTC").alias(stamps.name)

    def with_years(self, stamps: pl.Series) -> pl.Series:
        """Stamps (Datetime us, any year; a leap year such as 2000 keeps 29 February) in the file's year, in order.

        A step back of more than half a year is New Year; a step forward of more than half a year is a late
        line of the year before. 29 February of a year without one is read as 1 March.
        """
        stamps = stamps.cast(pl.Datetime("us"))
        valid = stamps.drop_nulls()
        if valid.is_empty():
            return stamps
        days = (valid.dt.month().cast(pl.Int64) * 31 + valid.dt.day()).to_numpy()
        before = days[0] if self._position is None else self._position
        steps = np.diff(days, prepend=before)
        years = self.year + np.cumsum((steps < -_HALF_YEAR).astype(np.int64) - (steps > _HALF_YEAR))
        self._position, self.year = int(days[-1]), int(years[-1])
        months = (years - 1970) * 12 + valid.dt.month().to_numpy() - 1
        dates = months.astype("datetime64[M]").astype("datetime64[D]") + (valid.dt.day().to_numpy() - 1)
        in_day = valid.to_physical().to_numpy() % (86_400 * _SECOND)
        moved = dates.astype("datetime64[us]").astype(np.int64) + in_day
        out = np.zeros(len(stamps), dtype=np.int64)
        present = stamps.is_not_null()
        out[present.to_numpy()] = moved
        return pl.select(pl.when(present).then(pl.Series(out)).cast(pl.Datetime("us"))).to_series().alias(stamps.name)

    def resume(self, last: datetime) -> None:
        """Go on in a file whose part up to ``last`` (an instant) was read before."""
        local = last.astimezone(zone_named(self.zone))
        self.year, self._position = local.year, local.month * 31 + local.day

    def _zone_offsets(self, local: pl.Series) -> pl.Series:
        """Offsets of the file's zone (microseconds) for local stamps (microseconds); null for null."""
        seconds = offset_of(self.zone)
        if seconds is not None or local.null_count() == len(local):
            return pl.select(pl.repeat((seconds or 0) * _SECOND, len(local), dtype=pl.Int64)).to_series()
        first = _first_pass_offsets(self.zone, local)
        second = _offsets_at(self.zone, local, fold=1)
        doubled = first > second
        if not doubled.any():
            return first
        return pl.select(pl.when(self._in_second_pass(local, doubled)).then(second).otherwise(first)).to_series()

    def _in_second_pass(self, local: pl.Series, doubled: pl.Series) -> pl.Series:
        """For each stamp in a doubled hour whether the stamps have stepped back since its first pass began."""
        chosen = doubled.fill_null(value=False).to_numpy()
        stamps = local.filter(pl.Series(chosen)).to_numpy()
        previous = stamps[0] if self._previous is None else self._previous
        steps = np.diff(stamps, prepend=previous)
        new_period = np.abs(steps) > 86_400 * _SECOND  # the doubled hour of another autumn
        if new_period[0]:
            self._second_pass = False
        back = (steps < -_STEP_BACK) & ~new_period
        back[0] |= self._second_pass
        # Within a period: true from the first step back on.
        stepped = np.cumsum(back)
        at_start = np.where(new_period, stepped, 0)
        second = stepped > np.maximum.accumulate(at_start)
        self._previous, self._second_pass = int(stamps[-1]), bool(second[-1])
        out = np.zeros(len(local), dtype=bool)
        out[chosen] = second
        return pl.Series(out)


def _first_pass_offsets(zone: str, local: pl.Series) -> pl.Series:
    # fold=0 is the offset before a change, both for a doubled hour and for a skipped one (PEP 495).
    return _offsets_at(zone, local, fold=0)


def _offsets_at(zone: str, local: pl.Series, *, fold: int) -> pl.Series:
    """Offsets of a zone (microseconds) for local stamps, looked up once for each quarter of an hour that occurs."""
    quarters = local // _QUARTER
    low, high = quarters.min(), quarters.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return pl.Series([None] * len(local), dtype=pl.Int64)
    if high - low < _MAX_DENSE_QUARTERS:
        table = pl.Series([_offset(zone, quarter, fold) for quarter in range(low, high + 1)], dtype=pl.Int64)
        return table.gather(quarters - low)
    distinct = quarters.drop_nulls().unique()
    table = pl.Series([_offset(zone, quarter, fold) for quarter in distinct], dtype=pl.Int64)
    return quarters.replace_strict(distinct, table, default=None, return_dtype=pl.Int64)


@lru_cache(maxsize=200_000)
def _offset(zone: str, quarter: int, fold: int) -> int:
    """Offset of a zone in microseconds at the start of a local quarter of an hour, counted from 1970."""
    try:
        local = datetime(1970, 1, 1, tzinfo=zone_named(zone), fold=fold) + timedelta(microseconds=quarter * _QUARTER)
        delta = local.replace(fold=fold).utcoffset()
    except OverflowError:  # before year 1 or after 9999
        return 0
    return 0 if delta is None else round(delta.total_seconds()) * _SECOND
