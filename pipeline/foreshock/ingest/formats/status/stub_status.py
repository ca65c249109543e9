"""nginx' ``stub_status``: its connections and how many requests it took."""

from __future__ import annotations

import re
from collections.abc import Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim
from foreshock.ingest.time.clock import Clock

_STATES = ("reading", "writing", "waiting")
_LINES: tuple[tuple[re.Pattern[str], tuple[Measure, ...]], ...] = (
    (
        re.compile(r"^Active connections: (\d+)\s*$"),
        (Measure("nginx.connections", "{connection}", labels=(("state", "active"),)),),
    ),
    (
        re.compile(r"^ (\d+) (\d+) (\d+)(?: \d+)?\s*$"),
        (
            Measure("nginx.connections.accepted", "{connection}"),
            Measure("nginx.connections.handled", "{connection}"),
            Measure("nginx.requests", "{request}"),
        ),
    ),
    (
        re.compile(r"^Reading: (\d+) Writing: (\d+) Waiting: (\d+)\s*$"),
        tuple(Measure("nginx.connections", "{connection}", labels=(("state", state),)) for state in _STATES),
    ),
)
_HEADING = re.compile(r"^server accepts handled requests(?: request_time)?\s*$")

_SAMPLE = Sample(
    program="nginx 1.24 (stub_status), under date",
    text="""\
Mon Jul 10 20:00:01 UTC 2023
Active connections: 291
server accepts handled requests
 16630948 16630947 31070465
Reading: 6 Writing: 179 Waiting: 106
""",
    rows=(
        {"line": 2, "time": "2023-07-10T20:00:01Z", "metric": "nginx.connections", "value": 291.0,
         "labels": {"state": "active"}},
        {"line": 4, "metric": "nginx.connections.accepted", "value": 16630948.0},
        {"line": 4, "metric": "nginx.connections.handled", "value": 16630947.0},
        {"line": 4, "metric": "nginx.requests", "value": 31070465.0},
        {"line": 5, "metric": "nginx.connections", "value": 6.0, "labels": {"state": "reading"}},
        {"line": 5, "metric": "nginx.connections", "value": 179.0, "labels": {"state": "writing"}},
        {"line": 5, "metric": "nginx.connections", "value": 106.0, "labels": {"state": "waiting"}},
    ),
)  # fmt: skip


class StubStatusParser(ReportParser):
    """One file of pages."""

    def take(self, text: str, line: int) -> str:
        """Take in a line of a page."""
        for pattern, measures in _LINES:
            if match := pattern.match(text):
                self.put(line, (), zip(measures, map(float, match.groups()), strict=True))
                return RECORD
        aside = not text.strip() or _HEADING.match(text) or self.dated_by(text)
        return ATTACHED if aside else "no line of nginx' status"


class StubStatus:
    """The page of the module, once or again and again."""

    name = "nginx-status"
    title = "nginx' stub_status"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = (_SAMPLE,)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the heading of the counters is among the lines."""
        pages = sum(bool(_HEADING.match(line)) for line in lines)
        known = sum(not line.strip() or any(pattern.match(line) for pattern, _ in _LINES) for line in lines)
        return claim(lines, known + pages, f"{pages} page(s) of nginx' status") if pages else None

    def open(self, options: Options, clock: Clock) -> StubStatusParser:
        """A parser; option ``time`` (ISO 8601) says when a page without a time was made."""
        return StubStatusParser(clock, options)


FORMATS: tuple[Format, ...] = (StubStatus(),)
