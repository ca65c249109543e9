"""The stamps of MySQL's and MariaDB's logs in all their forms, and the zone that two forms side by side give away."""

from __future__ import annotations

from collections import Counter

import polars as pl

from foreshock.ingest.formats.parts.stamps import iso_stamps

# 071218 11:48:27 (before 5.7; the hour padded with a blank), 2013-06-01 12:00:00 (5.6), 2026-11-22  8:18:21
# (MariaDB), 2018-02-05T13:44:56.657000Z or with an offset (5.7 and later).
_TIME_OF_DAY = r"(?:[ 01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
SHORT_STAMP = rf"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) {_TIME_OF_DAY}"
LONG_STAMP = rf"\d{{4}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ]{_TIME_OF_DAY}(?: ?(?:Z|[+-]\d\d:?\d\d))?"
STAMP = rf"(?:{LONG_STAMP}|{SHORT_STAMP})"

_SHORT_DATE = 6  # 071218
_LONG_DATE = 10  # 2007-12-18
_FIRST_YEAR_OF_CENTURY = "70"  # as strptime's %y has it, nearly; no log is older
_QUARTER_S = 15 * 60
_MAX_OFFSET_S = 14 * 3600


def mysql_stamps(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Naive stamps (Datetime us) and offsets (Int64 seconds east of UTC, null where none); null for no stamp."""
    text = pl.col("text")
    short = text.str.slice(_SHORT_DATE, 1) == " "
    if not texts.str.slice(_SHORT_DATE, 1).eq(" ").any() and not texts.str.contains("  ", literal=True).any():
        return iso_stamps(texts)
    century = pl.when(text.str.head(2) < _FIRST_YEAR_OF_CENTURY).then(pl.lit("20")).otherwise(pl.lit("19"))
    dashed = pl.concat_str(
        [century, text.str.head(2), pl.lit("-"), text.str.slice(2, 2), pl.lit("-"), text.str.slice(4, 2)]
    )
    date = pl.when(short).then(dashed).otherwise(text.str.head(_LONG_DATE))
    clock = pl.when(short).then(text.str.slice(_SHORT_DATE)).otherwise(text.str.slice(_LONG_DATE))
    hour = clock.str.slice(1).str.strip_chars_start()
    filled = pl.when(hour.str.slice(1, 1) == ":").then("0" + hour).otherwise(hour)
    return iso_stamps(pl.DataFrame({"text": texts}).select(date + "T" + filled).to_series())


def zone_between(local: pl.Series, instants: pl.Series, *, within_s: int) -> str | None:
    """The offset ("-05:00") of naive stamps that are known to lie within some seconds of instants (Datetime us).

    Servers write the same moment in local time and in UTC; every zone is a whole number of quarters of an hour
    away from UTC. None where there are no such pairs, or where fewer than half of them agree.
    """
    apart = (local.cast(pl.Datetime("us")) - instants.dt.replace_time_zone(None)).dt.total_seconds().drop_nulls()
    quarters = (apart / _QUARTER_S).round().cast(pl.Int64) * _QUARTER_S
    near = quarters.filter(((apart - quarters).abs() <= within_s) & (quarters.abs() <= _MAX_OFFSET_S))
    if near.is_empty():
        return None
    (offset, agreeing), *_ = Counter(near.to_list()).most_common(1)
    if 2 * agreeing < len(apart):
        return None
    hours, rest = divmod(abs(offset), 3600)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{rest // 60:02}"


def opening_lines(texts: pl.Series) -> pl.Series:
    """Which lines are of the three that the server prints when it starts and whenever it opens a query log anew."""
    started = texts.str.ends_with(" started with:")
    if started.any():
        started &= texts.str.contains(", Version: ", literal=True)
    return (
        started
        | texts.str.starts_with("Tcp port: ")
        | texts.str.starts_with("TCP Port: ")
        | (texts.str.starts_with("Time") & texts.str.ends_with("Argument"))
    )
