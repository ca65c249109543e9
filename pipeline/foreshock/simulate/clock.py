"""Instants as the hosts of a simulated site print them: a fixed offset from UTC, never the machine's own zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from foreshock.ingest.time.clock import EPOCH

Micros = npt.NDArray[np.int64]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MILLIS = pl.Series([f"{ms:03d}" for ms in range(1000)])


@dataclass(frozen=True, slots=True)
class Zone:
    """A fixed offset from UTC and its name, as in ``EST`` and -5 hours.

    ``ahead_s`` is how far the clock of a host that keeps this zone runs ahead of true time, whole seconds.
    """

    name: str
    offset_hours: int
    ahead_s: int = 0

    @property
    def shift(self) -> int:
        """Microseconds to add to an instant to have what this clock's face shows."""
        return self.offset_hours * HOUR + self.ahead

    @property
    def numeric(self) -> str:
        """The offset as access logs print it: ``-0500``."""
        return f"{'-' if self.offset_hours < 0 else '+'}{abs(self.offset_hours):02d}00"

    @property
    def ahead(self) -> int:
        """Microseconds that this clock runs ahead."""
        return self.ahead_s * SECOND

    def micros(self, text: str) -> int:
        """Microseconds since 1970 UTC of a local time ``2023-07-10 20:00:00.5`` of this zone."""
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=self.offset_hours)
        return (moment - EPOCH) // timedelta(microseconds=1)

    def local(self, micros: int) -> datetime:
        """What the clock's face shows at an instant; the result's tzinfo says UTC and is to be ignored."""
        return EPOCH + timedelta(microseconds=int(micros) + self.shift)


def iso(micros: int) -> str:
    """An instant as ISO 8601 in UTC: ``2023-07-11T01:00:00Z``."""
    return (EPOCH + timedelta(microseconds=int(micros))).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_text(zone: Zone, micros: Micros, render: Callable[[datetime], str]) -> pl.Series:
    """Each instant's second as text; ``render`` is called once a second, not once a row."""
    seconds = micros // SECOND
    first, last = (int(seconds.min()) // 3600, int(seconds.max()) // 3600) if len(seconds) else (0, -1)
    if len(seconds) * 4 < (last - first + 1) * 3600:
        distinct, index = np.unique(seconds, return_inverse=True)
        few = pl.Series([render(zone.local(int(second) * SECOND)) for second in distinct], dtype=pl.String)
        return few.gather(index)
    if not len(seconds):
        return pl.Series(dtype=pl.String)
    table = pl.concat([_hour_of_seconds(zone, hour, render) for hour in range(first, last + 1)])
    return table.gather(seconds - first * 3600)


@lru_cache(maxsize=64)
def _hour_of_seconds(zone: Zone, hour: int, render: Callable[[datetime], str]) -> pl.Series:
    """The 3600 seconds of an hour, counted from 1970: the writers of a window share it."""
    return pl.Series([render(zone.local((hour * 3600 + second) * SECOND)) for second in range(3600)])


def millis_text(micros: Micros) -> pl.Series:
    """The milliseconds of each instant, three digits."""
    return _MILLIS.gather(micros // 1000 % 1000)


def render_iso(moment: datetime) -> str:
    """``2023-07-10 20:00:00``."""
    return moment.replace(tzinfo=None).isoformat(" ", "seconds")


def render_clf(moment: datetime) -> str:
    """``10/Jul/2023:20:00:00``, as access logs print it in any locale."""
    return f"{moment.day:02d}/{MONTHS[moment.month - 1]}/{moment.year}:{moment:%H:%M:%S}"


def render_syslog(moment: datetime) -> str:
    """``Jul 10 20:00:00``, RFC 3164: no year, no zone, the day padded with a blank."""
    return f"{MONTHS[moment.month - 1]} {moment.day:2d} {moment:%H:%M:%S}"
