"""Files of CEF events, one a line, with syslog's header or without it, also both in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table
from foreshock.ingest.formats.structured.cef import FAMILY, START, cef_columns
from foreshock.ingest.formats.syslog.files import SyslogParser, has_header, lacks_year
from foreshock.ingest.lines.rejects import as_rejects
from foreshock.ingest.time.clock import Clock


@dataclass(frozen=True, slots=True)
class Cef:
    """Events without syslog's header, of which some may have one."""

    name: str = "cef"
    title: str = "Common Event Format (CEF)"
    table: Table = "logs"

    @property
    def samples(self) -> tuple[Sample, ...]:
        """What a firewall exports, and what a collector makes of several."""
        return (_SAMPLE, _MIXED)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines that begin as events do, and on those that syslog's header stands in front of."""
        written = pl.Series([line for line in lines if line.strip()], dtype=pl.String)
        bare = written.str.contains(START)
        if not bare.any():
            return None
        events = int((bare | has_header(written)).sum())
        return Recognition(
            events / len(written),
            f"{events} of {len(written)} sampled lines are events of CEF",
            has_year=not lacks_year(written).any(),
        )

    def open(self, options: Options, clock: Clock) -> CefParser:
        """A parser; there are no options."""
        return CefParser(clock)


class CefParser:
    """Reads events; one that states no time has none. Lines with syslog's header are syslog's."""

    def __init__(self, clock: Clock) -> None:
        """The clock is for both kinds of lines."""
        self._clock = clock
        self._syslog = SyslogParser(clock, loose=False)

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an event; the body of one without syslog's header is the whole line."""
        blank = lines["text"].str.strip_chars() == ""
        bare = lines["text"].str.contains(START)
        parsed = self._syslog.feed(lines.filter(~blank & ~bare), last=last)
        rows = self._events(lines.filter(bare))
        refused = lines.filter(bare & ~lines["line"].is_in(rows["line"].implode()))
        return Parsed(
            pl.concat([rows, parsed.rows], how="diagonal").sort("line"),
            rows.height + parsed.records,
            int(blank.sum()) + parsed.attached,
            pl.concat([as_rejects(refused, "no event of CEF"), parsed.rejects]).sort("line"),
        )

    def _events(self, lines: pl.DataFrame) -> pl.DataFrame:
        parts = [pl.DataFrame(schema={"line": pl.Int64})]
        for found in cef_columns(lines["text"]):
            stamps, offsets, fields = FAMILY.stamped(found.fields)
            parts.append(
                pl.DataFrame(
                    {
                        **FAMILY.columns(fields),
                        "body": lines["text"].gather(found.rows),
                        "line": lines["line"].gather(found.rows),
                        "time": self._clock.instants(stamps, offsets),
                    }
                )
            )
        return pl.concat(parts, how="diagonal")


_SAMPLE = Sample(
    program="Check Point R80 (CEF of its log exporter)",
    text=(
        "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|domain-udp|Low|act=Drop rt=1689019201123 spt=53113 "
        "dpt=53 src=10.0.0.21 dst=10.0.0.31 msg=a \\= b with blanks proto=17\n"
        "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|Log In \\| admin|10|rt=Jul 10 2023 20:00:02 suser=ann\n"
        "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|http|Low|date=2023-07-10 time=20:00:03 src=10.0.0.22\n"
        "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|http|Low|src=10.0.0.23\n"
    ),
    rows=(
        {
            "line": 1, "time": "2023-07-10T20:00:01.123Z", "client": "10.0.0.21", "severity_text": "Low",
            "severity_number": 9,
            "attributes": {
                "version": "0", "vendor": "Check Point", "product": "VPN-1 & FireWall-1",
                "product_version": "Check Point", "signature": "Log", "name": "domain-udp", "act": "Drop",
                "dst": "10.0.0.31", "msg": "a = b with blanks", "proto": "17", "client_port": "53113", "dst_port": "53",
            },
        },
        {"line": 2, "time": "2023-07-10T20:00:02Z", "user": "ann", "severity_text": "Very-High", "severity_number": 21},
        {"line": 3, "time": "2023-07-10T20:00:03Z", "client": "10.0.0.22"},
        {"line": 4, "time": None, "client": "10.0.0.23"},
    ),
)  # fmt: skip
_MIXED = Sample(
    program="Elastic Agent 8 and Trend Micro Deep Security Agent 12, collected into one file",
    text=(
        "CEF:0|Trend Micro|Deep Security Agent|12.0|4000000|Eicar_test_file|6|start=Nov 08 2020 12:30:00.111 UTC\n"
        "<189>1 2021-06-18T10:55:50.000003Z host app - - - CEF:0|Elastic|Vaporware|1.0.0|18|Web request|low|msg=hello\n"
    ),
    rows=(
        {"line": 1, "time": "2020-11-08T12:30:00.111Z", "severity_text": "Medium"},
        {"line": 2, "time": "2021-06-18T10:55:50.000003Z", "host": "host", "severity_text": "low"},
    ),
)  # fmt: skip
FORMATS: tuple[Format, ...] = (Cef(),)
