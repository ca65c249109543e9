"""``mysqladmin extended-status``: a table of status variables, once or every second (pt-stalk's ``-mysqladmin``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.host.vmstat import PT_STALK
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, claim, number, steps_of
from foreshock.ingest.time.clock import Clock

_RULE = re.compile(r"\+-{2,}\+-{2,}\+$")
_HEADER = re.compile(r"\| Variable_name +\| Value +\|$")
_ROW = re.compile(r"\| (?P<name>[A-Za-z]\w+) +\| (?P<value>.*?) *\|$")
_STEP = {"interval": "1"}  # pt-stalk runs it with -i1
# What has a name of its own here; Reference Manual, "Server Status Variables".
_NAMES: Mapping[str, Measure] = {
    "Threads_connected": Measure("mysql.threads", "{thread}", 1.0, (("state", "connected"),)),
    "Threads_running": Measure("mysql.threads", "{thread}", 1.0, (("state", "running"),)),
    "Threads_cached": Measure("mysql.threads", "{thread}", 1.0, (("state", "cached"),)),
    "Uptime": Measure("mysql.uptime", "s"),
}

_SAMPLE = Sample(
    program="mysqladmin extended-status of MySQL 5.7 and MariaDB 10.5, under date -Is",
    text=(
        "2023-07-10T20:00:00-05:00\n"
        "+-----------------------------------+-------------+\n"
        "| Variable_name                     | Value       |\n"
        "+-----------------------------------+-------------+\n"
        "| Aborted_clients                   | 10          |\n"
        "| Threads_running                   | 140         |\n"
        "| Ssl_cipher                        |             |\n"
        "+-----------------------------------+-------------+\n"
    ),
    rows=(
        {"line": 5, "time": "2023-07-11T01:00:00Z", "metric": "mysql.status.Aborted_clients", "value": 10.0},
        {"line": 6, "metric": "mysql.threads", "labels": {"state": "running"}, "value": 140.0, "unit": "{thread}"},
    ),
)


class MysqladminParser(ReportParser):
    """One file of tables."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``interval`` is the seconds between tables without times, ``time`` (ISO 8601) when the first was made."""
        super().__init__(clock, options)
        self._step = steps_of(options)
        self._tables = 0

    def take(self, text: str, line: int) -> str:
        """Take in a line of a table; a variable that is no number is a record without a value."""
        text = text.rstrip()
        if not text or _RULE.match(text):
            return ATTACHED
        if _HEADER.match(text):
            if self._tables and self.stamp is not None and not self.dated:
                self.stamp += self._step
            self._tables += 1
            return ATTACHED
        row = _ROW.match(text)
        if row is None:
            return ATTACHED if self.dated_by(text) else "not a line of mysqladmin's tables"
        measure = _NAMES.get(row["name"]) or Measure(f"mysql.status.{row['name']}", None)
        self.put(line, (), ((measure, number(row["value"])),))
        return RECORD


class Mysqladmin:
    """Tables of Variable_name and Value."""

    name = "mysqladmin-status"
    title = "mysqladmin extended-status"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = (_SAMPLE,)

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when the heading of the table is among the lines."""
        texts = [line.rstrip() for line in lines]
        headers = sum(_HEADER.match(text) is not None for text in texts)
        if not headers:
            return None
        known = sum(not text or _RULE.match(text) is not None or _ROW.match(text) is not None for text in texts)
        found = claim(texts, known, f"{headers} table(s) of status variables")
        return replace(found, options=_STEP) if found and not found.dated and PT_STALK.search(path) else found

    def open(self, options: Options, clock: Clock) -> MysqladminParser:
        """A parser; options are ``interval`` (seconds between tables without times) and ``time``."""
        return MysqladminParser(clock, options)


FORMATS: tuple[Format, ...] = (Mysqladmin(),)
