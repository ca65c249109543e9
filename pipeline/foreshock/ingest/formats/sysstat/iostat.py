"""The text that sysstat's ``iostat`` prints: CPU and devices, plain or extended, in any unit, with or without times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.vmstat import PT_STALK
from foreshock.ingest.formats.parts.report import ATTACHED, HELD, JOINED, RECORD, ReportParser, steps_of
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.formats.sysstat.iostat_columns import measure_of
from foreshock.ingest.formats.sysstat.iostat_samples import SAMPLES
from foreshock.ingest.formats.sysstat.sar_dates import BANNER, date_order, day_of
from foreshock.ingest.time.clock import EPOCH, Clock
from foreshock.ingest.time.zone_names import zone_named

_CPU_HEADER = re.compile(r"avg-cpu:\s+%")
_DEVICE_HEADER = re.compile(r"\s*(?:Device:?\s|(?:tps|[rwdf]/s)\s.*\sDevice$)|(?P<kin>Filesystem|Tape):?\s+\w+/s\s")
_NAMES = {"Device": "device", "Filesystem": "filesystem", "Tape": "tape"}  # column -> label
_FURTHER = frozenset({"w/s", "d/s", "f/s"})  # -xh prints a table for each direction
_STAMP = re.compile(
    r"(?:Time: )?(?P<date>\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\.?),? (?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)"
    r"(?: (?P<half>[AP])M)?\s*$"
)
_VALUE = re.compile(r"-?\d+(?:[.,]\d+)?[%kMGTPB]?$")
_SUFFIXES = {"k": 1.0, "M": 1024.0, "G": 1024.0**2, "T": 1024.0**3, "P": 1024.0**4, "B": 1 / 1024}
_RECOGNISED = 0.5


class IostatParser(ReportParser):
    """One file of iostat."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``date_order`` (mdy, dmy) settles dates such as 07/10/2023, ``interval`` (seconds) undated reports."""
        super().__init__(clock, options)
        self._order = options.get("date_order", "")
        self._step = steps_of(options)
        self._columns: tuple[str, ...] = ()
        self._device = ""
        self._reports = 0
        self._previous: str = ""  # the kind of the table before

    def take(self, text: str, line: int) -> str:
        """Take in a banner, a time, a header or a row."""
        words = text.split()
        device, self._device = self._device, ""
        if not words:
            return ATTACHED
        if banner := BANNER.match(text):
            return self._banner(banner)
        if self._time(text):
            return ATTACHED
        if _CPU_HEADER.match(text) or _DEVICE_HEADER.match(text):
            self._header(words)
            return ATTACHED
        if len(words) == 1 and self._columns and not _VALUE.match(words[0]):
            self._device = words[0]  # a name too long for its column
            return HELD
        outcome = self._row([device, *words] if device else words, line)
        return JOINED if outcome == RECORD and device else outcome

    def _banner(self, banner: re.Match[str]) -> str:
        self.host = banner["host"] or None
        self._reports, self._previous = 0, ""
        day = day_of(banner["date"], self._order)
        if day is None or self.dated:
            return ATTACHED
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone_named(self.clock.zone))
        written = self.clock.written
        if written is None or not midnight <= written < midnight + timedelta(days=1):
            self.stamp, self.offset = (midnight.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1), None
        return ATTACHED

    def _time(self, text: str) -> bool:
        """Take in the line that -t prints, in the locale's form or ISO 8601."""
        stamp = stamp_of(text, self._order)
        if stamp is None:
            return self.dated_by(text)
        self.at(stamp, None)
        return True

    def _header(self, words: Sequence[str]) -> None:
        """A header of the same kind again begins the next report."""
        kind = "cpu" if words[0] == "avg-cpu:" else "device"
        if words[0] not in _FURTHER and (kind == "cpu" or self._previous != "cpu"):
            if self._reports and self.stamp is not None and not self.dated:
                self.stamp += self._step
            self._reports += 1
        self._previous = kind
        self._columns = tuple(words[1:]) if kind == "cpu" else tuple(word.rstrip(":") for word in words)

    def _row(self, words: list[str], line: int) -> str:
        if not self._columns:
            return "no header of iostat above"
        columns, labels = self._columns, (("cpu", "all"),)
        at = next((at for at, column in enumerate(columns) if column in _NAMES), None)
        if at is not None:
            if len(words) != len(columns):
                return f"{len(words)} values under {len(columns)} columns"
            labels = ((_NAMES[columns[at]], words.pop(at)),)
            columns = columns[:at] + columns[at + 1 :]
        if len(words) != len(columns) or not all(_VALUE.match(word) for word in words):
            return "not a row of iostat"
        self.put(
            line,
            labels,
            ((measure_of(column), _value(word)) for column, word in zip(columns, words, strict=True)),
        )
        return RECORD


def stamp_of(text: str, order: str) -> int | None:
    """Local microseconds since 1970 of ``07/13/2023 08:00:01 PM`` and its like in other locales."""
    match = _STAMP.match(text)
    day = day_of(match["date"], order) if match else None
    if match is None or day is None:
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] == "P")
    seconds = hour * 3600 + int(match["minute"]) * 60 + int(match["second"])
    return ((day.toordinal() - EPOCH.toordinal()) * 86_400 + seconds) * 1_000_000


def _value(word: str) -> float:
    """A number as printed; -h writes sizes with a suffix, of which the columns' unit is the kilobyte."""
    scale = _SUFFIXES.get(word[-1], 1.0)
    return float(word.rstrip("%kMGTPB").replace(",", ".")) * scale


class Iostat:
    """iostat, cifsiostat, nfsiostat and tapestat of sysstat 9 to 12."""

    name = "iostat"
    title = "sysstat iostat, cifsiostat, nfsiostat, tapestat (text)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when iostat's headers are among the lines."""
        headers = [line for line in lines if _CPU_HEADER.match(line) or _DEVICE_HEADER.match(line)]
        banners = [match for line in lines if (match := BANNER.match(line))]
        known = sum(_known(line, column) for line in headers for column in line.split())
        if not headers or not known:
            return None
        times = [match for line in lines if (match := _STAMP.match(line))]
        stated = [moment for line in lines if not BANNER.match(line) and (moment := time_line(line))]
        widths = {len(line.split()) for line in headers} | {len(line.split()) - 1 for line in headers}
        others = sum(not line.strip() or len(line.split()) in widths for line in lines)
        score = min(1.0, (len(banners) + len(times) + others) / len(lines))
        if score < _RECOGNISED:
            return None
        options = {}
        if order := date_order([match["date"] for match in (*banners, *times)], path):
            options["date_order"] = order
        dated = bool(times or stated)
        if not dated and PT_STALK.search(path):
            options["interval"] = "1"
        return Recognition(
            score=score,
            reason=f"{len(headers)} header(s) of iostat",
            options=options,
            zone=next((moment.zone for moment in stated if moment.zone), None),
            host=next((banner["host"] for banner in banners if banner["host"]), None),
            dated=dated,
        )

    def open(self, options: Options, clock: Clock) -> IostatParser:
        """A parser; options are ``date_order``, ``interval`` (seconds between reports without times) and ``time``."""
        return IostatParser(clock, options)


def _known(header: str, column: str) -> bool:
    """Whether a column is of iostat or its kin: their headers are like no other's."""
    kin = _DEVICE_HEADER.match(header)
    return bool(kin and kin["kin"]) or not measure_of(column).metric.startswith("iostat.")


FORMATS: tuple[Format, ...] = (Iostat(),)
