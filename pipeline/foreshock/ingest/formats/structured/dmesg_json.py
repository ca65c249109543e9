"""What ``dmesg -J`` prints: one JSON document with the kernel's messages and their seconds since boot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.parts.json_series import JsonObjects
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.formats.syslog.message import priority_columns, severity_numbers
from foreshock.ingest.time.clock import Clock

_DOCUMENT = re.compile(r'"dmesg"\s*:\s*\[')
_MESSAGE = re.compile(r'"(?:fac|pri|time|msg)"\s*:')
_FRAME = re.compile(r"[\s\[\]{},]*$")
# The line with which the kernel sets its clock, as dmesg's own format has it, too.
_BOOT = re.compile(
    r'"time"\s*:\s*(\d{1,9}\.\d{1,9})\s*,\s*"msg"\s*:\s*"[^"\n]* setting system clock to [^"\n]*\((\d{9,10})\)'
)

_SAMPLE = Sample(
    program="dmesg -J, util-linux 2.38, Linux 6.1; the clock is told by the second message",
    text=(
        "{\n"
        '   "dmesg": [\n'
        "      {\n"
        '         "pri": 6,\n'
        '         "time":    0.000000,\n'
        '         "msg": "Linux version 6.1.0-9-amd64"\n'
        "      },{\n"
        '         "pri": 4,\n'
        '         "time":    1.204000,\n'
        '         "msg": "rtc_cmos 00:01: setting system clock to 2023-07-10T20:00:01 UTC (1689019201)"\n'
        "      },{\n"
        '         "pri": 30,\n'
        '         "time":   12.500000,\n'
        '         "caller": "T1",\n'
        '         "msg": "systemd[1]: Detected architecture x86-64."\n'
        "      }\n"
        "   ]\n"
        "}\n"
    ),
    rows=(
        {
            "line": 3, "time": "2023-07-10T19:59:59.796Z", "service": "kernel", "severity_text": "info",
            "severity_number": 9, "body": "Linux version 6.1.0-9-amd64",
            "attributes": {"facility": "kern", "uptime_s": "0.0"},
        },
        {"line": 7, "time": "2023-07-10T20:00:01Z", "severity_text": "warning"},
        {
            "line": 11, "time": "2023-07-10T20:00:12.296Z", "severity_text": "info",
            "attributes": {"facility": "daemon", "uptime_s": "12.5", "caller": "T1"},
        },
    ),
)  # fmt: skip
_DECODED = Sample(
    program="dmesg -x -J, util-linux 2.38",
    text=(
        '{"dmesg": [{"fac": "kern", "pri": "err", "time": 4711.500000, "msg": "I/O error, dev sda"},'
        '{"time": 4712.000000, "msg": "of a facility beyond those that have a name"}]}\n'
    ),
    rows=({"line": 1, "time": None, "severity_text": "err", "severity_number": 17,
           "attributes": {"facility": "kern", "uptime_s": "4711.5"}},
          {"line": 1, "severity_text": None, "attributes": {"uptime_s": "4712.0"}}),
)  # fmt: skip


class DmesgJsonParser:
    """One document."""

    def __init__(self, boot: int | None) -> None:
        """``boot`` is when the machine was started (microseconds since 1970); without it the messages have no time."""
        self._boot = boot
        self._objects = JsonObjects("(?:fac|pri|time|msg)")

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a message, at the line on which its object begins."""
        found = [(line, message) for line, message in self._objects.feed(lines, last=last) if "msg" in message]
        account = self._objects.account
        return Parsed(self._rows(found), account.records, account.attached, account.frame)

    def _rows(self, found: Sequence[tuple[int, Mapping[str, Any]]]) -> pl.DataFrame:
        def column(name: str) -> pl.Series:
            return pl.Series([str(message[name]) if name in message else None for _, message in found], dtype=pl.String)

        uptime = column("time").cast(pl.Float64, strict=False)
        priority = column("pri")
        coded_facility, coded, _ = priority_columns(priority.cast(pl.Int64, strict=False))
        severity = pl.select(pl.coalesce(coded, priority)).to_series()
        facility = pl.select(pl.coalesce(coded_facility, column("fac"))).to_series()
        since_boot = (uptime * 1e6).round().cast(pl.Int64, strict=False)
        times = pl.select((since_boot + pl.lit(self._boot, pl.Int64)).cast(pl.Datetime("us", "UTC"))).to_series()
        attributes = {"facility": facility, "uptime_s": uptime.cast(pl.String), "caller": column("caller")}
        return pl.DataFrame(
            {
                "line": pl.Series([line for line, _ in found], dtype=pl.Int64),
                "time": times,
                "service": pl.repeat("kernel", len(found), dtype=pl.String, eager=True),
                "severity_text": severity,
                "severity_number": severity_numbers(severity),
                "body": column("msg"),
                "attributes": tags(attributes),
            }
        )


class DmesgJson:
    """dmesg -J, with -x."""

    name = "dmesg-json"
    title = "kernel log (dmesg -J)"
    table: Table = "logs"
    samples: tuple[Sample, ...] = (_SAMPLE, _DECODED)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on the document; the message that sets the clock tells when the machine was started."""
        if not any(_DOCUMENT.search(line) for line in lines[:3]):
            return None
        known = sum(bool(_DOCUMENT.search(line) or _MESSAGE.search(line) or _FRAME.match(line)) for line in lines)
        told = _BOOT.search("\n".join(lines))
        boot = datetime.fromtimestamp(int(told[2]), UTC) - timedelta(seconds=float(told[1])) if told else None
        options = {"boot": boot.isoformat()} if boot else {}
        return Recognition(known / len(lines), "the document that dmesg -J prints", options, zone="UTC")

    def open(self, options: Options, clock: Clock) -> DmesgJsonParser:
        """A parser; ``boot`` (ISO 8601, UTC without an offset) is the instant of the boot."""
        boot = time_line(options.get("boot", ""))
        return DmesgJsonParser(boot.stamp - (boot.offset or 0) * 1_000_000 if boot else None)


FORMATS: tuple[Format, ...] = (DmesgJson(),)
