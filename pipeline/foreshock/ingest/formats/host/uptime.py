"""``uptime``, and the line with which ``top`` and ``w`` begin: time of day, time since boot, users, load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.uptime_samples import SAMPLES
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, TimeOfDay, claim, number
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.time.clock import Clock

UPTIME = re.compile(
    r"\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\s?(?P<half>[ap])m)?\s+up\s+"
    r"(?P<up>[^,]+(?:,\s+\d+(?::\d\d|\s(?:min|hour|hr|sec)[\w()]*))?),\s+(?:(?P<users>\d+) users?,\s+)?"
    r"load averages?: (?P<one>\d+[.,]\d\d),? (?P<five>\d+[.,]\d\d),? (?P<fifteen>\d+[.,]\d\d)\s*$",
    re.IGNORECASE,
)
_WHO = re.compile(r"USER\s+TTY\s.*LOGIN@")  # the table of w, below the line
_DAYS = re.compile(r"(\d{1,9}) days?")
_CLOCK = re.compile(r"(\d{1,9}):(\d\d)")
_HOURS = re.compile(r"(\d{1,9}) (?:hours?|hrs?)")
_MINUTES = re.compile(r"(\d{1,9}) min")
_SECONDS = re.compile(r"(\d{1,9}) sec")
_LOADS = {"one": "1m", "five": "5m", "fifteen": "15m"}


def of_day(match: re.Match[str]) -> int:
    """Seconds since midnight that a line of uptime states."""
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in "pP")
    return hour * 3600 + int(match["minute"]) * 60 + int(match["second"] or 0)


def measured(match: re.Match[str]) -> Iterator[tuple[Measure, float | None]]:
    """Seconds since boot, users, load averages."""
    yield Measure("system.uptime", "s"), seconds_of(match["up"])
    if match["users"]:
        yield Measure("uptime.users", "{user}"), float(match["users"])
    for name, window in _LOADS.items():
        yield Measure(f"system.cpu.load_average.{window}", "1"), number(match[name])


def seconds_of(text: str) -> float:
    """Seconds of ``3 days, 22:44``, ``16:03``, ``5 min``, ``1 day, 7 min``."""
    seconds = 0
    for pattern, unit in ((_DAYS, 86_400), (_HOURS, 3600), (_MINUTES, 60), (_SECONDS, 1)):
        if found := pattern.search(text):
            seconds += int(found[1]) * unit
    if clock := _CLOCK.search(text):
        seconds += int(clock[1]) * 3600 + int(clock[2]) * 60
    return float(seconds)


class UptimeParser(ReportParser):
    """One file of uptime's lines."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) is of the day of the first line."""
        super().__init__(clock, options)
        self._days = TimeOfDay(clock, options)
        self._who = False

    def take(self, text: str, line: int) -> str:
        """Take in a line; a full date above it says more than its time of day."""
        if not text.strip():
            return ATTACHED
        match = UPTIME.match(text)
        if match is None:
            self._who = not self.dated_by(text) and (self._who or _WHO.match(text) is not None)
            return ATTACHED if self._who or time_line(text) else "not a line of uptime"
        self._who = False
        if not self.dated:
            self.stamp, self.offset = self._days.stamp(of_day(match)), None
        self.put(line, (), measured(match))
        return RECORD


class Uptime:
    """uptime of procps, the BSDs and Solaris ("1 day(s)")."""

    name = "uptime"
    title = "uptime"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when most lines are uptime's."""
        known = sum(UPTIME.match(line) is not None for line in lines)
        if not known:
            return None
        blank = sum(not line.strip() for line in lines)
        who = len(lines) if any(_WHO.match(line) for line in lines) else 0
        return claim(lines, known + blank + who, f"{known} line(s) of uptime")

    def open(self, options: Options, clock: Clock) -> UptimeParser:
        """A parser; ``time`` dates lines that have only a time of day."""
        return UptimeParser(clock, options)


FORMATS: tuple[Format, ...] = (Uptime(),)
