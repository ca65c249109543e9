"""The year of stamps that write none, told by lines of the same file that do: a daemon whose template was changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import polars as pl

from foreshock.ingest.formats.parts.stamps import ISO_DATE
from foreshock.ingest.formats.syslog.bsd_stamps import YEARLESS_STAMP, dated
from foreshock.ingest.time.clock import Clock

_PRI = r"(?:(?:\d{1,5} )?<\d{1,3}>)?"
_YEARLESS = rf"^{_PRI}({YEARLESS_STAMP})[ :.]"
_DATED = rf"^{_PRI}(?:\d{{1,3}} )?({ISO_DATE})T\d"
_DISORDER = timedelta(days=1)


def year_told(lines: Sequence[str]) -> int | None:
    """The year of the first stamp that writes none, so that it keeps its order with the nearest line that has one."""
    texts = pl.Series(lines, dtype=pl.String)
    yearless, days = texts.str.extract(_YEARLESS), texts.str.extract(_DATED)
    if not yearless.is_not_null().any() or not days.is_not_null().any():
        return None
    first = int(yearless.is_not_null().arg_max() or 0)
    days = days.str.to_datetime("%Y-%m-%d", strict=False)
    behind = days.slice(first).drop_nulls()
    if behind.is_empty():
        before = days.head(first).drop_nulls()
        return None if before.is_empty() else _year(yearless[first], before[-1], behind=False)
    return _year(yearless[first], behind[0], behind=True)


def _year(stamp: str, day: datetime, *, behind: bool) -> int | None:
    """The year nearest to ``day`` in which the stamp lies before it, or after it where the day stood in front."""
    order = (1, 0, -1) if behind else (-1, 0, 1)
    for year in (day.year + step for step in order):
        moment = dated(pl.Series([stamp]), Clock(year=year))[0]
        if moment is not None and (moment < day + 2 * _DISORDER if behind else moment > day - _DISORDER):
            return year
    return None
