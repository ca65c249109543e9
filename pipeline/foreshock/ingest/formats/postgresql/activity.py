"""Snapshots of ``pg_stat_activity`` as psql prints them (once or watching) or as CSV: sessions by what they do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.csv_fields import fields_of
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim
from foreshock.ingest.formats.parts.time_lines import time_line
from foreshock.ingest.time.clock import Clock

_NEEDED = {"pid", "state"}  # columns, and one more that tells whose table it is
_TELLING = {
    "usename",
    "datname",
    "query",
    "wait_event",
    "wait_event_type",
    "backend_start",
    "query_start",
    "xact_start",
}
_RULE = re.compile(r"^-+(?:\+-+)+\s*$")
_FOOT = re.compile(r"^\(\d+ rows?\)\s*$|^\s*$")
# What date prints, what \watch prints above each table; a statement may name any time.
_TIME = re.compile(r"^(?:TS \d|\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? |\d{4}-\d\d-\d\d[T ])")
_BACKENDS = "postgresql.backends"
_WAITING = "postgresql.backends.waiting"

_PSQL = Sample(
    program="psql 15, \\watch 2",
    text="""\
                    Mon Jul 10 20:00:01 2023 (every 2s)

  pid  | usename | state  | wait_event_type |        query
-------+---------+--------+-----------------+-----------------------
  4711 | app     | active | Lock            | update orders        +
       |         |        |                 |   set a = 1
  4712 | app     | active |                 | select 1
  4713 | app     | idle   | Client          | commit
(3 rows)

""",
    rows=(
        {"line": 3, "time": "2023-07-10T20:00:01Z", "metric": "postgresql.backends", "value": 2.0,
         "labels": {"state": "active"}, "unit": "{connection}"},
        {"line": 3, "metric": "postgresql.backends", "value": 1.0, "labels": {"state": "idle"}},
        {"line": 3, "metric": "postgresql.backends.waiting", "value": 1.0, "labels": {"wait_event_type": "Lock"}},
        {"line": 3, "metric": "postgresql.backends.waiting", "value": 1.0, "labels": {"wait_event_type": "Client"}},
    ),
)  # fmt: skip
_CSV = Sample(
    program="PostgreSQL 15, copy of some columns of pg_stat_activity with csv header, under date",
    text="""\
Mon Jul 10 20:00:01 UTC 2023
datname,pid,state,query
shop,4711,idle in transaction,"update orders
  set a = 1"
,812,,
""",
    rows=(
        {"line": 2, "time": "2023-07-10T20:00:01Z", "metric": "postgresql.backends", "value": 1.0,
         "labels": {"state": "idle in transaction"}},
    ),
)  # fmt: skip


class ActivityParser(ReportParser):
    """One file of snapshots; each is counted when it is over. Processes without a state serve nobody."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``time`` (ISO 8601) says when a snapshot without a time was taken."""
        super().__init__(clock, options)
        self._columns: list[str] = []
        self._separator = ","
        self._begun = 0
        self._inside = False  # of a statement in quotes
        self._states: Counter[str] = Counter()
        self._waits: Counter[str] = Counter()

    def take(self, text: str, line: int) -> str:
        """Take in a line: a session, or part of its statement."""
        inside, odd = self._inside, self._separator == "," and text.count('"') % 2 == 1
        self._inside = inside != odd
        if inside:
            return ATTACHED
        if columns := _columns(text):
            self.finish()
            self._columns, self._separator = columns
            self._begun = line
            return ATTACHED
        if _RULE.match(text) or _FOOT.match(text):
            return ATTACHED
        if _TIME.match(text) and (stated := time_line(text)):
            self.finish()
            self.at(stated.stamp, stated.offset)
            return ATTACHED
        session = dict(zip(self._columns, _cells(text, self._separator), strict=False))
        if not session.get("pid", "").isdecimal():
            return ATTACHED if self._columns else "no line of pg_stat_activity"
        self._states[session.get("state", "")] += 1
        self._waits[session.get("wait_event_type", "")] += bool(session.get("state"))
        return RECORD

    def finish(self) -> None:
        """The snapshot is over: its sessions by what they do and what they wait for."""
        for metric, label, counts in ((_BACKENDS, "state", self._states), (_WAITING, "wait_event_type", self._waits)):
            for name, count in counts.items():
                if name and count:
                    self.put(self._begun, ((label, name),), ((Measure(metric, "{connection}"), float(count)),))
            counts.clear()


def _columns(text: str) -> tuple[list[str], str] | None:
    """The names in a heading of such a table, and what separates them."""
    for separator in ("|", ","):
        names = _cells(text, separator) if "pid" in text and "state" in text else []
        if set(names) >= _NEEDED and _TELLING & set(names):
            return names, separator
    return None


def _cells(text: str, separator: str) -> list[str]:
    cells = text.split("|") if separator == "|" else fields_of(text, separator)
    return [cell.strip() for cell in cells]


class Activity:
    """Tables with a pid and a state."""

    name = "postgresql-activity"
    title = "pg_stat_activity (psql, CSV)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = (_PSQL, _CSV)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the heading is among the first lines: what follows are sessions and their statements."""
        headings = [at for at, line in enumerate(lines) if _columns(line)]
        aside = (
            (not line.strip() or time_line(line) or _RULE.match(line) for line in lines[: headings[0]])
            if headings
            else ()
        )
        if not headings or not all(aside):
            return None
        _, separator = _columns(lines[headings[0]]) or ([], "")
        told = sum(separator in line or _FOOT.match(line) is not None for line in lines)
        return claim(lines, told, f"{len(headings)} heading(s) of pg_stat_activity")

    def open(self, options: Options, clock: Clock) -> ActivityParser:
        """A parser; option ``time`` (ISO 8601) says when a snapshot without a time was taken."""
        return ActivityParser(clock, options)


FORMATS: tuple[Format, ...] = (Activity(),)
