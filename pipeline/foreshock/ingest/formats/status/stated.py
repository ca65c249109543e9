"""The lines in which servers' reports state when they were made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from foreshock.ingest.formats.parts.time_lines import time_line

Stated = tuple[int, int | None]  # microseconds since 1970 as written, seconds east of UTC where the line tells
# From a name and its value to the time of the report, where this is the line that states it.
Clockwork = Callable[[str, str], Stated | None]
_SECOND = 1_000_000
_PHP_START = re.compile(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$")


def date_of(text: str, form: str) -> datetime | None:
    """The date that a text states in strptime's words, UTC where it names no zone; None for a day that is none."""
    try:
        date = datetime.strptime(text, form)  # noqa: DTZ007 - the form may state a zone
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def no_clock(key: str, value: str) -> Stated | None:  # noqa: ARG001 - as the others
    """Of a program that states none."""
    return None


def redis_clock(key: str, value: str) -> Stated | None:
    """``server_time_usec``, of Redis 6.2 and later."""
    return (int(value), 0) if key == "server_time_usec" and re.fullmatch(r"\d{16}", value) else None


def memcached_clock(key: str, value: str) -> Stated | None:
    """``time``, in seconds."""
    return (int(value) * _SECOND, 0) if key == "time" and re.fullmatch(r"1\d{9}", value) else None


def apache_clock(key: str, value: str) -> Stated | None:
    """``CurrentTime: Monday, 10-Jul-2023 20:00:01 UTC``."""
    stated = time_line(value.replace("-", " ")) if key == "CurrentTime" else None
    return (stated.stamp, stated.offset) if stated else None


class PhpFpmClock:
    """The report tells when the pool was started, and the seconds since."""

    def __init__(self) -> None:
        self._started: int | None = None

    def __call__(self, key: str, value: str) -> Stated | None:
        """The time of the report, at the line ``start since``."""
        if key == "start time":
            start = date_of(value, "%d/%b/%Y:%H:%M:%S %z") if _PHP_START.fullmatch(value) else None
            self._started = round(start.timestamp()) if start else None
        elif key == "start since" and self._started is not None and re.fullmatch(r"[0-9]{1,10}", value):
            return ((self._started + int(value)) * _SECOND, 0)
        return None
