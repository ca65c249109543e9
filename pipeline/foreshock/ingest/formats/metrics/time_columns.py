"""Which column of a table of metrics states the time, in which zone, and the stamps that its cells make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

_TIMES = (
    "time", "timestamp", "_time", "@timestamp", "datetime", "date_time", "date/time", "date", "ts", "when", "epoch",
    "t",
)  # fmt: skip
# What a heading adds: "Time (UTC)", "time_ms", "timestamp [s]"; how many digits a number has tells its unit.
_ADDED = re.compile(r"[ _]*[(\[](?:[^)\]]{1,40})[)\]]$|[ _](?:utc|gmt|ms|us|ns|s|sec|seconds|millis|local)$")
_UTC = re.compile(r"\b(?:UTC|GMT)\b|_(?:utc|gmt)$", re.IGNORECASE)
# Windows' performance monitor: the zone's name, and its minutes west of UTC.
_PERFMON = re.compile(r"^\(PDH-CSV 4\.0\) \([^)]*\)\((?P<minutes>-?\d{1,4})\)$")
_OF_DAY = r"^\d{1,2}:\d\d"
_DAY_FIRST = r"^(?:1[3-9]|2\d|3[01])/\d{1,2}/\d{4}\b"


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """Where the time stands: the column of the stamps, or of the dates with that of the times of day (-1: none)."""

    column: int
    of_day: int
    zone: str | None

    def stamps(self, table: pl.DataFrame) -> pl.Series:
        """What the cells write, date and time of day put together."""
        texts = table[:, self.column]
        if self.of_day < 0:
            return texts
        clock = table[:, self.of_day]
        both = pl.when(clock.str.contains(_OF_DAY)).then(texts + " " + clock).otherwise(clock)
        return pl.select(both).to_series()


def time_column(names: Sequence[str]) -> TimeColumn | None:
    """The column that states the time by what it is called; None where none does."""
    first = _PERFMON.match(names[0]) if names else None
    if first:
        west = int(first["minutes"])
        hours, minutes = divmod(abs(west), 60)
        return TimeColumn(0, -1, f"{'-' if west > 0 else '+'}{hours:02}:{minutes:02}")
    plain = [_plain(name) for name in names]
    column = next((plain.index(name) for name in _TIMES if name in plain), -1)
    if column < 0:
        return None
    zone = "UTC" if _UTC.search(names[column]) else None
    if plain[column] == "time" and "date" in plain:
        return TimeColumn(plain.index("date"), column, zone)
    return TimeColumn(column, -1, zone)


def day_first(stamps: pl.Series) -> bool:
    """Whether one of the stamps can only be read with the day before the month."""
    return bool(stamps.str.contains(_DAY_FIRST).any())


def _plain(name: str) -> str:
    lower = name.strip().lower()
    return _ADDED.sub("", lower) or lower
